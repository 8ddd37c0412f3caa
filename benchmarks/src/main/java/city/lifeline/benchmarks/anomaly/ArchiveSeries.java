package city.lifeline.benchmarks.anomaly;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Series of the kinds that public archives of anomalies hold, longer than {@link SyntheticSeries}
 * and with an oddity of their own kind: one heartbeat that is not like the others, a working day
 * that looks like a Sunday, a server on a new level, a leak in a network whose demand varies. Made
 * from nothing but a seed; no archive's data is in them. The oddity lies behind the first two
 * fifths.
 */
public final class ArchiveSeries {

    private static final long FROM_US = 1_796_083_200_000_000L;
    private static final long MINUTE_US = 60_000_000L;

    /** What a series is like: channels, samples, minutes between them. */
    public enum Kind {
        HEARTBEAT(1, 8_000, 1),
        LONG_CYCLE(1, 16_000, 1),
        POWER(1, 9_000, 15),
        TRAFFIC(1, 8_000, 30),
        MACHINE_TEMPERATURE(1, 8_000, 5),
        SERVER_LOAD(1, 4_000, 5),
        SEASONS_AND_TREND(1, 1_600, 60),
        WATER_NETWORK(6, 9_000, 15),
        SERVER_METRICS(12, 6_000, 1),
        TANKS_AND_PUMPS(7, 5_000, 60);

        private final int channels;
        private final int samples;
        private final int minutes;

        Kind(int channels, int samples, int minutes) {
            this.channels = channels;
            this.samples = samples;
            this.minutes = minutes;
        }
    }

    /** Oddities of each kind. */
    static final int VARIANTS = 4;

    private final Kind kind;
    private final int variant;
    private final SplittableRandom random;
    private final double[][] rows;
    private final boolean[] odd;
    private String oddity = "";

    private ArchiveSeries(Kind kind, int variant, long seed) {
        this.kind = kind;
        this.variant = variant;
        random = new SplittableRandom(31L * (31 * seed + kind.name().hashCode()) + variant);
        rows = new double[kind.samples][kind.channels];
        odd = new boolean[kind.samples];
    }

    /** All of one seed. */
    public static List<LabelledSeries> all(long seed) {
        List<LabelledSeries> all = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (int variant = 0; variant < VARIANTS; variant++) {
                all.add(of(kind, variant, seed));
            }
        }
        return all;
    }

    /**
     * One series.
     *
     * @param variant which oddity, below {@link #VARIANTS}
     */
    static LabelledSeries of(Kind kind, int variant, long seed) {
        return new ArchiveSeries(kind, variant, seed).make();
    }

    private LabelledSeries make() {
        switch (kind) {
            case HEARTBEAT -> cycles(150 + random.nextInt(80), 0.02);
            case LONG_CYCLE -> cycles(800 + random.nextInt(500), 0.01);
            case POWER -> power();
            case TRAFFIC -> traffic();
            case MACHINE_TEMPERATURE -> temperature();
            case SERVER_LOAD -> server();
            case SEASONS_AND_TREND -> seasons();
            case WATER_NETWORK -> network();
            case SERVER_METRICS -> metrics();
            case TANKS_AND_PUMPS -> tanks();
        }
        long[] times = new long[kind.samples];
        Arrays.setAll(times, i -> FROM_US + i * (kind.minutes * MINUTE_US));
        return new LabelledSeries(
                "archive",
                kind.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                oddity,
                times,
                rows,
                odd);
    }

    private double noise() {
        return random.nextGaussian();
    }

    /** Where the oddity begins, if it is so long. */
    private int begin(int length) {
        int earliest = kind.samples * 2 / 5;
        return earliest + random.nextInt(kind.samples - length - 100 - earliest);
    }

    private void odd(int from, int to) {
        Arrays.fill(odd, from, Math.min(to, odd.length), true);
    }

    private static double bump(double at, double centre, double width) {
        double d = (at - centre) / width;
        return Math.exp(-d * d / 2);
    }

    private void cycles(int period, double jitter) {
        oddity =
                List.of("a feature is missing", "a feature is wider", "too early", "a quiver")
                        .get(variant);
        int wanted = begin(2 * period);
        boolean done = false;
        double amplitude = 1;
        double drift = 0;
        for (int i = 0; i < kind.samples; ) {
            int length = (int) (period * (1 + jitter * noise()));
            boolean here = !done && i >= wanted;
            if (here) {
                done = true;
                length = variant == 2 ? (int) (0.72 * length) : length;
                odd(i + (variant == 2 ? length / 2 : 0), i + length);
            }
            amplitude += 0.3 * (1 - amplitude) + 0.03 * noise();
            for (int k = 0; k < length && i < kind.samples; k++, i++) {
                drift = 0.999 * drift + 0.004 * noise();
                double at = (double) k / length;
                double wide = here && variant == 1 ? 2.2 : 1;
                double small = here && variant == 0 ? 0 : 0.35 * bump(at, 0.65, 0.05 * wide);
                double value =
                        0.15 * bump(at, 0.18, 0.03)
                                - 0.12 * bump(at, 0.28, 0.01)
                                + bump(at, 0.31, 0.014)
                                - 0.25 * bump(at, 0.345, 0.012)
                                + small;
                if (here && variant == 3) {
                    value += 0.07 * Math.sin(2 * Math.PI * at * 25) * bump(at, 0.5, 0.15);
                }
                rows[i][0] = amplitude * value + drift + 0.015 * noise();
            }
        }
    }

    private void power() {
        oddity = List.of("a day off", "a night shift", "a spike", "half power").get(variant);
        int day = 96;
        int oddDay = begin(2 * day) / day;
        while (oddDay % 7 >= 5) {
            oddDay--;
        }
        double slow = 0;
        for (int i = 0; i < kind.samples; i++) {
            int today = i / day;
            double hour = i % day / 4.0;
            boolean here = today == oddDay;
            boolean works = today % 7 < 5 && !(here && variant == 0);
            slow = 0.99 * slow + 0.02 * noise();
            double shift = works ? 1 / (1 + Math.exp(-3 * (hour - 7))) : 0.1;
            shift *= 1 / (1 + Math.exp(2 * (hour - (here && variant == 1 ? 23 : 18))));
            if (here && variant == 3 && hour > 8) {
                shift *= 0.55;
            }
            double value = 800 + 900 * shift + 60 * slow + 25 * noise();
            if (here && variant == 2 && hour >= 2 && hour < 2.75) {
                value += 350;
            }
            rows[i][0] = value;
        }
        int from = oddDay * day;
        switch (variant) {
            case 0 -> odd(from + 6 * 4, from + 18 * 4);
            case 1 -> odd(from + 18 * 4, from + 23 * 4);
            case 2 -> odd(from + 8, from + 11);
            default -> odd(from + 8 * 4 + 1, from + 18 * 4);
        }
    }

    private void traffic() {
        oddity = List.of("a holiday", "a storm", "a rush at night", "a week less").get(variant);
        int day = 48;
        int length = variant == 3 ? 7 * day : variant == 2 ? 8 : day;
        int from = begin(length + day) / day * day + (variant == 2 ? 6 : 0);
        double mood = 0;
        for (int i = 0; i < kind.samples; i++) {
            int today = i / day;
            double hour = i % day / 2.0;
            mood = 0.98 * mood + 0.02 * noise();
            double rush = today % 7 < 5 ? 1 : 0.35;
            double mean =
                    60
                            + 500 * bump(hour, 14, 4.5)
                            + rush * (330 * bump(hour, 8.5, 1.2) + 300 * bump(hour, 18, 1.5))
                            + (today % 7 >= 4 ? 250 * bump(hour, 23, 2) : 60 * bump(hour, 22, 2));
            mean *= 1 + 0.5 * mood;
            if (i >= from && i < from + length) {
                mean *= variant == 0 ? 0.6 : variant == 1 ? 0.25 : variant == 3 ? 0.8 : 4;
                odd[i] = true;
            }
            rows[i][0] = Math.max(0, Math.rint(mean + Math.sqrt(mean) * noise()));
        }
    }

    private void temperature() {
        oddity = List.of("a fall", "overheating", "restless", "a slow rise").get(variant);
        int length = variant == 3 ? 500 : 150 + random.nextInt(150);
        int from = begin(length);
        odd(from, from + length);
        double slow = 0;
        double quick = 0;
        for (int i = 0; i < kind.samples; i++) {
            slow = 0.9995 * slow + 0.12 * noise();
            quick = 0.9 * quick + 0.3 * noise();
            double value = 85 + slow + quick + 2 * Math.sin(2 * Math.PI * i / 288);
            int since = i - from;
            if (since >= 0 && since < length) {
                double at = (double) since / length;
                value +=
                        switch (variant) {
                            case 0 -> -14 * Math.min(1, since / 20.0) * Math.min(1, 5 * (1 - at));
                            case 1 -> 9 * Math.min(1, since / 30.0);
                            case 2 -> 2.5 * noise();
                            default -> 12 * at;
                        };
            }
            rows[i][0] = value;
        }
    }

    private void server() {
        oddity = List.of("a new level", "a great spike", "creeping", "dead").get(variant);
        int length = variant == 0 ? 300 : variant == 1 ? 4 : variant == 2 ? 350 : 60;
        int from = begin(length);
        odd(from, from + length);
        double burst = 0;
        for (int i = 0; i < kind.samples; i++) {
            burst *= 0.5;
            if (random.nextInt(70) == 0) {
                burst += 5 + 10 * random.nextDouble();
            }
            double value = 30 + 2 * Math.sin(2 * Math.PI * i / 288) + burst + 1.5 * noise();
            int since = i - from;
            if (since >= 0 && since < length) {
                value +=
                        switch (variant) {
                            case 0 -> 7;
                            case 1 -> 35;
                            case 2 -> 14.0 * since / length;
                            default -> 0.5 - value;
                        };
            }
            rows[i][0] = Math.max(0, value);
        }
    }

    private void seasons() {
        oddity = List.of("outliers", "a change of season", "a new level", "dips").get(variant);
        int change = begin(150);
        double trend = random.nextDouble(-0.3, 0.6);
        double[] amplitudes = {100, 40, 60};
        int[] outliers = {begin(1), begin(1), begin(1)};
        for (int i = 0; i < kind.samples; i++) {
            boolean since = i >= change && i < change + 150;
            double day = since && variant == 1 ? 2.2 * amplitudes[0] : amplitudes[0];
            double value =
                    1_000
                            + trend * i
                            + day * Math.sin(2 * Math.PI * i / 24)
                            + amplitudes[1] * Math.sin(2 * Math.PI * i / 12 + 1)
                            + amplitudes[2] * Math.sin(2 * Math.PI * i / 168 + 2)
                            + 12 * noise();
            if (since && variant == 2) {
                value += 160;
            }
            odd[i] = since && (variant == 1 || variant == 2);
            rows[i][0] = value;
        }
        if (variant == 0 || variant == 3) {
            for (int at : outliers) {
                rows[at][0] += (variant == 0 ? 1 : -1) * (110 + 80 * random.nextDouble());
                odd[at] = true;
            }
        }
    }

    /** Two inflows and four pressures under a demand that varies; a leak, or a pipe that bursts. */
    private void network() {
        oddity = List.of("a leak", "a leak that grows", "a burst", "a closed valve").get(variant);
        int length = variant == 2 ? 24 : variant == 3 ? 200 : 800;
        int from = begin(length);
        odd(from, from + length);
        double common = 0;
        double[] own = new double[4];
        double split = 0.5;
        double[] share = {0.9, 0.6, 0.3, 0.15};
        for (int i = 0; i < kind.samples; i++) {
            double hour = i % 96 / 4.0;
            common = 0.97 * common + 0.012 * noise();
            double demand =
                    100
                            * (0.45 + 0.6 * bump(hour, 8, 2) + 0.5 * bump(hour, 19, 3))
                            * (1 + common + (i / 96 % 7 >= 5 ? 0.06 : 0));
            double leak = 0;
            double valve = 0;
            int since = i - from;
            if (since >= 0 && since < length) {
                leak =
                        switch (variant) {
                            case 0 -> 7;
                            case 1 -> 12.0 * since / length;
                            case 2 -> 40;
                            default -> 0;
                        };
                valve = variant == 3 ? 0.12 : 0;
            }
            double total = demand + leak;
            split = 0.99 * split + 0.01 * (0.5 + 0.05 * noise());
            rows[i][0] = total * (split + valve) + 0.8 * noise();
            rows[i][1] = total * (1 - split - valve) + 0.8 * noise();
            for (int k = 0; k < 4; k++) {
                own[k] = 0.9 * own[k] + 0.02 * noise();
                double near = 1 + leak * share[k] / 60;
                double loss = 12 * Math.pow(total / 130, 1.85) * (0.6 + 0.1 * k) * near;
                rows[i][2 + k] = 55 - 2 * k - loss + 20 * valve * (k - 1.5) / 4 + own[k];
            }
        }
    }

    /** Metrics of one server that follow its load, some idle, some in bursts. */
    private void metrics() {
        oddity = List.of("slow disks", "a memory leak", "one stops", "overload").get(variant);
        int length = 80 + random.nextInt(200);
        int from = begin(length);
        odd(from, from + length);
        double load = 0;
        double burst = 0;
        for (int i = 0; i < kind.samples; i++) {
            load = 0.97 * load + 0.08 * noise();
            burst = 0.6 * burst + (random.nextInt(200) == 0 ? 3 : 0);
            int since = i - from;
            boolean here = since >= 0 && since < length;
            double daily = 0.4 * Math.sin(2 * Math.PI * i / 1_440);
            double now = Math.max(0, 1.2 + load + daily + (here && variant == 3 ? 1.2 : 0));
            double[] row = rows[i];
            row[0] = 0.2 * now + 0.02 * noise();
            row[1] = 0.15 * now + 0.03 * noise();
            row[2] = 0.5 + 0.03 * now + 0.004 * noise();
            row[3] = Math.max(0, 0.3 * now * (1 + 0.1 * noise()));
            row[4] = Math.max(0, 0.25 * now * (1 + 0.1 * noise()));
            row[5] = Math.max(0, 0.1 * burst + 0.01 * noise());
            row[6] = 0.1 * burst + 0.05 * now + 0.01 * noise();
            row[7] = 0;
            row[8] = random.nextInt(50) == 0 ? 1 : 0;
            row[9] = Math.rint(20 * now + noise());
            row[10] = 0.7;
            row[11] = 0.4 * now * now + 0.03 * noise();
            if (here) {
                switch (variant) {
                    case 0 -> {
                        row[5] += 0.25 + 0.05 * noise();
                        row[6] += 0.15;
                    }
                    case 1 -> row[2] += 0.12 * since / length;
                    case 2 -> {
                        row[3] = 0;
                        row[4] = 0;
                    }
                    default -> {}
                }
            }
        }
    }

    /** Two tanks with a pump each: levels, flows, states, a pressure; what an intruder would do. */
    private void tanks() {
        oddity =
                List.of("a level that lies", "a pump that stays", "a leak", "replayed")
                        .get(variant);
        int length = variant == 2 ? 150 : 40 + random.nextInt(60);
        int from = begin(length);
        odd(from, from + length);
        double[] level = {3, 2.5};
        boolean[] on = {true, false};
        for (int i = 0; i < kind.samples; i++) {
            int since = i - from;
            boolean here = since >= 0 && since < length;
            double hour = i % 24;
            double demand = 1 + 0.5 * bump(hour, 8, 2) + 0.4 * bump(hour, 19, 2.5);
            double pressure = 40;
            for (int k = 0; k < 2; k++) {
                on[k] = on[k] ? level[k] < 4.2 : level[k] < 1.6;
                if (here && variant == 1 && k == 0) {
                    on[k] = false;
                }
                double use = demand * (k == 0 ? 0.2 : 0.14) * (1 + 0.06 * noise());
                double lost = here && variant == 2 && k == 1 ? 0.07 : 0;
                double flow = on[k] ? 0.55 - 0.03 * level[k] : 0;
                level[k] = Math.max(0.1, level[k] + flow - use - lost);
                rows[i][k] = level[k] + 0.01 * noise();
                rows[i][2 + k] = Math.max(0, 100 * flow + (on[k] ? noise() : 0));
                rows[i][4 + k] = on[k] ? 1 : 0;
                pressure += (on[k] ? 12 : 0) - 20 * lost;
            }
            rows[i][6] = pressure - 6 * demand + 0.3 * noise();
            if (here && variant == 0) {
                rows[i][0] += 1.1;
            }
            if (here && variant == 3) {
                rows[i][0] = rows[i - 500][0];
                rows[i][2] = rows[i - 500][2];
            }
        }
    }
}
