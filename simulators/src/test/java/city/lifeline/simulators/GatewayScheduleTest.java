package city.lifeline.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Block;
import city.lifeline.simulators.city.Occurrence;
import city.lifeline.simulators.city.SimulatedCity;
import city.lifeline.simulators.city.SimulatedPoint;
import city.lifeline.simulators.replay.SampleCity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayScheduleTest {

    private static final long START_US =
            ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("2026-11-22T00:00:00Z"));
    private static final long MINUTE_US = 60_000_000;

    @TempDir private Path directory;

    private List<SimulatedPoint> points = List.of();

    @BeforeEach
    void readBridge() throws IOException {
        points =
                Objects.requireNonNull(
                        SimulatedCityFiles.read(SampleCity.directory())
                                .pointsByGateway()
                                .get("GW-BRIDGE-01"));
    }

    @Test
    void aMomentOfManySmallStepsIsTheSameAsOneLargeStep() {
        Set<Block> steps = new HashSet<>();
        GatewaySchedule schedule = new GatewaySchedule(points, START_US);
        for (long now = START_US; now <= START_US + 2 * MINUTE_US; now += 370_000) {
            steps.addAll(schedule.due(now, Integer.MAX_VALUE));
        }
        steps.addAll(schedule.due(START_US + 2 * MINUTE_US, Integer.MAX_VALUE));

        Set<Block> atOnce =
                new HashSet<>(
                        new GatewaySchedule(points, START_US)
                                .due(START_US + 2 * MINUTE_US, Integer.MAX_VALUE));
        assertEquals(atOnce, steps);
    }

    @Test
    void samplesOfAPointFollowEachOtherAndLieInThePast() {
        Map<String, Long> last = new HashMap<>();
        GatewaySchedule schedule = new GatewaySchedule(points, START_US);
        long now = START_US + MINUTE_US;
        List<Block> due = schedule.due(now, 1_000);
        int samples = 0;
        while (!due.isEmpty()) {
            for (Block block : due) {
                assertTrue(block.endUs() <= now);
                assertTrue(block.startUs() > last.getOrDefault(block.point(), 0L));
                last.put(block.point(), block.endUs());
                samples += block.size();
            }
            due = schedule.due(now, 1_000);
        }
        // Each point's interval fits so often into a minute, but for one at its ends.
        long expected =
                points.stream()
                        .mapToLong(one -> MINUTE_US / (one.point().interval().toNanos() / 1_000))
                        .sum();
        assertTrue(
                Math.abs(samples - expected) <= points.size(),
                "samples " + samples + " of " + expected);
        assertTrue(schedule.nextUs() > now);
    }

    @Test
    void skipsAStandstill() {
        GatewaySchedule schedule = new GatewaySchedule(points, START_US);
        schedule.skipTo(START_US + 60 * MINUTE_US);

        List<Block> due = schedule.due(START_US + 61 * MINUTE_US, Integer.MAX_VALUE);

        assertTrue(due.stream().allMatch(b -> b.startUs() >= START_US + 60 * MINUTE_US));
    }

    @Test
    void whatSomebodyStartsTakesPlaceAlsoAfterARestart() throws IOException {
        Occurrence wanted =
                new Occurrence(
                        "d1-storm",
                        "storm",
                        "DRN-UP-01",
                        START_US + MINUTE_US,
                        START_US + 100 * MINUTE_US,
                        0.7,
                        true);
        SimulatedCity running = SimulatedCityFiles.read(SampleCity.directory());
        Truth truth = new Truth(directory, running, START_US);
        truth.tell(START_US);
        Started.write(directory.resolve(Started.DIRECTORY), wanted);

        assertEquals(List.of(wanted), truth.tell(START_US));
        assertEquals(List.of(), truth.tell(START_US));
        SimulatedCity restarted = SimulatedCityFiles.read(SampleCity.directory());
        assertEquals(
                List.of(),
                new Truth(directory, restarted, START_US + 2 * MINUTE_US).tell(START_US));
        long later = START_US + 60 * MINUTE_US;
        assertEquals(depth(running, later), depth(restarted, later));
        assertTrue(depth(restarted, later) > 10);
    }

    private static double depth(SimulatedCity city, long timeUs) {
        SimulatedPoint point =
                Objects.requireNonNull(city.pointsByGateway().get("GW-DRAIN-01")).stream()
                        .filter(p -> p.point().id().equals("DRN-UP-01-DEPTH"))
                        .findFirst()
                        .orElseThrow();
        return point.block(point.firstStartUs(timeUs)).value(0);
    }

    @Test
    void theTruthIsToldOnceEvenAfterARestart() throws IOException {
        SimulatedCity city = SimulatedCityFiles.read(SampleCity.directory());
        Path file = directory.resolve("truth.jsonl");
        long end = START_US + 180 * MINUTE_US;
        int told = new Truth(directory, city, START_US).tell(end).size();
        new Truth(directory, city, START_US + MINUTE_US).tell(end);

        List<String> lines = Files.readAllLines(file);
        assertEquals(told, lines.size());
        assertTrue(told > 5);
        assertTrue(
                lines.get(0)
                        .matches(
                                "\\{\"event\":\"h\\d+-\\d\",\"scenario\":\"[a-z-]+\",\"cause\":\"[a-z ,]+\",\"asset\":\"[A-Z0-9-]+\",\"points\":\\[\"[A-Z0-9-]+\"],\"onset\":\"[^\"]+Z\",\"end\":\"[^\"]+Z\",\"severity\":[0-9.]+,\"drill\":false,\"expected\":\\[\\{\"rule\":\"[A-Z0-9-]+\",\"grade\":\"(BLUE|YELLOW)\",\"by\":\"[^\"]+Z\"}]}"),
                lines.get(0));
    }
}
