package city.lifeline.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.lifeline.model.Block;
import city.lifeline.model.Grade;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.WarningEvent.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The longwall methane recording, against figures that an independent script counted. */
class GasMethaneRecordingTest {

    private static final Path RECORDING =
            Path.of("..", "..", "shared", "data", "gas-methane", "methane.csv");
    private static final int TIME = 0;
    private static final int MM116 = 3;

    @Test
    void mm116HoldsOneHundredAndOneWarnings() throws IOException {
        assumeTrue(
                Files.exists(RECORDING),
                () -> "skipped: no recording at " + RECORDING.toAbsolutePath().normalize());
        PointDetector detector =
                PointDetector.compile(
                        "live",
                        Given.rule(
                                "MM116",
                                "raise: above",
                                "grades:",
                                "  blue: {raise: 1.0, clear: 0.9}",
                                "  yellow: {raise: 1.2, clear: 1.1}",
                                "  orange: {raise: 1.5, clear: 1.4}",
                                "  red: {raise: 2.0, clear: 1.8}"),
                        Given.point(Duration.ofSeconds(30), Map.of()),
                        null);

        List<WarningEvent> events = new ArrayList<>();
        PointState state = new PointState();
        for (Block block : samples()) {
            detector.step(state, block, events::add);
        }

        assertEquals(101, count(events, Kind.RAISED));
        assertEquals(96, count(events, Kind.UPGRADED));
        assertEquals(99, count(events, Kind.DOWNGRADED));
        assertEquals(100, count(events, Kind.CLEARED));
        assertEquals(
                Map.of(Grade.BLUE, 64, Grade.YELLOW, 28, Grade.ORANGE, 7, Grade.RED, 2),
                peaks(events));
        assertEquals(0, state.ignoredSamples);
    }

    private static List<Block> samples() throws IOException {
        return Files.readAllLines(RECORDING).stream()
                .skip(1)
                .map(line -> line.split(","))
                .map(
                        cells ->
                                Block.single(
                                        "P-1",
                                        (long) (Double.parseDouble(cells[TIME]) * 1_000_000),
                                        Double.parseDouble(cells[MM116])))
                .toList();
    }

    private static long count(List<WarningEvent> events, Kind kind) {
        return events.stream().filter(event -> event.kind() == kind).count();
    }

    private static Map<Grade, Integer> peaks(List<WarningEvent> events) {
        Map<String, Grade> byWarning = new HashMap<>();
        events.forEach(event -> byWarning.put(event.id(), event.peak()));
        Map<Grade, Integer> counts = new EnumMap<>(Grade.class);
        byWarning.values().forEach(grade -> counts.merge(grade, 1, Integer::sum));
        return counts;
    }
}
