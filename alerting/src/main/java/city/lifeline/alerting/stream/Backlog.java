package city.lifeline.alerting.stream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The last changes of warnings, for clients that come back. Not safe for several threads.
 *
 * <p>Ids are {@code <epoch>-<number>}. The epoch is this process's: after a restart, or at another
 * instance, no id is known and the client starts afresh.
 */
final class Backlog {

    private final String epoch;
    private final int capacity;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private long last;

    Backlog(String epoch, int capacity) {
        this.epoch = epoch;
        this.capacity = capacity;
    }

    /** A change, and the run and district it belongs to. */
    record Entry(long number, String run, String district, Frame frame) {}

    Entry add(String run, String district, String event, String data) {
        last++;
        Entry entry = new Entry(last, run, district, new Frame(epoch + '-' + last, event, data));
        entries.add(entry);
        if (entries.size() > capacity) {
            entries.remove();
        }
        return entry;
    }

    /** Id of the last change, whether or not there was one. */
    String position() {
        return epoch + '-' + last;
    }

    /** What came after an id; empty if that is not known any more. */
    Optional<List<Entry>> after(String id) {
        long number = number(id);
        long oldest = last - entries.size();
        if (number < oldest || number > last) {
            return Optional.empty();
        }
        List<Entry> newer = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.number() > number) {
                newer.add(entry);
            }
        }
        return Optional.of(newer);
    }

    private long number(String id) {
        if (!id.startsWith(epoch + '-')) {
            return -1;
        }
        try {
            return Long.parseLong(id.substring(epoch.length() + 1));
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
