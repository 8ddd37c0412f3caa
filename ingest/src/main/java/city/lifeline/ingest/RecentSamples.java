package city.lifeline.ingest;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The samples that came last, of all points together, to recognise the same one when it comes
 * again. Of fixed size: what comes newly takes the place of something older, so a repeat that comes
 * much later is not recognised, and nothing is ever mistaken for a repeat.
 */
final class RecentSamples {

    enum Verdict {
        NEW,
        /** The same point, time and values were there before. */
        REPEATED,
        /** The same point and time were there before, with other values. */
        CONTRADICTED
    }

    private final @Nullable String[] points;
    // Time and content of each place, side by side.
    private final long[] samples;
    private final int mask;

    /**
     * Room for so many.
     *
     * @param size a power of two
     */
    RecentSamples(int size) {
        points = new @Nullable String[size];
        samples = new long[2 * size];
        mask = size - 1;
    }

    /**
     * Compares with what was there, and remembers.
     *
     * @param content the value's bits; of several values, their digest of 64 bits
     */
    Verdict take(String point, long timeUs, long content) {
        int place = place(point, timeUs);
        String known = points[place];
        if (known != null && samples[2 * place] == timeUs && known.equals(point)) {
            boolean same = samples[2 * place + 1] == content;
            samples[2 * place + 1] = content;
            return same ? Verdict.REPEATED : Verdict.CONTRADICTED;
        }
        points[place] = point;
        samples[2 * place] = timeUs;
        samples[2 * place + 1] = content;
        return Verdict.NEW;
    }

    void forget() {
        Arrays.fill(points, null);
    }

    private int place(String point, long timeUs) {
        long mixed = (timeUs * 0x9E3779B97F4A7C15L) ^ (point.hashCode() * 0xC2B2AE3D27D4EB4FL);
        mixed ^= mixed >>> 32;
        return (int) ((mixed * 0xD6E8FEB86659FD93L) >>> 40) & mask;
    }
}
