package city.lifeline.benchmarks.anomaly;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Series of twelve kinds, each with one of thirteen oddities done to a stretch of it. The same seed
 * makes the same series. The oddity lies in the second half, so that there is something to learn
 * from before it.
 */
public final class SyntheticSeries {

    /** Samples of each series, five minutes apart. */
    public static final int SAMPLES = 4_000;

    private static final int EARLIEST = 2_000;
    private static final long STEP_US = 300_000_000L;
    private static final long FROM_US = 1_796_083_200_000_000L;
    private static final int DAY = 288;
    private static final int CYCLE = 40;

    /** What a series is like. */
    public enum Kind {
        NOISE(1, 0),
        SLUGGISH_NOISE(1, 0),
        DAILY(1, DAY),
        SHORT_CYCLE(1, CYCLE),
        WANDERING(1, 0),
        BURSTS(1, 0),
        OPERATION(1, 0),
        COUNTS(1, DAY),
        SMOOTH(1, 2 * CYCLE),
        HEAVY_TAILS(1, 0),
        LAGGED_CHANNELS(4, 0),
        PLANT(5, DAY);

        private final int channels;

        /** Of what repeats; 0: nothing does. */
        private final int period;

        Kind(int channels, int period) {
            this.channels = channels;
            this.period = period;
        }
    }

    /** What is done to a stretch of a series. */
    public enum Oddity {
        SPIKE,
        DIP,
        SHIFT,
        DRIFT,
        LOUDER,
        QUIETER,
        STUCK,
        CLIPPED,
        FASTER,
        OUT_OF_PHASE,
        MISSING_CYCLE,
        REVERSED,
        DECOUPLED
    }

    private SyntheticSeries() {}

    /** All that make sense, of one seed. */
    public static List<LabelledSeries> all(long seed) {
        List<LabelledSeries> all = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (Oddity oddity : Oddity.values()) {
                if (goTogether(kind, oddity)) {
                    all.add(of(kind, oddity, seed));
                }
            }
        }
        return all;
    }

    static boolean goTogether(Kind kind, Oddity oddity) {
        return switch (oddity) {
            case FASTER, OUT_OF_PHASE, MISSING_CYCLE -> kind.period > 0;
            // A wave that is the same backwards shows nothing.
            case REVERSED -> kind == Kind.SHORT_CYCLE || kind == Kind.DAILY;
            case DECOUPLED -> kind.channels > 1;
            // Bursts rest at one value, operation has levels of its own.
            case STUCK, QUIETER -> kind != Kind.BURSTS;
            case SHIFT, CLIPPED -> kind != Kind.WANDERING;
            default -> true;
        };
    }

    /** One series. */
    public static LabelledSeries of(Kind kind, Oddity oddity, long seed) {
        SplittableRandom random =
                new SplittableRandom(
                        31L * (31 * seed + kind.name().hashCode()) + oddity.name().hashCode());
        double[][] rows = clean(kind, random);
        boolean[] odd = new boolean[SAMPLES];
        int length = length(kind, oddity, random);
        int from = EARLIEST + random.nextInt(SAMPLES - 200 - EARLIEST - length);
        int channel = random.nextInt(kind.channels);
        double[] values = new double[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            values[i] = rows[i][channel];
        }
        change(values, kind, oddity, from, length, random);
        for (int i = 0; i < SAMPLES; i++) {
            rows[i][channel] = values[i];
        }
        Arrays.fill(odd, from, from + length, true);
        long[] times = new long[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            times[i] = FROM_US + i * STEP_US;
        }
        return new LabelledSeries(
                "synthetic",
                kind.name().toLowerCase(Locale.ROOT),
                oddity.name().toLowerCase(Locale.ROOT),
                times,
                rows,
                odd);
    }

    private static int length(Kind kind, Oddity oddity, SplittableRandom random) {
        return switch (oddity) {
            case SPIKE, DIP -> 1 + random.nextInt(3);
            case DRIFT -> 200 + random.nextInt(150);
            case FASTER, OUT_OF_PHASE, REVERSED -> Math.max(60, kind.period);
            case MISSING_CYCLE -> kind.period;
            default -> 60 + random.nextInt(120);
        };
    }

    private static void change(
            double[] values,
            Kind kind,
            Oddity oddity,
            int from,
            int length,
            SplittableRandom random) {
        double[] before = Arrays.copyOf(values, from);
        Arrays.sort(before);
        double low = before[from / 50];
        double high = before[from - 1 - from / 50];
        double median = before[from / 2];
        double range = Math.max(high - low, 1e-9);
        double roughness = roughness(values, from);
        double sign = random.nextBoolean() ? 1 : -1;
        double[] original = values.clone();
        double slowMean = original[from];
        for (int i = 0; i < length; i++) {
            int at = from + i;
            slowMean += 0.1 * (original[at] - slowMean);
            values[at] =
                    switch (oddity) {
                        case SPIKE -> original[at] + 0.6 * range + 3 * roughness;
                        case DIP -> original[at] - 0.6 * range - 3 * roughness;
                        case SHIFT -> original[at] + sign * 0.5 * range;
                        case DRIFT -> original[at] + sign * range * i / length;
                        case LOUDER -> original[at] + 2.5 * roughness * random.nextGaussian();
                        case QUIETER -> slowMean + 0.15 * (original[at] - slowMean);
                        case STUCK -> original[from];
                        case CLIPPED -> Math.min(original[at], median);
                        case FASTER -> original[from - 2 * kind.period + 2 * i % kind.period];
                        case OUT_OF_PHASE -> original[at - kind.period / 2 - kind.period];
                        case MISSING_CYCLE ->
                                original[from] + roughness * 0.2 * random.nextGaussian();
                        case REVERSED -> original[from + length - 1 - i];
                        case DECOUPLED -> original[at - 997];
                    };
        }
        if (kind == Kind.COUNTS) {
            for (int i = from; i < from + length; i++) {
                values[i] = Math.max(0, Math.rint(values[i]));
            }
        }
    }

    /** Usual deviation of what a straight line through the neighbours does not tell. */
    private static double roughness(double[] values, int to) {
        double sum = 0;
        for (int i = 1; i < to - 1; i++) {
            sum += Math.abs(values[i] - (values[i - 1] + values[i + 1]) / 2);
        }
        return sum / (to - 2);
    }

    private static double[][] clean(Kind kind, SplittableRandom random) {
        double[][] rows = new double[SAMPLES][kind.channels];
        double offset = random.nextDouble(-50, 200);
        double scale = Math.pow(10, random.nextDouble(-1, 2));
        switch (kind) {
            case LAGGED_CHANNELS -> lagged(rows, random);
            case PLANT -> plant(rows, random);
            default -> {
                double[] values = single(kind, random);
                for (int i = 0; i < SAMPLES; i++) {
                    rows[i][0] = kind == Kind.COUNTS ? values[i] : offset + scale * values[i];
                }
            }
        }
        return rows;
    }

    private static double[] single(Kind kind, SplittableRandom random) {
        double[] values = new double[SAMPLES];
        double phase = random.nextDouble(2 * Math.PI);
        double state = 0;
        double level = 0;
        int lasts = 0;
        for (int i = 0; i < SAMPLES; i++) {
            double noise = random.nextGaussian();
            double day = 2 * Math.PI * i / DAY + phase;
            switch (kind) {
                case NOISE -> values[i] = noise;
                case SLUGGISH_NOISE -> {
                    state = 0.9 * state + 0.44 * noise;
                    values[i] = state;
                }
                case DAILY ->
                        values[i] =
                                Math.sin(day)
                                        + 0.5 * Math.sin(2 * day + 1)
                                        + 0.25 * Math.cos(5 * day)
                                        + 0.12 * noise;
                case SHORT_CYCLE -> {
                    double at = (double) (i % CYCLE) / CYCLE;
                    // A sharp rise and a slow fall, as of a pump's pressure.
                    values[i] =
                            (at < 0.1 ? at * 10 : Math.exp(-3 * (at - 0.1)))
                                    + 0.3 * Math.exp(-200 * (at - 0.6) * (at - 0.6))
                                    + 0.03 * noise;
                }
                case WANDERING -> {
                    state = 0.998 * state + 0.1 * noise;
                    values[i] = state + 0.03 * random.nextGaussian();
                }
                case BURSTS -> {
                    state *= 0.7;
                    if (random.nextDouble() < 0.03) {
                        state += 0.5 + random.nextDouble();
                    }
                    values[i] = Math.rint(100 * (state + 0.02 * Math.abs(noise))) / 100;
                }
                case OPERATION -> {
                    if (lasts-- <= 0) {
                        lasts = 30 + random.nextInt(120);
                        level = random.nextInt(3);
                    }
                    state += 0.4 * (level - state);
                    values[i] = state + 0.05 * noise;
                }
                case COUNTS -> values[i] = poisson(6 + 5 * Math.sin(day), random);
                case SMOOTH -> {
                    double at = 2 * Math.PI * i / (2.0 * CYCLE) + phase;
                    values[i] = Math.sin(at) + 0.4 * Math.sin(at * 2 + phase) + 0.002 * noise;
                }
                case HEAVY_TAILS -> {
                    double chi = 0;
                    for (int k = 0; k < 3; k++) {
                        double g = random.nextGaussian();
                        chi += g * g;
                    }
                    state = 0.5 * state + noise / Math.sqrt(chi / 3 + 1e-3);
                    values[i] = state;
                }
                default -> throw new IllegalArgumentException(kind.name());
            }
        }
        return values;
    }

    private static void lagged(double[][] rows, SplittableRandom random) {
        int most = 12;
        double[] common = new double[SAMPLES + most];
        double slow = 0;
        double quick = 0;
        for (int i = 0; i < common.length; i++) {
            slow = 0.99 * slow + 0.1 * random.nextGaussian();
            quick = 0.8 * quick + 0.2 * random.nextGaussian();
            common[i] = slow + quick;
        }
        for (int c = 0; c < rows[0].length; c++) {
            int lag = random.nextInt(most);
            double gain = random.nextDouble(0.5, 20) * (random.nextBoolean() ? 1 : -1);
            for (int i = 0; i < SAMPLES; i++) {
                rows[i][c] = 30 + gain * (common[i + most - lag] + 0.08 * random.nextGaussian());
            }
        }
    }

    /** A pump by demand: its flow, pressure, current, a tank and the temperature of the motor. */
    private static void plant(double[][] rows, SplittableRandom random) {
        double temperature = 30;
        double demandNoise = 0;
        double tank = 3;
        boolean on = true;
        for (int i = 0; i < SAMPLES; i++) {
            demandNoise = 0.95 * demandNoise + 0.6 * random.nextGaussian();
            double demand = 50 + 20 * Math.sin(2 * Math.PI * i / DAY) + demandNoise;
            on = on ? tank < 4 : tank < 2;
            double flow = on ? 95 : 0;
            tank += (flow - demand) / 2_000;
            temperature += 0.05 * ((on ? 60 : 25) - temperature);
            rows[i][0] = demand;
            rows[i][1] = flow + random.nextGaussian();
            rows[i][2] = (on ? 12.5 : 0.2) + 0.02 * demand + 0.1 * random.nextGaussian();
            rows[i][3] = tank + 0.005 * random.nextGaussian();
            rows[i][4] = temperature + 0.2 * random.nextGaussian();
        }
    }

    private static double poisson(double mean, SplittableRandom random) {
        double limit = Math.exp(-mean);
        double product = random.nextDouble();
        int count = 0;
        while (product > limit) {
            product *= random.nextDouble();
            count++;
        }
        return count;
    }
}
