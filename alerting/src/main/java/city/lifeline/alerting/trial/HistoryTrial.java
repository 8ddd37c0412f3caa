package city.lifeline.alerting.trial;

import city.lifeline.alerting.history.HistoryStore;
import city.lifeline.detection.rules.Rule;
import city.lifeline.detection.rules.RuleSet;
import city.lifeline.detection.trial.Difference;
import city.lifeline.detection.trial.Episode;
import city.lifeline.detection.trial.RuleTrial;
import city.lifeline.model.Block;
import city.lifeline.model.Cause;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import city.lifeline.model.Runs;
import city.lifeline.model.Text;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.registry.Registry;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Two sets of rules over the same readings of the live run, judged by the engine of the running
 * job, reading by reading in the order of their times. Both begin without a memory.
 */
public final class HistoryTrial {

    /** Read at once: so much can be lost when somebody cancels, or the store does not answer. */
    private static final Duration PART = Duration.ofHours(1);

    private static final int LOOK_AT_CLOCK = 4_096;

    private final Registry registry;
    private final RuleSet draft;
    private final RuleSet inForce;
    private final Instant from;
    private final Instant to;
    private volatile Progress progress = new Progress(0, 0);
    private volatile boolean cancelled;

    public HistoryTrial(
            Registry registry, RuleSet draft, RuleSet inForce, Instant from, Instant to) {
        this.registry = registry;
        this.draft = draft;
        this.inForce = inForce;
        this.from = from;
        this.to = to;
    }

    /** How far it is: of 1, and how many readings were judged. */
    public record Progress(double part, long readings) {}

    /**
     * What came of it.
     *
     * @param values at which warnings that differ were raised, by {@link #key}
     */
    public record Outcome(
            long readings,
            List<Difference.Counts> counts,
            List<Difference.Changed> changes,
            Map<String, Double> values) {}

    /** Names a warning of either set. */
    public static String key(boolean draft, Episode episode) {
        return (draft ? "d/" : "f/")
                + episode.rule()
                + '/'
                + episode.point()
                + '/'
                + episode.raisedAtUs();
    }

    public Progress progress() {
        return progress;
    }

    public void cancel() {
        cancelled = true;
    }

    /** A warning while its events come. */
    private static final class Seen {
        private WarningEvent last;
        private final double firstValue;

        Seen(WarningEvent first) {
            last = first;
            firstValue = first.value();
        }

        Episode episode() {
            return new Episode(
                    last.rule(),
                    last.point(),
                    last.peak(),
                    last.raisedAtUs(),
                    last.kind() == WarningEvent.Kind.CLEARED ? last.atUs() : Long.MAX_VALUE);
        }
    }

    private record Side(RuleTrial trial, Map<String, Seen> warnings) {

        static Side of(Registry registry, RuleSet rules) {
            Map<String, Seen> warnings = new LinkedHashMap<>();
            return new Side(
                    new RuleTrial(
                            registry,
                            rules,
                            Runs.LIVE,
                            event ->
                                    warnings.computeIfAbsent(event.id(), id -> new Seen(event))
                                                    .last =
                                            event),
                    warnings);
        }

        List<Episode> episodes() {
            return warnings.values().stream().map(Seen::episode).toList();
        }
    }

    /**
     * Judges all of it.
     *
     * @param pause called after each part with how long it took, so that others get their turn
     * @throws CancellationException if somebody cancelled
     */
    Outcome run(HistoryStore history, Pause pause) throws IOException, InterruptedException {
        Side given = Side.of(registry, draft);
        Side before = Side.of(registry, inForce);
        long readings = 0;
        Instant begin = from;
        while (begin.isBefore(to)) {
            Instant end = begin.plus(PART).isBefore(to) ? begin.plus(PART) : to;
            long started = System.nanoTime();
            try (InputStream rows = history.everyReading(Runs.LIVE, begin, end)) {
                readings += judge(rows, readings, given.trial, before.trial);
            }
            begin = end;
            progress =
                    new Progress(
                            (double) Duration.between(from, begin).toMillis()
                                    / Duration.between(from, to).toMillis(),
                            readings);
            pause.after(Duration.ofNanos(System.nanoTime() - started));
        }
        given.trial.end();
        before.trial.end();
        Difference difference = new Difference(given.episodes(), before.episodes());
        return new Outcome(
                readings, difference.counts(), difference.changes(), values(given, before));
    }

    /** Lets others have the processor. */
    interface Pause {
        void after(Duration work) throws InterruptedException;
    }

    private long judge(InputStream rows, long before, RuleTrial given, RuleTrial inForceTrial)
            throws IOException {
        long readings = 0;
        try (CsvReader<CsvRecord> reader =
                CsvReader.builder()
                        .ofCsvRecord(new InputStreamReader(rows, StandardCharsets.UTF_8))) {
            boolean header = true;
            for (CsvRecord row : reader) {
                if (header) {
                    header = false;
                    continue;
                }
                Block block = block(row);
                given.judge(block);
                inForceTrial.judge(block);
                readings++;
                if (readings % LOOK_AT_CLOCK == 0) {
                    checkCancelled();
                    progress = new Progress(progress.part(), before + readings);
                }
            }
        }
        checkCancelled();
        return readings;
    }

    private void checkCancelled() {
        if (cancelled) {
            throw new CancellationException("cancelled");
        }
    }

    private static Block block(CsvRecord row) {
        String value = row.getField(2);
        String quality = row.getField(3);
        return new Block(
                row.getField(1),
                Lane.LIVE,
                Long.parseLong(row.getField(0)),
                0,
                new int[0],
                new double[] {value.isEmpty() ? Double.NaN : Double.parseDouble(value)},
                quality.isEmpty() ? Quality.GOOD : Quality.valueOf(quality),
                Cause.NONE,
                "",
                "",
                0,
                0,
                0);
    }

    private static Map<String, Double> values(Side given, Side before) {
        Map<String, Double> values = new TreeMap<>();
        given.warnings
                .values()
                .forEach(seen -> values.put(key(true, seen.episode()), seen.firstValue));
        before.warnings
                .values()
                .forEach(seen -> values.put(key(false, seen.episode()), seen.firstValue));
        return values;
    }

    /** Null if neither set has the rule. */
    public @Nullable Text name(String rule) {
        Rule found = draft.rule(rule) == null ? inForce.rule(rule) : draft.rule(rule);
        return found == null ? null : found.name();
    }
}
