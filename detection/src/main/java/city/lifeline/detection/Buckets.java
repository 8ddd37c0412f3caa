package city.lifeline.detection;

import java.time.Duration;
import java.util.Arrays;

/**
 * How a window is cut into buckets. They begin at whole multiples of their length since the epoch,
 * so that what is in which depends on the samples' times alone. The window reaches back from the
 * newest sample over the bucket that it is in and those before it: at most its length, and less by
 * no more than one bucket. Immutable.
 */
final class Buckets {

    private final long stepUs;
    private final int count;

    /**
     * Cuts a window.
     *
     * @param most buckets that there may be; fewer where the point does not report that often
     */
    Buckets(Duration window, Duration interval, int most) {
        long windowUs = Math.max(Durations.us(window), 1);
        long finestUs = -Math.floorDiv(-windowUs, most);
        stepUs = Math.min(Math.max(finestUs, Durations.us(interval)), windowUs);
        count = (int) Math.max(1, windowUs / stepUs);
    }

    private Buckets(long stepUs, int count) {
        this.stepUs = stepUs;
        this.count = count;
    }

    /** So many buckets of a length. */
    static Buckets of(Duration step, int count) {
        return new Buckets(Durations.us(step), count);
    }

    int count() {
        return count;
    }

    long stepUs() {
        return stepUs;
    }

    /** Whether a memory was cut in the same way, and holds what most gauges keep in buckets. */
    boolean fits(Memory memory) {
        return fits(memory, "");
    }

    /** Whether a memory was cut in the same way, and holds what its content says. */
    boolean fits(Memory memory, String content) {
        return memory.stepUs == stepUs
                && memory.counts.length == count
                && memory.content.equals(content);
    }

    Memory newMemory() {
        Memory memory = new Memory();
        memory.stepUs = stepUs;
        memory.counts = new int[count];
        memory.first = new double[count];
        memory.second = new double[count];
        return memory;
    }

    /** Forgets what the window has left behind; returns the place of the time's bucket. */
    int moveTo(Memory memory, long timeUs) {
        long number = Math.floorDiv(timeUs, stepUs);
        if (memory.newest == Long.MIN_VALUE || number - memory.newest >= count) {
            // What lies beyond the buckets is another's.
            Arrays.fill(memory.counts, 0, count, 0);
            memory.newest = number;
        } else {
            while (memory.newest < number) {
                memory.newest++;
                memory.counts[place(memory.newest)] = 0;
            }
        }
        return place(number);
    }

    /** Where a bucket is, by how many lie between it and the newest. */
    int placeBefore(Memory memory, int before) {
        return place(memory.newest - before);
    }

    /** Where the next newer bucket is; cheaper, in a loop, than to ask for each by itself. */
    int next(int place) {
        return place + 1 == count ? 0 : place + 1;
    }

    /** When a bucket begins, by how many lie between it and the newest. */
    long startUs(Memory memory, int before) {
        return (memory.newest - before) * stepUs;
    }

    private int place(long number) {
        return (int) Math.floorMod(number, (long) count);
    }
}
