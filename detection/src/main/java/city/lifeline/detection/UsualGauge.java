package city.lifeline.detection;

import city.lifeline.detection.rules.Measure.Usual;
import java.time.Duration;
import java.util.Arrays;

/**
 * The value as a multiple of what is usual at this hour: of the median of the hour's means on the
 * days before, or on the same day of the weeks before. In {@link Memory}, one bucket an hour,
 * {@code first} is its sum.
 *
 * <p>The median is not moved by what happened on fewer than half of the days, so that it need not
 * know which of them to leave out. Hours are counted from 1970; of two hours a whole number of days
 * apart, both are the same hour of the day wherever clocks are not changed.
 *
 * <p>Not for two threads at once, as {@link Trend}.
 */
final class UsualGauge implements Gauge {

    private static final Duration BUCKET = Duration.ofHours(1);
    private static final int HOURS_IN_DAY = 24;

    private final Buckets buckets;
    private final int hoursApart;
    private final int times;
    private final double floor;
    private final double[] means;

    UsualGauge(Usual usual) {
        hoursApart = HOURS_IN_DAY * usual.daysApart();
        times = usual.times();
        floor = usual.floor();
        buckets = Buckets.of(BUCKET, hoursApart * times + 1);
        means = new double[times];
    }

    @Override
    public boolean fits(Memory memory) {
        return buckets.fits(memory);
    }

    @Override
    public Memory newMemory() {
        return buckets.newMemory();
    }

    @Override
    public double take(Memory memory, long timeUs, double value) {
        int place = buckets.moveTo(memory, timeUs);
        boolean begins = memory.counts[place] == 0;
        memory.counts[place]++;
        memory.first[place] = begins ? value : memory.first[place] + value;
        int known = 0;
        for (int i = 1; i <= times; i++) {
            int before = buckets.placeBefore(memory, i * hoursApart);
            if (memory.counts[before] > 0) {
                means[known] = memory.first[before] / memory.counts[before];
                known++;
            }
        }
        if (2 * known < times) {
            return Double.NaN;
        }
        Arrays.sort(means, 0, known);
        double median = (means[(known - 1) / 2] + means[known / 2]) / 2;
        return value / Math.max(median, floor);
    }
}
