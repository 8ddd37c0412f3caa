package city.lifeline.launcher.compare;

import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.instance.CityDirectory;
import city.lifeline.launcher.instance.Installation;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.launcher.replay.MappingFile;
import city.lifeline.model.Block;
import city.lifeline.model.Fault;
import city.lifeline.model.Quality;
import city.lifeline.model.files.Durations;
import city.lifeline.model.registry.Registry;
import city.lifeline.simulators.SimulatedCityFiles;
import city.lifeline.simulators.city.SimulatedCity;
import city.lifeline.simulators.city.SimulatedPoint;
import city.lifeline.simulators.city.Simulation;
import city.lifeline.simulators.replay.DryRun;
import city.lifeline.simulators.replay.Recorded;
import city.lifeline.simulators.replay.Recording;
import city.lifeline.simulators.replay.ReplayPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lifeline compare}. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Lays a point of a recording beside a simulated point at the same local times: what they",
            "are on average, how they are spread, what they keep from one moment to the next, how much",
            "the hour of the day tells. Prints a table in Markdown. Needs no running city."
        })
public final class CompareCommand implements Callable<Integer> {

    private static final int MAX_STEPS = 5_000_000;
    private static final List<Duration> LAGS =
            List.of(
                    Duration.ofMillis(100),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(10),
                    Duration.ofHours(1),
                    Duration.ofHours(6),
                    Duration.ofHours(12),
                    Duration.ofHours(24));

    /** By what values are divided before they are laid beside each other. */
    private enum Scale {
        NONE,
        MEAN,
        DEVIATION
    }

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "The recording, as for replay.")
    private List<Path> files = List.of();

    @Option(
            names = "--mapping",
            paramLabel = "FILE",
            description = "How the recording is to be read; also the name of one of the city's.")
    private @Nullable Path mapping;

    @Option(
            names = "--recorded",
            paramLabel = "POINT",
            required = true,
            description = "Which point of the recording.")
    private String recordedPoint = "";

    @Option(
            names = "--simulated",
            paramLabel = "POINT",
            required = true,
            description = "Which simulated point of the city.")
    private String simulatedPoint = "";

    @Option(
            names = "--city",
            paramLabel = "NAME|DIR",
            description = "The city (default: ${DEFAULT-VALUE}).")
    private String city = "sample";

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "Where it was recorded (default: the city's zone).")
    private @Nullable String zone;

    @Option(
            names = "--step",
            paramLabel = "DURATION",
            description = "Means of so long are compared (default: ${DEFAULT-VALUE}).")
    private String step = "1min";

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            description = "How much of the recording, from its beginning (default: all).")
    private @Nullable String lasts;

    @Option(
            names = "--scale",
            paramLabel = "none|mean|deviation",
            description = {
                "Values are divided by their mean; or by their standard deviation, after their mean",
                "was taken off; or left as they are (default: mean)."
            })
    private Scale scale = Scale.MEAN;

    @Option(names = "--svg", paramLabel = "FILE", description = "Draws them there.")
    private @Nullable Path svg;

    @Option(
            names = "--shown",
            paramLabel = "DURATION",
            description = "How long a part the picture shows in time (default: all).")
    private @Nullable String shown;

    @Option(
            names = "--kept",
            paramLabel = "DURATION",
            description = "Up to where the picture shows the autocorrelation (default: a third).")
    private @Nullable String kept;

    @Option(names = "--title", paramLabel = "TEXT", description = "Of the picture.")
    private String title = "";

    private final Terminal terminal;
    private final InstantSource clock;

    public CompareCommand(Terminal terminal, InstantSource clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        Path directory = CityDirectory.find(city, Installation.ofThisProcess().cities()).path();
        SimulatedCity simulatedCity = SimulatedCityFiles.read(directory, Simulation::healthy);
        SimulatedPoint point = point(simulatedCity);
        ZoneId recordedIn = recordedIn(simulatedCity.zone());
        ReplayPlan plan =
                ReplayPlan.of(files, MappingFile.read(mapping, directory), Registry.EMPTY, clock)
                        .withUnregistered();
        DryRun dryRun = plan.dryRun((bytes, total) -> {});
        Instant first = dryRun.first();
        Instant last = dryRun.last();
        if (!dryRun.canBeReplayed() || first == null || last == null) {
            throw new Refusal(dryRun.faults().stream().map(Fault::toString).toList());
        }
        if (!dryRun.readingsByPoint().containsKey(recordedPoint)) {
            throw new Refusal(
                    "The recording has no point %s; it has %s."
                            .formatted(
                                    recordedPoint,
                                    String.join(", ", dryRun.readingsByPoint().keySet())));
        }
        long stepUs = us(duration("--step", step));
        long startUs = us(Duration.between(Instant.EPOCH, first));
        long endUs = us(Duration.between(Instant.EPOCH, last)) + 1;
        if (lasts != null) {
            endUs = Math.min(endUs, startUs + us(duration("--for", lasts)));
        }
        if (stepUs < 1 || (endUs - startUs) / stepUs > MAX_STEPS) {
            throw new Refusal(
                    "--step %s makes more than %,d steps of the recording; take a longer one."
                            .formatted(step, MAX_STEPS));
        }
        Course recorded = recorded(plan, startUs, endUs, stepUs, recordedIn);
        Course simulated = simulated(point, startUs, endUs, stepUs, recordedIn, simulatedCity);
        table(recorded, simulated).forEach(terminal.out()::println);
        if (svg != null) {
            Duration all = Duration.ofNanos((endUs - startUs) * 1_000);
            String drawn =
                    Picture.of(
                            title.isEmpty() ? recordedPoint + ", " + simulatedPoint : title,
                            scaled(recorded),
                            scaled(simulated),
                            shown == null ? all : duration("--shown", shown),
                            kept == null ? all.dividedBy(3) : duration("--kept", kept));
            Files.writeString(svg, drawn);
        }
        return 0;
    }

    private SimulatedPoint point(SimulatedCity simulatedCity) {
        return simulatedCity.pointsByGateway().values().stream()
                .flatMap(List::stream)
                .filter(one -> one.point().id().equals(simulatedPoint))
                .findAny()
                .orElseThrow(
                        () ->
                                new Refusal(
                                        "The city %s simulates no point %s."
                                                .formatted(city, simulatedPoint)));
    }

    private ZoneId recordedIn(ZoneId ofCity) {
        if (zone == null) {
            return ofCity;
        }
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw new Refusal("--zone is a zone such as Asia/Shanghai, not '%s'.".formatted(zone));
        }
    }

    private static Duration duration(String option, String text) {
        try {
            return Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Refusal("%s: '%s' %s.".formatted(option, text, e.getMessage()));
        }
    }

    private static long us(Duration duration) {
        return duration.toSeconds() * 1_000_000 + duration.toNanosPart() / 1_000;
    }

    private Course recorded(ReplayPlan plan, long startUs, long endUs, long stepUs, ZoneId at)
            throws IOException {
        Course.Builder course = new Course.Builder(startUs, endUs, stepUs);
        try (Recording recording = plan.open((file, line, column, id, reason, text) -> {})) {
            for (Recorded next = recording.next(); next != null; next = recording.next()) {
                Block block = next.block();
                if (block.quality() == Quality.GOOD
                        && next.channel().point().equals(recordedPoint)) {
                    for (int i = 0; i < block.size(); i++) {
                        course.add(block.timeUs(i), block.value(i));
                    }
                }
            }
        }
        return course.build(at);
    }

    /** At the same local times: morning is morning in both. */
    private static Course simulated(
            SimulatedPoint point,
            long startUs,
            long endUs,
            long stepUs,
            ZoneId recordedIn,
            SimulatedCity city) {
        Instant start = Instant.ofEpochSecond(Math.floorDiv(startUs, 1_000_000L));
        ZoneOffset there = recordedIn.getRules().getOffset(start);
        ZoneOffset here = city.zone().getRules().getOffset(start);
        long laterUs = (there.getTotalSeconds() - here.getTotalSeconds()) * 1_000_000L;
        Course.Builder course = new Course.Builder(startUs, endUs, stepUs);
        for (long at = point.firstStartUs(startUs + laterUs);
                at < endUs + laterUs;
                at += point.stepUs()) {
            if (!point.isLost(at)) {
                Block block = point.block(at);
                for (int i = 0; i < block.size(); i++) {
                    course.add(block.timeUs(i) - laterUs, block.value(i));
                }
            }
        }
        return course.build(recordedIn);
    }

    private Course scaled(Course course) {
        return switch (scale) {
            case NONE -> course;
            case MEAN -> course.scaled(0, course.mean());
            case DEVIATION -> course.scaled(course.mean(), course.deviation());
        };
    }

    private List<String> table(Course recorded, Course simulated) {
        List<String> lines = new ArrayList<>();
        lines.add("| | %s | %s |".formatted(recordedPoint, simulatedPoint));
        lines.add("|---|---|---|");
        lines.add(
                "| steps of %s | %,d | %,d |".formatted(step, recorded.count(), simulated.count()));
        row(lines, "mean", recorded, simulated, Course::mean);
        row(lines, "standard deviation", recorded, simulated, Course::deviation);
        String of =
                switch (scale) {
                    case NONE -> "";
                    case MEAN -> " / mean";
                    case DEVIATION -> ", in standard deviations";
                };
        Course one = scaled(recorded);
        Course other = scaled(simulated);
        if (scale == Scale.MEAN) {
            row(lines, "standard deviation / mean", one, other, Course::deviation);
        }
        for (double share : new double[] {0.02, 0.25, 0.5, 0.75, 0.98}) {
            row(
                    lines,
                    "%.0f %% are below%s".formatted(share * 100, of),
                    one,
                    other,
                    course -> course.quantile(share));
        }
        row(lines, "noise of a step" + of, one, other, Course::noise);
        for (Duration lag : LAGS) {
            long steps = us(lag) / recorded.stepUs();
            if (us(lag) >= recorded.stepUs() && steps < recorded.values().length / 2) {
                row(
                        lines,
                        "autocorrelation at " + Picture.brief(lag),
                        one,
                        other,
                        course -> course.autocorrelation((int) steps));
            }
        }
        if (recorded.hasDays()) {
            row(
                    lines,
                    "share of the variance that the hour tells",
                    one,
                    other,
                    Course::toldByTheHour);
        }
        return lines;
    }

    private static void row(
            List<String> lines,
            String name,
            Course recorded,
            Course simulated,
            ToDoubleFunction<Course> figure) {
        lines.add(
                "| %s | %s | %s |"
                        .formatted(
                                name,
                                figure(figure.applyAsDouble(recorded)),
                                figure(figure.applyAsDouble(simulated))));
    }

    /** Three digits that tell something. */
    private static String figure(double value) {
        double size = Math.abs(value);
        String form = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, form, value);
    }
}
