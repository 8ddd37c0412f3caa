package city.lifeline.detection;

import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The straight trend of a window, robust to outliers: the median slope of all pairs of buckets
 * (Theil 1950, Sen 1968), its interval, and whether it is more than chance (Mann 1945, Kendall
 * 1975). In {@link Memory}, {@code first} is a bucket's sum of values, {@code second} its sum of
 * times, in seconds since the bucket began.
 *
 * <p>Not for two threads at once: it keeps the room for its sums, so that a sample costs no
 * allocation. Nothing of one sample is left for the next.
 */
final class Trend {

    private static final int MOST_BUCKETS = 24;

    /** Fewer can never be more than chance. */
    private static final int LEAST_BUCKETS = 4;

    /** One-sided 5 %: what rises by chance does so at one instant in twenty. */
    private static final double SIGNIFICANT = 1.645;

    private final Buckets buckets;
    private final double[] times;
    private final double[] values;
    private final double[] slopes;
    private final double[] levels;
    private int size;
    private double deviation;
    private int concordance;

    Trend(Duration window, Duration interval) {
        buckets = new Buckets(window, interval, MOST_BUCKETS);
        int count = buckets.count();
        times = new double[count];
        values = new double[count];
        levels = new double[count];
        slopes = new double[count * (count - 1) / 2];
    }

    Buckets buckets() {
        return buckets;
    }

    void take(Memory memory, long timeUs, double value) {
        int place = buckets.moveTo(memory, timeUs);
        double seconds = (timeUs - buckets.startUs(memory, 0)) / 1e6;
        boolean begins = memory.counts[place] == 0;
        memory.counts[place]++;
        memory.first[place] = begins ? value : memory.first[place] + value;
        memory.second[place] = begins ? seconds : memory.second[place] + seconds;
    }

    /** What a value is compared with at a time; not a number where it is unknown. */
    interface Base {
        double at(double secondsFromNewestBucket);
    }

    /** Looks at a memory. The rest is about what it saw. */
    void look(Memory memory) {
        look(memory, null);
    }

    /** Looks at how far a memory's values lie from a base; all from 0 if there is none. */
    void look(Memory memory, @Nullable Base base) {
        size = 0;
        int place = buckets.placeBefore(memory, buckets.count() - 1);
        for (int before = buckets.count() - 1; before >= 0; before--, place = buckets.next(place)) {
            int count = memory.counts[place];
            if (count > 0) {
                times[size] = -before * (buckets.stepUs() / 1e6) + memory.second[place] / count;
                values[size] = memory.first[place] / count;
                if (base != null) {
                    values[size] -= base.at(times[size]);
                }
                size++;
            }
        }
        concordance = 0;
        for (int i = 1; i < size; i++) {
            for (int j = 0; j < i; j++) {
                concordance += Double.compare(values[i], values[j]);
            }
        }
        deviation = Math.sqrt(size * (size - 1.0) * (2.0 * size + 5) / 18);
    }

    /** Whether there is enough to tell a trend from chance. */
    boolean isKnown() {
        return size >= LEAST_BUCKETS;
    }

    /** 1 if it rises, −1 if it falls, 0 if it may be chance. */
    int direction() {
        if (!isKnown()) {
            return 0;
        }
        double distance = (Math.abs(concordance) - 1) / deviation;
        return distance >= SIGNIFICANT ? Integer.signum(concordance) : 0;
    }

    /** Works the slopes out, for the questions that follow. */
    void measureSlopes() {
        int pairs = 0;
        for (int i = 1; i < size; i++) {
            for (int j = 0; j < i; j++) {
                slopes[pairs] = (values[i] - values[j]) / (times[i] - times[j]);
                pairs++;
            }
        }
        Arrays.sort(slopes, 0, pairs);
    }

    private int pairs() {
        return size * (size - 1) / 2;
    }

    /** The median slope, a second. */
    double slope() {
        return middle(slopes, pairs());
    }

    /** No flatter than 19 of 20 would be by chance, but for its sign. */
    double flattest(int direction) {
        int bound = Math.max(0, (int) Math.floor((pairs() - SIGNIFICANT * deviation) / 2));
        return direction > 0 ? slopes[bound] : slopes[pairs() - 1 - bound];
    }

    /** No steeper than 19 of 20 would be by chance. */
    double steepest(int direction) {
        return flattest(-direction);
    }

    /** The value that the trend gives for the newest bucket, at {@code seconds} from its begin. */
    double level(double slope, double seconds) {
        for (int i = 0; i < size; i++) {
            levels[i] = values[i] + slope * (seconds - times[i]);
        }
        Arrays.sort(levels, 0, size);
        return middle(levels, size);
    }

    private static double middle(double[] sorted, int length) {
        return (sorted[(length - 1) / 2] + sorted[length / 2]) / 2;
    }
}
