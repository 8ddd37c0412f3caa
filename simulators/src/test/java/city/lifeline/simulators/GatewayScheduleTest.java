package city.lifeline.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Block;
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
                        CityDirectory.read(SampleCity.directory())
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
        // Three points at 50 Hz, one at 10 Hz, wind every 10 s, temperature every minute.
        assertTrue(samples >= 9_500 && samples <= 9_610, "samples " + samples);
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
    void theTruthIsToldOnceEvenAfterARestart() throws IOException {
        SimulatedCity city = CityDirectory.read(SampleCity.directory());
        Path file = directory.resolve("truth.jsonl");
        long end = START_US + 180 * MINUTE_US;
        int told = new Truth(file, city, START_US).tell(end).size();
        new Truth(file, city, START_US + MINUTE_US).tell(end);

        List<String> lines = Files.readAllLines(file);
        assertEquals(told, lines.size());
        assertTrue(told > 5);
        assertTrue(
                lines.get(0)
                        .matches(
                                "\\{\"event\":\"h\\d+-\\d\",\"kind\":\"[a-z-]+\",\"cause\":\"[a-z ,]+\",\"point\":\"[A-Z0-9-]+\",\"asset\":\"[A-Z0-9-]+\",\"onset\":\"[^\"]+Z\",\"end\":\"[^\"]+Z\",\"severity\":[0-9.]+,\"expected\":\\[\\{\"rule\":\"[A-Z0-9-]+\",\"grade\":\"(BLUE|YELLOW)\"}]}"),
                lines.get(0));
    }
}
