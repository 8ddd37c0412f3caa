package city.lifeline.launcher.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.launcher.console.Terminal;
import city.lifeline.simulators.replay.DryRun;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AgainstHistoryTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DryRun DRY_RUN =
            new DryRun(
                    List.of(),
                    List.of(),
                    2,
                    2,
                    0,
                    List.of(),
                    Instant.parse("2026-01-01T00:00:00Z"),
                    Instant.parse("2026-01-01T06:00:00Z"),
                    new TreeMap<>(Map.of("A", 1L, "B", 1L)),
                    List.of("GW"),
                    "f");

    @Test
    void tellsWhatIsNewMissedLaterAndOfAnotherGrade() throws Exception {
        String text =
                compare(
                        List.of(
                                warning("G1", "A", "01:00:00", "02:00:00", "RED"),
                                warning("G1", "B", "03:05:00", "04:00:00", "YELLOW"),
                                warning("W1", "A", "05:00:00", null, "BLUE")),
                        List.of(
                                warning("G1", "A", "01:00:00", "02:00:00", "ORANGE"),
                                warning("G1", "B", "03:00:00", "04:00:00", "YELLOW"),
                                warning("G2", "B", "05:00:00", "05:10:00", "RED")),
                        true);

        List<JsonNode> lines = text.lines().map(AgainstHistoryTest::json).toList();
        assertEquals(
                List.of("OTHER_GRADE G1", "LATER G1", "NEW W1", "MISSED G2"),
                lines.stream()
                        .filter(line -> line.has("change"))
                        .map(line -> line.get("change").asText() + " " + line.get("rule").asText())
                        .toList());
        JsonNode all = lines.get(lines.size() - 1);
        assertEquals("all", all.get("against").asText());
        assertEquals(
                List.of(3, 3, 1, 1, 0, 1, 1),
                List.of(
                        all.get("replayed").asInt(),
                        all.get("then").asInt(),
                        all.get("new").asInt(),
                        all.get("missed").asInt(),
                        all.get("earlier").asInt(),
                        all.get("later").asInt(),
                        all.get("otherGrade").asInt()));
    }

    @Test
    void otherPointsAndOtherTimesDoNotCount() throws Exception {
        String text =
                compare(
                        List.of(),
                        List.of(
                                warning("G1", "C", "01:00:00", "02:00:00", "RED"),
                                warning("G1", "A", "07:00:00", null, "RED")),
                        false);

        assertFalse(text.contains("missed"), text);
        assertTrue(text.contains("all"), text);
    }

    private static String compare(List<JsonNode> replayed, List<JsonNode> kept, boolean json)
            throws JsonProcessingException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new AgainstHistory(replayed, kept, DRY_RUN)
                .print(
                        new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8), false),
                        json);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static JsonNode warning(
            String rule,
            String point,
            String from,
            @org.jspecify.annotations.Nullable String to,
            String peak) {
        return JSON.createObjectNode()
                .put("rule", rule)
                .put("point", point)
                .put("peak", peak)
                .put("raisedAt", "2026-01-01T" + from + "Z")
                .put("clearedAt", to == null ? null : "2026-01-01T" + to + "Z");
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError(line, e);
        }
    }
}
