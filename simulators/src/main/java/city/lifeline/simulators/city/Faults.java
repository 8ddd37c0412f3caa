package city.lifeline.simulators.city;

import city.lifeline.model.Text;
import city.lifeline.model.registry.Point;
import city.lifeline.simulators.city.FaultRates.SensorFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which sensors and gateways fail by themselves, from the seed alone: a function of the day. */
final class Faults {

    /** Begins the name of what took place, where a scenario's would be. */
    static final String SCENARIO = "fault-";

    private static final long US = 1_000_000;
    private static final long HOUR_US = 3_600 * US;
    private static final long DAY_US = 24 * HOUR_US;
    private static final double SHORTEST_S = 20 * 60;
    private static final double LONGEST_S = 24 * 3_600;
    private static final double SHORTEST_OUTAGE_S = 60;
    private static final double LONGEST_OUTAGE_S = 40 * 60;
    private static final double LONGEST_CLOCK_S = 6 * 3_600;
    private static final double LONGEST_HELD_S = 600;
    // The UTC+8 mistake in both directions, a clock that runs away, and one that lags.
    private static final double[] CLOCKS_S = {28_800, -28_800, 95, -140};
    private static final double[] SENTINELS = {-9_999, 65_535, 9_999, -32_768};

    private static final Map<String, Text> NAMES =
            Map.of(
                    "stuck", new Text("传感器卡死", "the sensor reads the same"),
                    "drift", new Text("传感器漂移", "the sensor drifts"),
                    "noise", new Text("传感器噪声大", "the sensor scatters"),
                    "offset", new Text("传感器零点偏移", "the sensor is off since its calibration"),
                    "silent", new Text("传感器无数据", "the sensor says nothing"),
                    "outage",
                            new Text("网关离线", "the gateway's uplink fails; its backlog comes later"),
                    "clock", new Text("网关时钟错误", "the gateway's clock is wrong"));

    private final FaultRates rates;
    private final Noise noise;

    /**
     * Something that goes wrong for a while.
     *
     * @param of id of the point or gateway
     * @param amount of the fault's own kind
     */
    record Episode(String kind, String of, long startUs, long endUs, double amount) {

        boolean holds(long us) {
            return us >= startUs && us < endUs;
        }
    }

    Faults(FaultRates rates, Noise noise) {
        this.rates = rates;
        this.noise = noise.of("faults");
    }

    FaultRates rates() {
        return rates;
    }

    static long day(long us) {
        return Math.floorDiv(us, DAY_US);
    }

    /** What a sensor's day begins with; null: nothing. */
    @Nullable Episode sensor(Point point, long day) {
        if (rates.perDay().isEmpty()) {
            return null;
        }
        Noise own = noise.of(point.id()).of(day);
        double drawn = own.uniform(0);
        for (SensorFault fault : SensorFault.values()) {
            double rate = rates.perDay(fault);
            if (drawn < rate) {
                double span = span(point);
                double sign = own.uniform(3) < 0.5 ? -1 : 1;
                double size = own.uniform(4);
                double amount =
                        switch (fault) {
                            case STUCK, SILENT -> 0;
                            case DRIFT -> sign * span * (0.03 + 0.12 * size);
                            case OFFSET -> sign * span * (0.02 + 0.06 * size);
                            case NOISE -> span * (0.004 + 0.016 * size);
                        };
                return episode(
                        fault.name().toLowerCase(Locale.ROOT),
                        point.id(),
                        day * DAY_US,
                        DAY_US,
                        SHORTEST_S,
                        LONGEST_S,
                        own,
                        amount);
            }
            drawn -= rate;
        }
        return null;
    }

    private @Nullable Episode outage(String gateway, long hour) {
        Noise own = noise.of(gateway).of("outage").of(hour);
        return own.uniform(0) < rates.outagesPerDay() / 24
                ? episode(
                        "outage",
                        gateway,
                        hour * HOUR_US,
                        HOUR_US,
                        SHORTEST_OUTAGE_S,
                        LONGEST_OUTAGE_S,
                        own,
                        1)
                : null;
    }

    private @Nullable Episode clock(String gateway, long day) {
        Noise own = noise.of(gateway).of("clock").of(day);
        return own.uniform(0) < rates.clocksPerDay()
                ? episode(
                        "clock",
                        gateway,
                        day * DAY_US,
                        DAY_US,
                        SHORTEST_S,
                        LONGEST_CLOCK_S,
                        own,
                        CLOCKS_S[(int) (own.uniform(3) * CLOCKS_S.length)])
                : null;
    }

    private static Episode episode(
            String kind,
            String of,
            long fromUs,
            long withinUs,
            double shortestS,
            double longestS,
            Noise own,
            double amount) {
        long startUs = fromUs + Math.round(own.uniform(1) * withinUs / US) * US;
        double lastsS = shortestS * Math.pow(longestS / shortestS, own.uniform(2));
        return new Episode(kind, of, startUs, startUs + Math.round(lastsS) * US, amount);
    }

    /** Of what is measured, as far as it is known. */
    static double span(Point point) {
        double low = point.physicalLow().orElse(Double.NaN);
        double high = point.physicalHigh().orElse(Double.NaN);
        double span = high - low;
        return span > 0 && Double.isFinite(span)
                ? span
                : 200 * Math.max(1e-3, Sensor.of(point.quantity()).sigma());
    }

    /** What a sensor says for "no value". */
    double sentinel(String point) {
        return SENTINELS[(int) (noise.of(point).of("sentinel").uniform(0) * SENTINELS.length)];
    }

    /** Whether a gateway reaches nobody. */
    boolean isOut(String gateway, long us) {
        if (rates.outagesPerDay() == 0) {
            return false;
        }
        long hour = Math.floorDiv(us, HOUR_US);
        for (long h = hour - 1; h <= hour; h++) {
            Episode outage = outage(gateway, h);
            if (outage != null && outage.holds(us)) {
                return true;
            }
        }
        return false;
    }

    /** By how much a gateway's clock is ahead, seconds. */
    double clockS(String gateway, long us) {
        if (rates.clocksPerDay() == 0) {
            return 0;
        }
        long day = day(us);
        for (long d = day; d >= day - 1; d--) {
            Episode clock = clock(gateway, d);
            if (clock != null && clock.holds(us)) {
                return clock.amount();
            }
        }
        return 0;
    }

    /** For how long a reading is held back, seconds; 0: not at all. */
    double heldS(String point, long us) {
        if (rates.outOfOrder() == 0) {
            return 0;
        }
        Noise own = noise.of(point).of("held").of(us);
        return own.uniform(0) < rates.outOfOrder() ? own.uniform(1) * LONGEST_HELD_S : 0;
    }

    /** All that begin on a day, in the order of their beginnings. */
    List<Occurrence> beginning(long day, List<Point> points, Iterable<String> gateways) {
        List<Occurrence> found = new ArrayList<>();
        for (Point point : points) {
            add(sensor(point, day), point.asset(), found);
        }
        for (String gateway : gateways) {
            for (long hour = day * 24; rates.outagesPerDay() > 0 && hour < day * 24 + 24; hour++) {
                add(outage(gateway, hour), gateway, found);
            }
            if (rates.clocksPerDay() > 0) {
                add(clock(gateway, day), gateway, found);
            }
        }
        found.sort(
                java.util.Comparator.comparingLong(Occurrence::onsetUs)
                        .thenComparing(Occurrence::id));
        return found;
    }

    private static void add(@Nullable Episode episode, String asset, List<Occurrence> found) {
        if (episode != null) {
            found.add(
                    new Occurrence(
                            "f%d-%s@%s"
                                    .formatted(
                                            episode.startUs() / US, episode.kind(), episode.of()),
                            SCENARIO + episode.kind(),
                            asset,
                            episode.startUs(),
                            episode.endUs(),
                            0.5,
                            false));
        }
    }

    /** What took place, as a scenario of which no warning is demanded. */
    static Scenario scenario(String id) {
        Text name = NAMES.getOrDefault(id.substring(SCENARIO.length()), new Text(id, id));
        return new Scenario(
                id, name, name, "*", Duration.ZERO, Duration.ZERO, 0.5, 0, List.of(), List.of());
    }
}
