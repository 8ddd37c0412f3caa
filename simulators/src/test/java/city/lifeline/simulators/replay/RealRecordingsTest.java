package city.lifeline.simulators.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The recordings that the shipped mappings are for. */
class RealRecordingsTest {

    @Test
    void methane() throws IOException {
        DryRun dryRun = dryRun("gas-methane.yaml", "gas-methane/methane.csv");

        assertEquals(
                Map.of(
                        "MINE-MM31", 19_096L,
                        "MINE-MM116", 19_096L,
                        "MINE-AS038", 19_096L,
                        "MINE-PG072", 19_096L,
                        "MINE-PD", 19_096L,
                        "MINE-BA13", 19_096L),
                dryRun.readingsByPoint());
        assertEquals(List.of("GW-MINE-01"), dryRun.gateways());
        assertEquals(0, dryRun.rejected());
    }

    @Test
    void river() throws IOException {
        DryRun dryRun = dryRun("river-puhinui.yaml", "river-puhinui/Manukau.csv");

        assertEquals(43_800, dryRun.rows());
        assertEquals(
                Map.of(
                        "RIVER-LEVEL", 43_738L,
                        "RIVER-DISCHARGE", 43_739L,
                        "RIVER-RAIN-1", 43_800L,
                        "RIVER-RAIN-2", 43_800L),
                dryRun.readingsByPoint());
        assertEquals(0, dryRun.rejected());
        assertEquals(Instant.parse("2020-04-30T12:00:00Z"), dryRun.first());
    }

    @Test
    void bridge() throws IOException {
        Path jittering = SharedRecordings.file("bridge-munich/ReferenceStateDMS_CNAt100Hz.csv");
        ReplayPlan plan =
                ReplayPlan.of(
                        List.of(jittering),
                        SampleCity.mapping("bridge-munich.yaml"),
                        SampleCity.registry(),
                        InstantSource.system());
        long samples = 0;
        long blocks = 0;
        try (Recording recording = plan.open((file, line, column, point, reason, text) -> {})) {
            for (Recorded next = recording.next(); next != null; next = recording.next()) {
                blocks++;
                samples += next.block().size();
                assertTrue(next.block().size() <= 101, () -> "a block of more than a second");
            }
        }
        assertEquals(60_000, samples);
        assertTrue(blocks >= 594 && blocks <= 606, "blocks " + blocks);
    }

    private static DryRun dryRun(String mapping, String recording) throws IOException {
        DryRun dryRun =
                ReplayPlan.of(
                                List.of(SharedRecordings.file(recording)),
                                SampleCity.mapping(mapping),
                                SampleCity.registry(),
                                InstantSource.system())
                        .dryRun((bytes, total) -> {});
        assertEquals(List.of(), dryRun.faults());
        return dryRun;
    }
}
