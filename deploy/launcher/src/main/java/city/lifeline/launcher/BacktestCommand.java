package city.lifeline.launcher;

import city.lifeline.backtest.Backtest;
import city.lifeline.detection.rules.ParsedRules;
import city.lifeline.detection.rules.RuleParser;
import city.lifeline.detection.rules.RuleSet;
import city.lifeline.launcher.client.RunningInstance;
import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.console.TextTable;
import city.lifeline.launcher.instance.CityDirectory;
import city.lifeline.launcher.instance.Installation;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.launcher.replay.MappingFile;
import city.lifeline.model.files.Durations;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lifeline backtest}. */
@Command(
        name = "backtest",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs the detection over recordings, without any server, or over a running city's",
            "history: which warnings would have been raised, how unusual each sample was, and, with",
            "labels, how rightly and early that was said. Exit code 0 only if every file could be read."
        })
final class BacktestCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RUNNING = "running";

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description = {
                "CSV as time,point,value[,unit][,quality], or any table with --mapping, or a table",
                "whose layout can be guessed: a column of times, a column for each point."
            })
    private List<Path> files = List.of();

    @Option(
            names = "--mapping",
            paramLabel = "FILE",
            description = {
                "Which column is which point, and how times and numbers are written;",
                "also the name of a file among the city's mappings."
            })
    private @Nullable Path mapping;

    @Option(
            names = "--rules",
            paramLabel = "DIR",
            description = "Directory of rule files (default: the city's).")
    private @Nullable Path rules;

    @Option(
            names = "--against",
            paramLabel = "DIR|running",
            description = {
                "Compares with other rules: those of a directory, or those in force in the city",
                "that runs (--data): which warnings are new, missed, earlier, later."
            })
    private @Nullable String against;

    @Option(
            names = "--last",
            paramLabel = "DURATION",
            description = {
                "Instead of FILE: so long a part of the running city's history, such as 24h, up to",
                "now. --rules are compared with those in force there."
            })
    private @Nullable String last;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "As --last, from then on, such as 2026-11-21T08:00:00Z; with --to.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Up to then, itself excluded.")
    private @Nullable String to;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = {
                "--against running, --last, --from: the city's data directory",
                "(default: ${DEFAULT-VALUE})."
            })
    private Path data = Path.of("data");

    @Option(
            names = "--city",
            paramLabel = "NAME|DIR",
            description = "City whose points are known (default: ${DEFAULT-VALUE}).")
    private String city = "sample";

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "What really happened: CSV start,end[,point][,event][,file].")
    private @Nullable Path labels;

    @Option(
            names = "--label-column",
            paramLabel = "NAME",
            description = {
                "Column of the recordings that says, row by row, whether there is an event.",
                "Columns named label, anomaly and the like are taken for one anyway."
            })
    private List<String> labelColumns = List.of();

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "Time zone of times that carry none (default: UTC, with a note).")
    private @Nullable String zone;

    @Option(
            names = "--scores",
            paramLabel = "DIR",
            description = "Writes time,point,value,score for every sample, a file for each FILE.")
    private @Nullable Path scores;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = {
                "For warnings.jsonl, rejects.csv and report.html",
                "(default: ${DEFAULT-VALUE})."
            })
    private Path out = Path.of("backtest");

    @Option(names = "--json", description = "The result as one JSON object a line.")
    private boolean json;

    @Spec private CommandSpec spec = CommandSpec.create();

    private final Terminal terminal;
    private final InstantSource clock;

    BacktestCommand(Terminal terminal, InstantSource clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (last != null || from != null || to != null) {
            return overHistory();
        }
        if (files.isEmpty()) {
            throw wrong(
                    "Which recordings? Name a FILE, or --last DURATION for the running city's history.");
        }
        if (labels != null && !Files.isRegularFile(labels)) {
            throw new Refusal("There is no file %s.".formatted(labels));
        }
        CityDirectory directory = CityDirectory.find(city, Installation.ofThisProcess().cities());
        CityDirectory.Valid valid = directory.validated();
        Backtest.Options options =
                new Backtest.Options(
                        files,
                        mapping == null ? null : MappingFile.read(mapping, directory.path()),
                        valid.registry(),
                        rules == null ? valid.rules() : rules(rules, valid),
                        against(valid),
                        labels,
                        Set.copyOf(labelColumns),
                        zone(),
                        scores,
                        out,
                        clock);
        Backtest.Result result = new Backtest(options, spec.commandLine().getErr()::println).run();
        spec.commandLine().getErr().flush();
        print(result);
        return result.faults().isEmpty() ? 0 : 1;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private int overHistory() throws IOException, InterruptedException {
        if (!files.isEmpty()) {
            throw wrong("Either FILE, or --last, --from and --to, not both.");
        }
        if (last == null ? from == null || to == null : from != null || to != null) {
            throw wrong("Either --last, or --from and --to.");
        }
        if (rules == null) {
            throw wrong("--rules is missing: what to compare with the rules in force.");
        }
        HistoryBacktest.Stretch stretch =
                new HistoryBacktest.Stretch(duration(last), time(from), time(to));
        return new HistoryBacktest(RunningInstance.find(data).alerting(), terminal, json)
                .run(rules, stretch);
    }

    private @Nullable Duration duration(@Nullable String text) {
        try {
            return text == null ? null : Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw wrong("--last: '%s' %s.".formatted(text, e.getMessage()));
        }
    }

    private @Nullable Instant time(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            throw wrong("'%s' is no time such as 2026-11-21T08:00:00Z.".formatted(text));
        }
    }

    private @Nullable RuleSet against(CityDirectory.Valid city)
            throws IOException, InterruptedException {
        if (against == null) {
            return null;
        }
        if (!against.equals(RUNNING)) {
            return rules(Path.of(against), city);
        }
        JsonNode inForce = RunningInstance.find(data).alerting().rules();
        Map<String, String> texts = new TreeMap<>();
        inForce.path("files")
                .properties()
                .forEach(file -> texts.put(file.getKey(), file.getValue().asText()));
        String version = inForce.path("version").asText();
        ParsedRules parsed = RuleParser.parse(version, texts, city.registry());
        RuleSet set = parsed.rules();
        if (set == null) {
            // Only if the running city has other points than --city.
            throw new Refusal(
                    parsed.faults().stream()
                            .map(
                                    fault ->
                                            "rules in force, version %s: %s"
                                                    .formatted(version, fault))
                            .toList());
        }
        return set;
    }

    private static RuleSet rules(Path rules, CityDirectory.Valid city) throws IOException {
        if (!Files.isDirectory(rules)) {
            throw new Refusal("%s is no directory.".formatted(rules));
        }
        ParsedRules parsed = CityDirectory.rules(rules, city.registry());
        RuleSet set = parsed.rules();
        if (set == null) {
            throw new Refusal(parsed.faults().stream().map(fault -> rules + "/" + fault).toList());
        }
        return set;
    }

    private @Nullable ZoneId zone() {
        if (zone == null) {
            return null;
        }
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw new Refusal(
                    "--zone must be a time zone such as Asia/Shanghai or UTC+08:00, not '%s'."
                            .formatted(zone));
        }
    }

    private void print(Backtest.Result result) throws IOException {
        if (json) {
            for (Backtest.Row row : result.figures()) {
                terminal.out().println(JSON.writeValueAsString(fields(row)));
            }
            for (Backtest.Change change : result.changes()) {
                terminal.out().println(JSON.writeValueAsString(fields(change)));
            }
            Map<String, Object> whole = new LinkedHashMap<>();
            whole.put("samples", result.samples());
            whole.put("rejected", result.rejected());
            whole.put("warnings", result.warnings());
            whole.put("anomalies", result.anomalies());
            whole.put("report", result.report().toString());
            terminal.out().println(JSON.writeValueAsString(whole));
            return;
        }
        terminal.out()
                .printf(
                        Locale.ROOT,
                        "%,d samples, %,d warnings of rules, %,d anomalies; report: %s%n",
                        result.samples(),
                        result.warnings(),
                        result.anomalies(),
                        result.report());
        printFigures(result);
        printChanges(result);
    }

    private void printChanges(Backtest.Result result) {
        if (result.changes().isEmpty()) {
            return;
        }
        terminal.out().printf("%nAgainst the rules in force:%n");
        TextTable table =
                new TextTable(
                        "RULE",
                        "WARNINGS",
                        "IN FORCE",
                        "NEW",
                        "MISSED",
                        "EARLIER",
                        "LATER",
                        "GRADE",
                        "PRECISION",
                        "IN FORCE",
                        "RECALL",
                        "IN FORCE");
        for (Backtest.Change row : result.changes()) {
            table.row(
                    row.rule(),
                    Integer.toString(row.warnings()),
                    Integer.toString(row.inForce()),
                    Integer.toString(row.added()),
                    Integer.toString(row.missed()),
                    Integer.toString(row.earlier()),
                    Integer.toString(row.later()),
                    Integer.toString(row.otherGrade()),
                    number(row.precision(), ""),
                    number(row.precisionInForce(), ""),
                    number(row.recall(), ""),
                    number(row.recallInForce(), ""));
        }
        table.lines().forEach(terminal.out()::println);
    }

    private void printFigures(Backtest.Result result) {
        if (result.figures().isEmpty()) {
            return;
        }
        TextTable table =
                new TextTable(
                        "RULE",
                        "WARNINGS",
                        "EVENTS",
                        "PRECISION",
                        "RECALL",
                        "F1",
                        "FALSE/DAY",
                        "DELAY",
                        "LEAD");
        for (Backtest.Row row : result.figures()) {
            table.row(
                    row.rule(),
                    Integer.toString(row.warnings()),
                    Integer.toString(row.events()),
                    number(row.precision(), ""),
                    number(row.recall(), ""),
                    number(row.f1(), ""),
                    number(row.falsePerDay(), ""),
                    number(row.delaySeconds(), " s"),
                    number(row.leadSeconds(), " s"));
        }
        table.lines().forEach(terminal.out()::println);
    }

    private static Map<String, @Nullable Object> fields(Backtest.Row row) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("rule", row.rule());
        fields.put("warnings", row.warnings());
        fields.put("events", row.events());
        fields.put("precision", finite(row.precision()));
        fields.put("recall", finite(row.recall()));
        fields.put("f1", finite(row.f1()));
        fields.put("falseWarningsPerDay", finite(row.falsePerDay()));
        fields.put("delaySeconds", finite(row.delaySeconds()));
        fields.put("leadSeconds", finite(row.leadSeconds()));
        return fields;
    }

    private static Map<String, @Nullable Object> fields(Backtest.Change row) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("against", row.rule());
        fields.put("warnings", row.warnings());
        fields.put("inForce", row.inForce());
        fields.put("new", row.added());
        fields.put("missed", row.missed());
        fields.put("earlier", row.earlier());
        fields.put("later", row.later());
        fields.put("otherGrade", row.otherGrade());
        fields.put("precision", finite(row.precision()));
        fields.put("precisionInForce", finite(row.precisionInForce()));
        fields.put("recall", finite(row.recall()));
        fields.put("recallInForce", finite(row.recallInForce()));
        return fields;
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private static String number(double value, String unit) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3g%s", value, unit) : "-";
    }
}
