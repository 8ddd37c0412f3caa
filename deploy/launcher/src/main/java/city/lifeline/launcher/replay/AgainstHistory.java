package city.lifeline.launcher.replay;

import city.lifeline.detection.trial.Difference;
import city.lifeline.detection.trial.Episode;
import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.console.TextTable;
import city.lifeline.model.Grade;
import city.lifeline.simulators.replay.DryRun;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The warnings of a replay aside beside those that the living city kept of the same time. Only
 * warnings of the recording's points count: of others the replay could know nothing.
 */
final class AgainstHistory {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHOWN = 20;

    private final Difference difference;

    /**
     * Compares.
     *
     * @param replayed warnings of the run, as alerting tells them
     * @param kept warnings of the live run
     */
    AgainstHistory(List<JsonNode> replayed, List<JsonNode> kept, DryRun dryRun) {
        difference =
                new Difference(episodes(replayed, dryRun, false), episodes(kept, dryRun, true));
    }

    private static List<Episode> episodes(
            List<JsonNode> warnings, DryRun dryRun, boolean onlyOfThatTime) {
        Set<String> points = dryRun.readingsByPoint().keySet();
        long firstUs = us(dryRun.first());
        long lastUs = us(dryRun.last());
        List<Episode> episodes = new ArrayList<>();
        for (JsonNode warning : warnings) {
            long raisedAtUs = us(Instant.parse(warning.path("raisedAt").asText()));
            long endUs =
                    warning.path("clearedAt").isTextual()
                            ? us(Instant.parse(warning.path("clearedAt").asText()))
                            : Long.MAX_VALUE;
            boolean ofThatTime = raisedAtUs <= lastUs && endUs >= firstUs;
            if (points.contains(warning.path("point").asText())
                    && (ofThatTime || !onlyOfThatTime)) {
                episodes.add(
                        new Episode(
                                warning.path("rule").asText(),
                                warning.path("point").asText(),
                                Grade.valueOf(warning.path("peak").asText()),
                                raisedAtUs,
                                endUs));
            }
        }
        return episodes;
    }

    void print(Terminal terminal, boolean json) throws JsonProcessingException {
        if (json) {
            for (Difference.Changed change : difference.changes()) {
                terminal.out().println(JSON.writeValueAsString(fields(change)));
            }
            for (Difference.Counts counts : difference.counts()) {
                terminal.out().println(JSON.writeValueAsString(fields(counts)));
            }
            return;
        }
        terminal.out().printf("%nAgainst what happened then, by the same points:%n");
        TextTable counts =
                new TextTable(
                        "RULE", "REPLAYED", "THEN", "NEW", "MISSED", "EARLIER", "LATER", "GRADE");
        for (Difference.Counts row : difference.counts()) {
            counts.row(
                    row.rule(),
                    Integer.toString(row.given()),
                    Integer.toString(row.inForce()),
                    Integer.toString(row.added()),
                    Integer.toString(row.missed()),
                    Integer.toString(row.earlier()),
                    Integer.toString(row.later()),
                    Integer.toString(row.otherGrade()));
        }
        counts.lines().forEach(terminal.out()::println);
        List<Difference.Changed> changes = difference.changes();
        if (changes.isEmpty()) {
            return;
        }
        terminal.out().println();
        TextTable table = new TextTable("CHANGE", "RULE", "POINT", "REPLAYED", "THEN");
        changes.stream()
                .limit(SHOWN)
                .forEach(
                        change ->
                                table.row(
                                        change.kind()
                                                .name()
                                                .toLowerCase(java.util.Locale.ROOT)
                                                .replace('_', ' '),
                                        change.any().rule(),
                                        change.any().point(),
                                        text(change.given()),
                                        text(change.inForce())));
        table.lines().forEach(terminal.out()::println);
        if (changes.size() > SHOWN) {
            terminal.out().printf("and %d more; --json shows all%n", changes.size() - SHOWN);
        }
    }

    private static Map<String, @Nullable Object> fields(Difference.Changed change) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("change", change.kind().name());
        fields.put("rule", change.any().rule());
        fields.put("point", change.any().point());
        fields.put("raisedAt", raisedAt(change.given()));
        fields.put("raisedAtThen", raisedAt(change.inForce()));
        fields.put("peak", peak(change.given()));
        fields.put("peakThen", peak(change.inForce()));
        return fields;
    }

    private static Map<String, @Nullable Object> fields(Difference.Counts counts) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("against", counts.rule());
        fields.put("replayed", counts.given());
        fields.put("then", counts.inForce());
        fields.put("new", counts.added());
        fields.put("missed", counts.missed());
        fields.put("earlier", counts.earlier());
        fields.put("later", counts.later());
        fields.put("otherGrade", counts.otherGrade());
        return fields;
    }

    private static String text(@Nullable Episode episode) {
        return episode == null
                ? "-"
                : raisedAt(episode)
                        + " "
                        + episode.peak().name().toLowerCase(java.util.Locale.ROOT);
    }

    private static @Nullable String raisedAt(@Nullable Episode episode) {
        return episode == null
                ? null
                : Instant.EPOCH.plus(episode.raisedAtUs(), ChronoUnit.MICROS).toString();
    }

    private static @Nullable String peak(@Nullable Episode episode) {
        return episode == null ? null : episode.peak().name();
    }

    private static long us(@Nullable Instant instant) {
        return instant == null ? 0 : ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
