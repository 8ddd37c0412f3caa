package city.lifeline.alerting.stream;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * What waits to be sent to one client. It is bounded: to a client that is too slow to take it, what
 * waits is thrown away and the client is told so. Not safe for several threads.
 */
final class Outbound {

    private final int capacity;
    private final Queue<Frame> frames = new ArrayDeque<>();
    private final Map<String, Frame> statuses = new LinkedHashMap<>();
    private boolean lost;

    Outbound(int capacity) {
        this.capacity = capacity;
    }

    void add(Frame frame) {
        if (frames.size() >= capacity) {
            frames.clear();
            lost = true;
        }
        frames.add(frame);
    }

    /** Only the latest status of a point waits. */
    void addStatus(String point, Frame frame) {
        statuses.put(point, frame);
    }

    Optional<Frame> next() {
        if (lost) {
            lost = false;
            return Optional.of(Frame.RESYNC);
        }
        Frame frame = frames.poll();
        if (frame != null) {
            return Optional.of(frame);
        }
        Iterator<Frame> waiting = statuses.values().iterator();
        if (!waiting.hasNext()) {
            return Optional.empty();
        }
        Frame status = waiting.next();
        waiting.remove();
        return Optional.of(status);
    }
}
