package city.lifeline.launcher.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What keeps warnings from reaching people, in words for a terminal. */
public final class WaysToPeople {

    private static final int MOST_GAPS = 5;
    private static final Pattern UNWANTED = Pattern.compile("[\\p{C}\\s]+");

    private WaysToPeople() {}

    /** Whether every channel takes messages; not so if it is not known. */
    public static boolean areWell(@Nullable JsonNode troubles) {
        return troubles != null && troubles.path("channels").isEmpty();
    }

    /**
     * A line for each channel that takes nothing and for the next gaps of the roster.
     *
     * @param troubles as {@code GET /api/v1/troubles} answers; null: alerting does not answer
     */
    public static List<String> lines(@Nullable JsonNode troubles) {
        if (troubles == null) {
            return List.of("Alerting does not answer: whether people are reached is not known.");
        }
        List<String> lines = new ArrayList<>();
        for (JsonNode channel : troubles.path("channels")) {
            lines.add(
                    "Channel %s takes nothing since %s%s"
                            .formatted(
                                    clean(channel.path("channel").asText()),
                                    clean(channel.path("since").asText()),
                                    channel.path("error").isTextual()
                                            ? ": " + clean(channel.path("error").asText())
                                            : ""));
        }
        int gaps = troubles.path("gapCount").asInt();
        int told = 0;
        for (JsonNode gap : troubles.path("gaps")) {
            if (told++ == MOST_GAPS) {
                break;
            }
            lines.add(
                    "Nobody is on duty for %s in %s from %s to %s"
                            .formatted(
                                    clean(gap.path("lifeline").asText()),
                                    clean(gap.path("district").asText()),
                                    clean(gap.path("from").asText()),
                                    clean(gap.path("to").asText())));
        }
        if (gaps > MOST_GAPS) {
            lines.add("and %d more gaps of the roster".formatted(gaps - MOST_GAPS));
        }
        return lines.isEmpty() ? List.of("Channels: all take messages.") : lines;
    }

    /** A provider's answer and a district's name are other people's texts. */
    private static String clean(String text) {
        return UNWANTED.matcher(text).replaceAll(" ").strip();
    }
}
