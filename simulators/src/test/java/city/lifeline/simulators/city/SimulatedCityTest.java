package city.lifeline.simulators.city;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Block;
import city.lifeline.model.Location;
import city.lifeline.model.Text;
import city.lifeline.model.registry.City;
import city.lifeline.model.registry.Registry;
import city.lifeline.simulators.SimulatedCityFiles;
import city.lifeline.simulators.TruthLine;
import city.lifeline.simulators.replay.SampleCity;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleConsumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedCityTest {

    private static final City CITY =
            new City(new Text("城", "City"), ZoneId.of("Asia/Shanghai"), new Location(117, 31));
    private static final long HOUR_US = 3_600_000_000L;
    private static final long WINTER_US = us("2026-11-22T16:00:00Z");
    private static final long SUMMER_US = us("2027-07-11T16:00:00Z");

    // Mildest limits of the sample rules, and the next grade's.
    private static final Map<String, double[]> LIMITS =
            Map.of(
                    "G1", new double[] {10, 20},
                    "D2", new double[] {10, 15},
                    "B2", new double[] {15, 25},
                    "G7", new double[] {0.33, 0.36},
                    "W7-TURBIDITY", new double[] {1, 3},
                    "D6-H2S", new double[] {10, 20},
                    "P4", new double[] {10, 181},
                    "P1", new double[] {70, 80},
                    "M2-PRESSURE", new double[] {18, 20},
                    "M4-CHLORINE", new double[] {1, 2});

    private static Registry registry = Registry.EMPTY;
    private static Map<String, Scenario> scenarios = Map.of();

    @BeforeAll
    static void readSampleCity() throws IOException {
        registry = SampleCity.registry();
        ScenarioFiles.Parsed parsed = SimulatedCityFiles.scenarios(SampleCity.directory());
        assertEquals(List.of(), parsed.faults());
        scenarios = parsed.scenarios();
    }

    @Test
    void everyPointBehindASimulatedGatewayHasAModel() {
        SimulatedCity city = city(1, 0);

        assertEquals(List.of(), city.withoutModel());
        assertEquals(8, city.pointsByGateway().size());
    }

    @Test
    void theSameSeedGivesTheSameReadingsWhateverWasAskedBefore() {
        SimulatedCity forwards = city(7, 6);
        SimulatedCity backwards = city(7, 6);
        List<Block> first = new ArrayList<>();
        List<Block> second = new ArrayList<>();
        for (SimulatedPoint point : points(forwards)) {
            for (int i = 0; i < 20; i++) {
                first.add(point.block(point.firstStartUs(WINTER_US) + i * point.stepUs()));
            }
        }
        for (SimulatedPoint point : points(backwards)) {
            List<Block> reversed = new ArrayList<>();
            for (int i = 19; i >= 0; i--) {
                reversed.add(0, point.block(point.firstStartUs(WINTER_US) + i * point.stepUs()));
            }
            second.addAll(reversed);
        }

        assertEquals(first, second);
        assertNotEquals(first, blocks(city(8, 6)));
    }

    private static List<Block> blocks(SimulatedCity city) {
        return points(city).stream().map(p -> p.block(p.firstStartUs(WINTER_US))).toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void readingsAreWithinThePhysicalRange(long seed) {
        for (SimulatedPoint point : points(city(seed, 20))) {
            long to = WINTER_US + (point.point().interval().toMillis() < 200 ? 1 : 24) * HOUR_US;
            double low = point.point().physicalLow().orElseThrow();
            double high = point.point().physicalHigh().orElseThrow();
            forEach(
                    point,
                    WINTER_US,
                    to,
                    value ->
                            assertTrue(
                                    value >= low && value <= high,
                                    () -> point.point().id() + ": " + value));
        }
    }

    /** What the sample rules warn of must not come by itself, in winter or in summer. */
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    GAS-MH-01-CH4,     10
                    GAS-MH-02-CH4,     10
                    GAS-MH-03-CH4,     10
                    GAS-MH-04-CH4,     10
                    GAS-MH-05-CH4,     10
                    GAS-MH-05-H2S,     5
                    DRN-MH-02-LEVEL,   1.2
                    BRI-01-WIM,        55
                    BRI-01-CABV-1,     1
                    BRI-01-BRG-1,      2
                    BRI-01-TILT-1,     0.4
                    BRI-01-CRK-1,      0.25
                    HAZ-NH-01-NH3A,    20
                    GAS-RS-01-POUT,    0.33
                    GAS-RS-01-CH4,     25
                    DUC-GC-01-CH4,     20
                    WAT-QP-01-TURB,    1
                    DRN-UP-01-DEPTH,   10
                    DRN-MH-01-LEVEL,   1.2
                    DRN-MH-01-H2S,     10
                    DUC-PT-01-H2S,     10
                    HEA-SS-01-TSUP,    75
                    BRI-01-WIND,       15
                    LIF-01-SPEED,      2.875
                    DUC-PT-01-TJ1,     70
                    DUC-PT-01-TJ2,     70
                    DUC-PT-01-TAIR,    40
                    DUC-CV-01-TILT,    10
                    HAZ-TK-01-LEVEL,   80
                    HAZ-TK-01-TEMP,    45
                    HAZ-TK-01-PRES,    18
                    HAZ-CL-01-CL2A,    1
                    """)
    void aCityWithoutHappeningsStaysBelowItsLimits(String id, double limit) {
        for (long start : List.of(WINTER_US, SUMMER_US)) {
            forEach(
                    point(city(3, 0), id),
                    start,
                    start + 72 * HOUR_US,
                    value -> assertTrue(value < limit, () -> id + ": " + value));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "WAT-PZ-01-PEND1, 0.14",
        "WAT-PZ-01-PEND2, 0.14",
        "WAT-QP-01-CL, 0.05",
        "DUC-PT-01-O2, 19.5",
        "HEA-SS-01-PRET, 0.30",
        "BRI-01-CAB-1, 2880",
        "BRI-01-CAB-2, 3015",
        "HAZ-TK-01-LEVEL, 15"
    })
    void aCityWithoutHappeningsStaysAboveItsLowLimits(String id, double limit) {
        for (long start : List.of(WINTER_US, SUMMER_US)) {
            forEach(
                    point(city(3, 0), id),
                    start,
                    start + 72 * HOUR_US,
                    value -> assertTrue(value > limit, () -> id + ": " + value));
        }
    }

    @Test
    void everyHappeningReachesItsRulesLimitAndNoHigherGrade() {
        SimulatedCity city = city(5, 6);
        List<Occurrence> happenings = city.happenings(WINTER_US, WINTER_US + 48 * HOUR_US);

        assertTrue(happenings.size() > 150, () -> "happenings " + happenings.size());
        for (Occurrence happening : happenings) {
            String rule = city.scenario(happening).expected().get(0).rule();
            double[] limits = Objects.requireNonNull(LIMITS.get(rule));
            double[] max = {Double.NEGATIVE_INFINITY};
            for (String id : city.pointsOf(happening)) {
                forEach(
                        point(city, id),
                        happening.onsetUs(),
                        happening.endUs(),
                        value -> max[0] = Math.max(max[0], value));
            }
            assertTrue(max[0] > limits[0] && max[0] < limits[1], () -> max[0] + " " + happening);
        }
    }

    @Test
    void anAssetHasOneTroubleAtATime() {
        List<Occurrence> happenings = city(5, 12).happenings(WINTER_US, WINTER_US + 48 * HOUR_US);
        for (Occurrence one : happenings) {
            for (Occurrence other : happenings) {
                assertTrue(
                        one.id().equals(other.id())
                                || !one.asset().equals(other.asset())
                                || one.endUs() < other.onsetUs()
                                || other.endUs() < one.onsetUs());
            }
        }
    }

    @Test
    void gasFollowsTheDayAndPressureFallsWithFlow() {
        SimulatedCity city = city(1, 0);
        long night = us("2026-11-24T19:00:00Z");
        long supper = us("2026-11-24T10:30:00Z");

        assertTrue(mean(city, "GAS-RS-01-FLOW", supper) > 2 * mean(city, "GAS-RS-01-FLOW", night));
        assertTrue(mean(city, "GAS-RS-01-POUT", supper) < mean(city, "GAS-RS-01-POUT", night));
        assertTrue(mean(city, "WAT-PZ-01-PEND1", supper) < mean(city, "WAT-PZ-01-PEND1", night));
    }

    @Test
    void levelsDoNotJump() {
        SimulatedCity city = city(2, 0);
        for (Map.Entry<String, Double> most :
                Map.of("HAZ-TK-01-LEVEL", 0.3, "DRN-PS-01-LEVEL", 0.1).entrySet()) {
            double[] last = {Double.NaN};
            forEach(
                    point(city, most.getKey()),
                    WINTER_US,
                    WINTER_US + 72 * HOUR_US,
                    value -> {
                        assertFalse(Math.abs(value - last[0]) > most.getValue(), most::toString);
                        last[0] = value;
                    });
        }
    }

    @Test
    void anElevatorMovesWithItsDoorsClosedAndStopsAtFloors() {
        SimulatedCity city = city(4, 0);
        SimulatedPoint speed = point(city, "LIF-01-SPEED");
        SimulatedPoint door = point(city, "LIF-01-DOOR");
        int moving = 0;
        for (long t = WINTER_US; t < WINTER_US + 12 * HOUR_US; t += 1_000_000) {
            double v = speed.block(t).value(0);
            if (v > 0.05) {
                moving++;
                assertEquals(0, door.block(t).value(0));
            }
            assertTrue(v <= 2.5);
        }
        assertTrue(moving > 600, "moving " + moving);
    }

    @Test
    void lorriesLeavePulsesInStrainAtFiftyHertz() {
        SimulatedPoint strain = point(city(4, 0), "BRI-01-STR-1");
        Block block = strain.block(strain.firstStartUs(us("2026-11-24T00:00:00Z")));
        assertEquals(50, block.size());
        assertEquals(20_000, block.intervalUs());
        double[] range = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        long start = us("2026-11-24T00:00:00Z");
        forEach(
                strain,
                start,
                start + Duration.ofMinutes(20).toNanos() / 1_000,
                value -> {
                    range[0] = Math.min(range[0], value);
                    range[1] = Math.max(range[1], value);
                });
        assertTrue(range[1] - range[0] > 30, () -> "range " + (range[1] - range[0]));
    }

    @Test
    void namesTheFaultsOfASimulationFile() {
        Simulation.Parsed parsed =
                Simulation.parse(
                        "gateways: [GW-GAS-01, GW-NONE]\nhappenings: {perHour: -1}\nspeed: 3\n",
                        registry);

        assertEquals(
                List.of("speed", "seed", "gateways", "happenings.perHour"),
                parsed.faults().stream().map(fault -> fault.field()).toList());
    }

    private static FaultRates rates(String yaml) {
        Simulation.Parsed parsed = Simulation.parse("seed: 1\ngateways: all\n" + yaml, registry);
        assertEquals(List.of(), parsed.faults());
        return Objects.requireNonNull(parsed.simulation()).faults();
    }

    @Test
    void whatFailsByItselfIsAFunctionOfTheSeedAndIsInTheTruth() {
        FaultRates rates =
                rates(
                        "sensors: {perDay: {stuck: 0.1, drift: 0.1, noise: 0.1, offset: 0.1, silent: 0.1}}");
        SimulatedCity one = city(7, 0, rates);
        SimulatedCity other = city(7, 0, rates);
        long day = us("2026-11-24T00:00:00Z");
        List<Occurrence> faults = one.happenings(day, day + 24 * HOUR_US);
        assertEquals(faults, other.happenings(day, day + 24 * HOUR_US));
        // The parts of the day are those of the whole.
        List<Occurrence> parts = new java.util.ArrayList<>();
        for (int hour = 0; hour < 24; hour++) {
            parts.addAll(other.happenings(day + hour * HOUR_US, day + (hour + 1) * HOUR_US));
        }
        assertEquals(faults, parts);
        double share = faults.size() / (double) points(one).size();
        assertTrue(share > 0.3 && share < 0.7, share + " of the sensors");
        int compared = 0;
        List<Occurrence> yesterday = one.happenings(day - 24 * HOUR_US, day);
        for (Occurrence fault : faults) {
            String id = one.pointsOf(fault).get(0);
            SimulatedPoint bad = point(one, id);
            long at = bad.firstStartUs((fault.onsetUs() + fault.endUs()) / 2);
            boolean lasts =
                    yesterday.stream()
                            .anyMatch(
                                    before ->
                                            before.endUs() >= at
                                                    && one.pointsOf(before).contains(id));
            if (lasts || at + bad.stepUs() >= fault.endUs()) {
                continue;
            }
            compared++;
            double[] values = bad.block(at).values();
            assertArrayEquals(values, point(other, id).block(at).values());
            switch (fault.scenario()) {
                case "fault-silent" -> assertTrue(bad.isLost(at), id);
                case "fault-stuck" -> {
                    long next = bad.firstStartUs(at + 1);
                    assertEquals(values[0], bad.block(next).value(0), id);
                }
                default -> assertFalse(bad.isLost(at), id);
            }
            assertTrue(TruthLine.of(fault, one).contains("\"points\":[\"" + id + "\"]"));
        }
        assertTrue(compared > 20, "compared " + compared);
        assertEquals(List.of(), city(7, 0, rates("")).happenings(day, day + 24 * HOUR_US));
    }

    @Test
    void singleSamplesFailAsOftenAsTheyAreMeantTo() {
        SimulatedCity city =
                city(3, 0, rates("sensors: {lost: 0.02, spikes: 0.01, sentinels: 0.01}"));
        SimulatedCity sound = city(3, 0);
        SimulatedPoint bad = point(city, "GAS-MH-01-CH4");
        SimulatedPoint good = point(sound, "GAS-MH-01-CH4");
        long start = us("2026-11-24T00:00:00Z");
        int lost = 0;
        int sentinels = 0;
        int spikes = 0;
        int all = 0;
        for (long at = bad.firstStartUs(start); all < 20_000; at += bad.stepUs()) {
            all++;
            lost += bad.isLost(at) ? 1 : 0;
            double value = bad.block(at).value(0);
            double real = good.block(at).value(0);
            if (value < -900 || value > 900) {
                sentinels++;
            } else if (value != real) {
                spikes++;
            }
        }
        assertEquals(400, lost, 80);
        assertEquals(200, sentinels, 60);
        // A spike downwards of what is at its least shows nothing.
        assertTrue(spikes > 60 && spikes < 260, "spikes " + spikes);
    }

    @Test
    void gatewaysAreCutOffAndTheirClocksAreWrongNowAndThen() {
        SimulatedCity city =
                city(
                        5,
                        0,
                        rates(
                                "network: {outagesPerDay: 6, clockFaultsPerDay: 0.5, twice: 0.01, outOfOrder: 0.05}"));
        long day = us("2026-11-24T00:00:00Z");
        List<Occurrence> faults = city.happenings(day, day + 24 * HOUR_US);
        int outages = 0;
        for (Occurrence fault : faults) {
            long middle = (fault.onsetUs() + fault.endUs()) / 2;
            GatewayTrouble trouble = city.trouble(fault.asset(), middle);
            if (fault.scenario().equals("fault-outage")) {
                outages++;
                assertTrue(trouble.isOut(), fault.toString());
                assertEquals(
                        Objects.requireNonNull(city.pointsByGateway().get(fault.asset())).size(),
                        city.pointsOf(fault).size());
            } else {
                assertTrue(trouble.clockS() != 0, fault.toString());
            }
            assertEquals(0.01, trouble.twice(), 1e-12);
        }
        assertTrue(outages > 20 && outages < 90, "outages " + outages);
        int held = 0;
        for (int i = 0; i < 2_000; i++) {
            double seconds = city.heldS("GAS-MH-01-CH4", day + i * 60_000_000L);
            assertTrue(seconds >= 0 && seconds <= 600);
            held += seconds > 0 ? 1 : 0;
        }
        assertEquals(100, held, 40);
    }

    @Test
    void readsTheSampleSimulation() throws IOException {
        Simulation.Parsed parsed =
                Simulation.parse(
                        Files.readString(SampleCity.directory().resolve(Simulation.FILE)),
                        registry);

        assertEquals(List.of(), parsed.faults());
    }

    private static SimulatedCity city(long seed, double happeningsPerHour) {
        return city(seed, happeningsPerHour, FaultRates.lost(0));
    }

    private static SimulatedCity city(long seed, double happeningsPerHour, FaultRates faults) {
        return new SimulatedCity(
                CITY,
                registry,
                new Simulation(
                        seed,
                        java.util.Set.of(
                                "GW-GAS-01",
                                "GW-WATER-01",
                                "GW-DRAIN-01",
                                "GW-HEAT-01",
                                "GW-BRIDGE-01",
                                "GW-LIFT-01",
                                "GW-DUCT-01",
                                "GW-HAZARD-01"),
                        happeningsPerHour,
                        faults),
                scenarios,
                Map.of());
    }

    private static List<SimulatedPoint> points(SimulatedCity city) {
        return city.pointsByGateway().values().stream().flatMap(List::stream).toList();
    }

    private static SimulatedPoint point(SimulatedCity city, String id) {
        return points(city).stream()
                .filter(point -> point.point().id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static void forEach(
            SimulatedPoint point, long fromUs, long toUs, DoubleConsumer consumer) {
        for (long start = point.firstStartUs(fromUs); start < toUs; start += point.stepUs()) {
            for (double value : point.block(start).values()) {
                consumer.accept(value);
            }
        }
    }

    private static double mean(SimulatedCity city, String id, long aroundUs) {
        double[] sum = new double[2];
        forEach(
                point(city, id),
                aroundUs - HOUR_US / 4,
                aroundUs + HOUR_US / 4,
                value -> {
                    sum[0] += value;
                    sum[1]++;
                });
        return sum[0] / sum[1];
    }

    private static long us(String instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(instant));
    }
}
