package city.lifeline.launcher.client;

import org.jspecify.annotations.Nullable;

/** Puts the lines of an event stream together, as the HTML standard says. */
final class ServerSentEvents {

    private final StringBuilder data = new StringBuilder();
    private String type = "message";
    private @Nullable String id;

    /**
     * An event.
     *
     * @param id null if it has none
     */
    record Event(String type, String data, @Nullable String id) {}

    /** Takes the next line; returns the event that it completes, or null. */
    @Nullable Event line(String line) {
        if (line.isEmpty()) {
            Event event = data.isEmpty() ? null : new Event(type, data.toString(), id);
            data.setLength(0);
            type = "message";
            id = null;
            return event;
        }
        int colon = line.indexOf(':');
        String field = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1);
        value = value.startsWith(" ") ? value.substring(1) : value;
        switch (field) {
            case "event" -> type = value;
            case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
            case "id" -> id = value;
            default -> {
                // A comment keeps the connection open; other fields are not for us.
            }
        }
        return null;
    }
}
