package city.lifeline.alerting.stream;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Reads server-sent events as a browser does. */
public final class EventReader implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Event END = new Event("", "end", "");

    private final InputStream in;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    public EventReader(HttpResponse<InputStream> response) {
        if (response.statusCode() != 200) {
            throw new AssertionError("HTTP " + response.statusCode());
        }
        in = response.body();
        Thread thread = new Thread(this::read, "event-reader");
        thread.setDaemon(true);
        thread.start();
    }

    /** What came, with an empty id if it had none. */
    public record Event(String id, String name, String data) {}

    /** The next event of a name; others before it are passed over. */
    public Event next(String name) throws InterruptedException {
        Event event = events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        while (event != null && !event.name().equals(name)) {
            if (event.equals(END)) {
                throw new AssertionError("the stream ended before " + name);
            }
            event = events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        if (event == null) {
            throw new AssertionError("no " + name);
        }
        return event;
    }

    void awaitEnd() throws InterruptedException {
        next(END.name());
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            String id = "";
            String name = "message";
            StringBuilder data = new StringBuilder();
            String line = reader.readLine();
            while (line != null) {
                if (line.isEmpty()) {
                    if (data.length() > 0) {
                        events.add(new Event(id, name, data.toString()));
                    }
                    id = "";
                    name = "message";
                    data.setLength(0);
                } else if (line.startsWith("id:")) {
                    id = line.substring(3);
                } else if (line.startsWith("event:")) {
                    name = line.substring(6);
                } else if (line.startsWith("data:")) {
                    data.append(line.substring(5));
                }
                line = reader.readLine();
            }
        } catch (IOException e) {
            // Closed by one side or the other.
        }
        events.add(END);
    }
}
