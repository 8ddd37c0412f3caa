package city.lifeline.detection;

import city.lifeline.detection.rules.Measure.Percentile;
import java.util.Arrays;

/**
 * The median, over the window's parts that are over, of a percentile of each; as a multiple of the
 * baseline's, if there is one. A part's samples are counted in bins of a fixed logarithmic scale:
 * what comes out is within 2 % of the sample of that rank (nearest rank), wherever the values lie
 * between 10^-5 and 10^6, of either sign; what is smaller is 0.
 *
 * <p>In {@link Memory}: {@code counts} are the newest part's bins and, last, their sum; {@code
 * second} is the ring of the parts' percentiles, not a number where there is none; {@code first}
 * the baseline's, as far as {@code lastCount}; {@code newest} is the newest part, {@code last} the
 * result. Immutable.
 */
final class PercentileGauge implements Gauge {

    private static final double LEAST = 1e-5;
    private static final double GROWTH = Math.log(1.04);
    private static final int BINS_OF_A_SIGN = 646;
    private static final int BINS = 2 * BINS_OF_A_SIGN + 1;
    private static final int PARTS = Percentile.PARTS;

    private final Percentile percentile;
    private final long partUs;
    private final int baselineParts;
    private final String content;

    PercentileGauge(Percentile percentile) {
        this.percentile = percentile;
        partUs = Math.max(1, Durations.us(percentile.part()));
        baselineParts = (int) (Durations.us(percentile.baseline()) / partUs);
        content = "percentile " + percentile.of();
    }

    @Override
    public boolean fits(Memory memory) {
        return memory.content.equals(content)
                && memory.stepUs == partUs
                && memory.first.length == baselineParts;
    }

    @Override
    public Memory newMemory() {
        Memory memory = new Memory();
        memory.content = content;
        memory.stepUs = partUs;
        memory.counts = new int[BINS + 1];
        memory.first = new double[baselineParts];
        memory.second = new double[PARTS];
        Arrays.fill(memory.second, Double.NaN);
        return memory;
    }

    @Override
    public double take(Memory memory, long timeUs, double value) {
        long part = Math.floorDiv(timeUs, partUs);
        if (memory.newest == Long.MIN_VALUE) {
            memory.newest = part;
        }
        if (part > memory.newest) {
            endPart(memory, part);
        }
        memory.counts[bin(value)]++;
        memory.counts[BINS]++;
        return memory.last;
    }

    private void endPart(Memory memory, long next) {
        double of = memory.counts[BINS] < percentile.leastSamples() ? Double.NaN : ofBins(memory);
        for (long each = Math.max(memory.newest, next - PARTS); each < next; each++) {
            memory.second[(int) Math.floorMod(each, (long) PARTS)] =
                    each == memory.newest ? of : Double.NaN;
        }
        Arrays.fill(memory.counts, 0);
        memory.newest = next;
        if (!Double.isNaN(of) && memory.lastCount < baselineParts) {
            memory.first[(int) memory.lastCount] = of;
            memory.lastCount++;
        }
        memory.last = result(memory);
    }

    private double result(Memory memory) {
        double[] known = Arrays.stream(memory.second).filter(each -> !Double.isNaN(each)).toArray();
        if (2 * known.length < PARTS || memory.lastCount < baselineParts) {
            return Double.NaN;
        }
        double now = median(known);
        return baselineParts == 0
                ? now
                : now / Math.max(median(memory.first.clone()), percentile.floor());
    }

    private double ofBins(Memory memory) {
        long rank = (long) Math.ceil(percentile.of() / 100 * memory.counts[BINS]);
        long below = 0;
        int bin = -1;
        while (below < rank) {
            bin++;
            below += memory.counts[bin];
        }
        return middle(bin - BINS_OF_A_SIGN);
    }

    private static int bin(double value) {
        double size = Math.abs(value);
        if (size < LEAST) {
            return BINS_OF_A_SIGN;
        }
        int number = 1 + (int) (Math.log(size / LEAST) / GROWTH);
        int most = Math.min(number, BINS_OF_A_SIGN);
        return BINS_OF_A_SIGN + (value > 0 ? most : -most);
    }

    private static double middle(int number) {
        return number == 0
                ? 0
                : Math.signum(number) * LEAST * Math.exp((Math.abs(number) - 0.5) * GROWTH);
    }

    /** Sorts them. */
    private static double median(double[] values) {
        Arrays.sort(values);
        return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
    }
}
