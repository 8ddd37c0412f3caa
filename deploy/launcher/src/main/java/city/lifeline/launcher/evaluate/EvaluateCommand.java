package city.lifeline.launcher.evaluate;

import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.instance.CityDirectory;
import city.lifeline.launcher.instance.Installation;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.simulators.SimulatedCityFiles;
import city.lifeline.simulators.city.Simulation;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lifeline evaluate}. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Lets days of a simulated city with random scenarios pass through its rules, as fast as",
            "this machine goes, and scores what they raise against what really happened. Needs no",
            "running city."
        })
public final class EvaluateCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_DAYS = 366;

    @Option(
            names = "--city",
            paramLabel = "NAME|DIR",
            description = "The city (default: ${DEFAULT-VALUE}).")
    private String city = "sample";

    @Option(
            names = "--days",
            paramLabel = "N",
            description = "Days that are simulated (default: ${DEFAULT-VALUE}).")
    private int days = 7;

    @Option(
            names = "--learn",
            paramLabel = "N",
            description = {
                "Days before them in which nothing happens and rules learn what is usual; what they",
                "raise in these is false (default: ${DEFAULT-VALUE})."
            })
    private int learn = 8;

    @Option(
            names = "--from",
            paramLabel = "DATE",
            description = "The first day, such as 2026-07-01 (default: today).")
    private @Nullable String from;

    @Option(
            names = "--per-day",
            paramLabel = "N",
            description = {
                "Scenarios that begin in a day; 0: a healthy city, whose warnings are all false",
                "(default: ${DEFAULT-VALUE})."
            })
    private double perDay = 12;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of what happens (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Writes a report with plots there.")
    private @Nullable Path html;

    @Option(names = "--json", description = "One JSON object an event, and one of the whole.")
    private boolean json;

    private final Terminal terminal;
    private final InstantSource clock;

    public EvaluateCommand(Terminal terminal, InstantSource clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        if (days < 1 || days > MAX_DAYS) {
            throw new Refusal("--days is 1 to %d.".formatted(MAX_DAYS));
        }
        if (learn < 0 || learn > MAX_DAYS) {
            throw new Refusal("--learn is 0 to %d.".formatted(MAX_DAYS));
        }
        if (!(perDay >= 0 && perDay <= 1_000)) {
            throw new Refusal("--per-day is 0 to 1000.");
        }
        CityDirectory directory = CityDirectory.find(city, Installation.ofThisProcess().cities());
        CityDirectory.Valid valid = directory.validated();
        long fromUs = firstDay().atStartOfDay(ZoneOffset.UTC).toEpochSecond() * 1_000_000;
        Score score =
                new Evaluation(
                                SimulatedCityFiles.read(directory.path(), Simulation::healthy),
                                valid.registry(),
                                valid.rules())
                        .run(
                                Programme.us(Duration.ofDays(learn)),
                                fromUs,
                                fromUs + Programme.us(Duration.ofDays(days)),
                                perDay,
                                seed,
                                progress());
        if (json) {
            for (Score.Event event : score.events()) {
                terminal.out().println(object(event));
            }
            terminal.out().println(object(score));
        } else {
            new Report(score).lines().forEach(terminal.out()::println);
        }
        if (html != null) {
            HtmlReport.write(
                    html,
                    score,
                    "%s, %d days from %s, seed %d".formatted(city, days, firstDay(), seed));
        }
        return 0;
    }

    private LocalDate firstDay() {
        if (from == null) {
            return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        }
        try {
            return LocalDate.parse(from);
        } catch (DateTimeParseException e) {
            throw new Refusal("--from is a day such as 2026-07-01, not '%s'.".formatted(from));
        }
    }

    private Consumer<Double> progress() {
        if (!terminal.isInteractive()) {
            return share -> {};
        }
        return share -> {
            terminal.out()
                    .printf("\r\u001b[K  %.0f %%%s", share * 100, share < 1 ? "" : "\r\u001b[K");
            terminal.out().flush();
        };
    }

    private static ObjectNode object(Score.Event event) {
        ObjectNode object = JSON.createObjectNode();
        object.put("event", event.occurrence().id());
        object.put("scenario", event.occurrence().scenario());
        object.put("asset", event.occurrence().asset());
        object.put("severity", event.occurrence().severity());
        object.put("onsetUs", event.occurrence().onsetUs());
        object.put("expected", String.valueOf(event.expected()));
        Duration delay = event.delay();
        if (delay != null) {
            object.put("delayS", delay.toSeconds());
        }
        object.put("withinS", event.within().toSeconds());
        object.put("peak", String.valueOf(event.peak()));
        ArrayNode unmet = object.putArray("unmet");
        event.unmet().forEach(one -> unmet.add(Report.words(one)));
        object.put("warnings", event.warnings().size());
        return object;
    }

    private static ObjectNode object(Score score) {
        ObjectNode object = JSON.createObjectNode();
        object.put("recall", score.recall());
        object.put("falseWarnings", score.falseWarnings().size());
        object.put("falsePerThousandPointsAndDay", score.falsePerThousandPointsAndDay());
        object.put("points", score.points());
        object.put("days", score.days());
        object.put("samples", score.samples());
        object.put("elapsedS", score.elapsed().toMillis() / 1e3);
        return object;
    }
}
