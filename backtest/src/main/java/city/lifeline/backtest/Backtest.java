package city.lifeline.backtest;

import city.lifeline.detection.rules.RuleSet;
import city.lifeline.model.Fault;
import city.lifeline.model.registry.Registry;
import city.lifeline.simulators.replay.DryRun;
import city.lifeline.simulators.replay.FileChecks;
import city.lifeline.simulators.replay.Mapping;
import city.lifeline.simulators.replay.Rejects;
import city.lifeline.simulators.replay.RejectsFile;
import city.lifeline.simulators.replay.ReplayPlan;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the detection over recordings.
 *
 * <pre>{@code
 * Backtest.Result result = new Backtest(options, notes::println).run();
 * }</pre>
 *
 * Files are read as they are scored and never held in memory. Each file is scored from nothing;
 * rules look at all files that are read the same way as at one recording.
 */
public final class Backtest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Options options;
    private final Consumer<String> notes;
    private final List<Fault> faults = new ArrayList<>();
    private final List<Observations> observations = new ArrayList<>();
    private final List<BacktestWarning> warnings = new ArrayList<>();
    private final List<BacktestWarning> warningsInForce = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final Map<Path, String> names = new HashMap<>();
    private boolean labelled;
    private long rejected;

    /**
     * What to run.
     *
     * @param mapping of all files; null: each is read as it looks
     * @param registry of the points that rules may watch
     * @param against rules in force that {@code rules} is held against; null: against none
     * @param labels {@code start,end[,point][,event][,file]}; null: none but the files' own
     * @param labelColumns names of columns that are labels
     * @param zone of times that carry none; null: UTC, with a note
     * @param scores directory for the scores; null: none are written
     * @param out directory for everything else
     * @param clock times later than a day from now are rejected
     */
    public record Options(
            List<Path> files,
            @Nullable Mapping mapping,
            Registry registry,
            RuleSet rules,
            @Nullable RuleSet against,
            @Nullable Path labels,
            Set<String> labelColumns,
            @Nullable ZoneId zone,
            @Nullable Path scores,
            Path out,
            InstantSource clock) {

        public Options {
            files = List.copyOf(files);
            labelColumns = Set.copyOf(labelColumns);
        }
    }

    /**
     * What came of it.
     *
     * @param faults of files that were left out; empty: there are none
     * @param warnings that rules raised
     * @param anomalies episodes at or above the default threshold
     * @param figures by rule and in all; empty without labels
     * @param changes by rule and in all, against the rules in force; empty if there were none to
     *     compare with
     */
    public record Result(
            List<Fault> faults,
            long samples,
            long rejected,
            long warnings,
            long anomalies,
            List<Row> figures,
            List<Change> changes,
            Path report) {}

    /**
     * What the rules on trial change for one rule, or for all.
     *
     * @param warnings of the rules on trial
     * @param inForce warnings of the rules in force
     * @param added that only the rules on trial give
     * @param missed that only the rules in force give
     * @param earlier of those that both give
     * @param otherGrade of those that both give: with another highest grade
     * @param precision not a number without labels or without warnings, like the others
     */
    public record Change(
            String rule,
            int warnings,
            int inForce,
            int added,
            int missed,
            int earlier,
            int later,
            int otherGrade,
            double precision,
            double precisionInForce,
            double recall,
            double recallInForce) {}

    /** One row of figures, not a number where there is none. */
    public record Row(
            String rule,
            int warnings,
            int events,
            double precision,
            double recall,
            double f1,
            double falsePerDay,
            double delaySeconds,
            double leadSeconds) {}

    /**
     * A backtest.
     *
     * @param notes told, for people, what was assumed and what is wrong
     */
    public Backtest(Options options, Consumer<String> notes) {
        this.options = options;
        this.notes = notes;
    }

    public Result run() throws IOException {
        Files.createDirectories(options.out());
        readLabels();
        name();
        Map<Mapping, List<Path>> byMapping = new LinkedHashMap<>();
        for (Path file : options.files()) {
            try {
                byMapping.computeIfAbsent(mapping(file), m -> new ArrayList<>()).add(file);
            } catch (FaultyFileException e) {
                fault(e.fault());
            }
        }
        Path rejectsPath = options.out().resolve("rejects.csv");
        List<String> fileNames = options.files().stream().map(this::name).toList();
        try (RejectsFile rejects = new RejectsFile(rejectsPath, fileNames)) {
            for (Map.Entry<Mapping, List<Path>> entry : byMapping.entrySet()) {
                run(entry.getKey(), entry.getValue(), rejects);
            }
            rejected = rejects.count();
        }
        if (rejected > 0) {
            notes.accept("%d rows or values cannot be used: %s".formatted(rejected, rejectsPath));
        }
        return conclude();
    }

    private void readLabels() throws IOException {
        Path file = options.labels();
        if (file == null) {
            return;
        }
        List<Fault> wrong = new ArrayList<>();
        events.addAll(LabelsFile.parse(file, Files.readString(file), options.zone(), wrong));
        wrong.forEach(this::fault);
        labelled = true;
    }

    /** Files get their own names where these differ, otherwise what tells their paths apart. */
    private void name() {
        Set<String> seen = new HashSet<>();
        boolean alike = false;
        for (Path file : options.files()) {
            alike |= !seen.add(FileChecks.name(file));
        }
        Set<String> used = new HashSet<>();
        for (Path file : options.files()) {
            Path whole = file.toAbsolutePath().normalize();
            String name = FileChecks.name(file);
            if (alike) {
                int parts = whole.getNameCount();
                int from = Math.max(0, parts - 2);
                String longer = whole.subpath(from, parts).toString().replace('/', '_');
                while (used.contains(longer) && from > 0) {
                    from--;
                    longer = whole.subpath(from, parts).toString().replace('/', '_');
                }
                name = longer;
            }
            used.add(name);
            names.put(file, name);
        }
    }

    private String name(Path file) {
        return names.getOrDefault(file, FileChecks.name(file));
    }

    private Mapping mapping(Path file) throws IOException, FaultyFileException {
        Mapping given = options.mapping();
        if (given != null) {
            return withLabels(given);
        }
        Table table = new TableGuess(file, options.labelColumns(), options.zone()).guess();
        table.assumptions().forEach(assumed -> notes.accept(name(file) + ": " + assumed));
        return table.mapping();
    }

    private Mapping withLabels(Mapping mapping) {
        if (options.labelColumns().isEmpty() || mapping.rows() != null) {
            return mapping;
        }
        List<Mapping.Column> columns = new ArrayList<>(mapping.columns());
        for (String label : options.labelColumns().stream().sorted().toList()) {
            columns.removeIf(column -> column.ref().names().contains(label));
            columns.add(
                    new Mapping.Column(
                            Mapping.Ref.named(label),
                            Table.LABEL + label,
                            null,
                            null,
                            1,
                            0,
                            Set.of(""),
                            Duration.ZERO,
                            true));
        }
        return new Mapping(
                mapping.file(),
                mapping.fingerprint(),
                mapping.delimiter(),
                mapping.decimal(),
                mapping.encoding(),
                mapping.headerRows(),
                mapping.nameRows(),
                mapping.gateway(),
                mapping.time(),
                columns,
                null);
    }

    private void run(Mapping mapping, List<Path> files, RejectsFile rejects) throws IOException {
        List<Path> readable = new ArrayList<>();
        for (Path file : files) {
            if (canBeRead(file, mapping)) {
                readable.add(file);
            }
        }
        if (readable.isEmpty()) {
            return;
        }
        ReplayPlan plan = plan(readable, mapping);
        for (int i = 0; i < readable.size(); i++) {
            score(plan, i, readable.get(i), mapping);
        }
        DryRun known = plan.dryRun((bytes, total) -> {});
        if (!known.canBeReplayed()) {
            // Scored all the same; there is nothing that a rule could judge.
            return;
        }
        List<Integer> places = readable.stream().map(options.files()::indexOf).toList();
        Rejects placed =
                (file, line, column, point, reason, text) -> {
                    if (!Table.isLabel(point)) {
                        rejects.reject(places.get(file), line, column, point, reason, text);
                    }
                };
        String run = "backtest-" + known.fingerprint().substring(0, 12);
        warnings.addAll(
                new RecordingTrial(options.registry(), options.rules(), run).run(plan, placed));
        RuleSet against = options.against();
        if (against != null) {
            // What cannot be used has been said once.
            Rejects said = (file, line, column, point, reason, text) -> {};
            warningsInForce.addAll(
                    new RecordingTrial(options.registry(), against, run).run(plan, said));
        }
    }

    private boolean canBeRead(Path file, Mapping mapping) throws IOException {
        DryRun dryRun = plan(List.of(file), mapping).dryRun((bytes, total) -> {});
        if (dryRun.files().isEmpty()) {
            dryRun.faults().forEach(this::fault);
            return false;
        }
        // Without a usable reading it is still scored, row by row.
        dryRun.faults().forEach(fault -> notes.accept(fault.toString()));
        return true;
    }

    private ReplayPlan plan(List<Path> files, Mapping mapping) {
        return ReplayPlan.of(files, mapping, options.registry(), options.clock())
                .withUnregistered();
    }

    private void fault(Fault fault) {
        faults.add(fault);
        notes.accept(fault.toString());
    }

    private void score(ReplayPlan plan, int index, Path file, Mapping mapping) throws IOException {
        Observations seen = new Observations(name(file));
        Path directory = options.scores();
        if (directory == null) {
            new FileScorer(plan, index, mapping, seen).run();
        } else {
            String name = name(file).endsWith(".csv") ? name(file) : name(file) + ".csv";
            try (ScoreFile scores = new ScoreFile(directory, name, isExact(mapping))) {
                new FileScorer(plan, index, mapping, new BothSinks(scores, seen)).run();
            }
        }
        seen.end();
        if (seen.hasLabels()) {
            labelled = true;
            events.addAll(seen.events());
        }
        observations.add(seen);
    }

    private static boolean isExact(Mapping mapping) {
        return mapping.decimal() == '.'
                && mapping.columns().stream()
                        .allMatch(column -> column.factor() == 1 && column.offset() == 0);
    }

    private Result conclude() throws IOException {
        warnings.sort(
                Comparator.comparingLong(BacktestWarning::raisedAtUs)
                        .thenComparing(BacktestWarning::point)
                        .thenComparing(BacktestWarning::rule));
        try (BufferedWriter out =
                Files.newBufferedWriter(options.out().resolve("warnings.jsonl"))) {
            for (BacktestWarning warning : warnings) {
                out.write(
                        JSON.writeValueAsString(
                                warning.fields(options.registry(), options.rules())));
                out.newLine();
            }
        }
        Difference difference =
                options.against() == null ? null : new Difference(warnings, warningsInForce);
        List<Change> changes = difference == null ? List.of() : changes(difference);
        List<Alarm> alarms = new ArrayList<>();
        warnings.forEach(warning -> alarms.add(warning.alarm()));
        observations.forEach(seen -> alarms.addAll(seen.alarms()));
        Evaluation evaluation = new Evaluation(events, days());
        List<Evaluation.Figures> figures = labelled ? evaluation.of(alarms) : List.of();
        if (labelled) {
            writeEvents(evaluation.told(alarms));
        }
        Path report = options.out().resolve("report.html");
        new Report(observations, warnings, events, figures, difference, changes).write(report);
        return new Result(
                List.copyOf(faults),
                observations.stream().mapToLong(Observations::samples).sum(),
                rejected,
                warnings.size(),
                observations.stream().mapToLong(seen -> seen.alarms().size()).sum(),
                figures.stream().map(Backtest::row).toList(),
                changes,
                report);
    }

    /** Of each labelled event, when each rule spoke of it, in seconds after its begin. */
    private void writeEvents(List<Evaluation.Told> told) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(options.out().resolve("events.jsonl"))) {
            for (Evaluation.Told of : told) {
                Event event = of.event();
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("start", Times.text(event.startUs()));
                fields.put("end", Times.text(event.endUs()));
                if (!event.file().isEmpty()) {
                    fields.put("file", event.file());
                }
                if (!event.point().isEmpty()) {
                    fields.put("point", event.point());
                }
                if (!event.name().isEmpty()) {
                    fields.put("event", event.name());
                }
                Map<String, Double> after = new LinkedHashMap<>();
                of.firstUs()
                        .forEach(
                                (rule, firstUs) ->
                                        after.put(rule, (firstUs - event.startUs()) / 1e6));
                fields.put("secondsAfterStart", after);
                out.write(JSON.writeValueAsString(fields));
                out.newLine();
            }
        }
    }

    /** Writes each warning that differs, and counts them. */
    private List<Change> changes(Difference difference) throws IOException {
        try (BufferedWriter out =
                Files.newBufferedWriter(options.out().resolve("difference.jsonl"))) {
            for (Map<String, @Nullable Object> change : difference.changes()) {
                out.write(JSON.writeValueAsString(change));
                out.newLine();
            }
        }
        if (!labelled) {
            return difference.rows(List.of(), List.of());
        }
        Evaluation evaluation = new Evaluation(events, days());
        return difference.rows(
                evaluation.of(warnings.stream().map(BacktestWarning::alarm).toList()),
                evaluation.of(warningsInForce.stream().map(BacktestWarning::alarm).toList()));
    }

    private double days() {
        return observations.stream().mapToDouble(Observations::days).sum();
    }

    private static Row row(Evaluation.Figures figures) {
        return new Row(
                figures.rule(),
                figures.warnings(),
                figures.events(),
                figures.precision(),
                figures.recall(),
                figures.f1(),
                figures.falsePerDay(),
                figures.delaySeconds(),
                figures.leadSeconds());
    }
}
