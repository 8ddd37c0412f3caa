package city.lifeline.launcher.record;

import city.lifeline.launcher.instance.Refusal;
import city.lifeline.model.Ids;
import city.lifeline.model.Runs;
import city.lifeline.model.files.Durations;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.GatewayPoints;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which of the readings that are kept: options of commands that read them. */
public final class Part {

    private static final List<String> ALL = List.of("*");

    @Option(
            names = "--points",
            paramLabel = "GLOB",
            description = "Which points, such as 'BRI-*'; may be repeated (default: all).")
    private List<String> globs = ALL;

    @Option(
            names = "--asset",
            paramLabel = "GLOB",
            description = "Only of these assets, such as 'BR-01'; may be repeated.")
    private List<String> assets = ALL;

    @Option(
            names = "--class",
            paramLabel = "GLOB",
            description = {
                "Only of assets of these classes, such as 'gas-*' for all of gas; may be repeated."
            })
    private List<String> classes = ALL;

    @Option(
            names = "--gateway",
            paramLabel = "GLOB",
            description = "Only what comes through these gateways; may be repeated.")
    private List<String> gateways = ALL;

    @Option(
            names = "--run",
            paramLabel = "RUN",
            description = "Of which run (default: ${DEFAULT-VALUE}).")
    private String run = Runs.LIVE;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "Readings from then on, such as 2026-11-21T08:00:00Z.")
    private @Nullable String from;

    @Option(
            names = "--last",
            paramLabel = "DURATION",
            description = "Instead of --from: the last so long by the living city's clock.")
    private @Nullable String last;

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            description = "For how long, such as 2h (default: up to the newest that is kept).")
    private @Nullable String lasts;

    /**
     * A range of event time.
     *
     * @param untilUs exclusive; {@link Long#MAX_VALUE}: no end
     */
    record Range(long fromUs, long untilUs) {

        Instant from() {
            return instant(fromUs);
        }

        String words() {
            return untilUs == Long.MAX_VALUE
                    ? "from %s on".formatted(from())
                    : "from %s to %s".formatted(from(), instant(untilUs));
        }

        private static Instant instant(long us) {
            return Instant.EPOCH.plus(us, ChronoUnit.MICROS);
        }
    }

    /** Whether anything was asked for. */
    public boolean isGiven() {
        return from != null
                || last != null
                || lasts != null
                || !run.equals(Runs.LIVE)
                || Stream.of(globs, assets, classes, gateways).anyMatch(each -> each != ALL);
    }

    /**
     * The run.
     *
     * @throws Refusal if that is no run's name
     */
    String run() {
        if (!Ids.isValid(run)) {
            throw new Refusal("--run is a run as replay list shows it, not '%s'.".formatted(run));
        }
        return run;
    }

    /**
     * The range.
     *
     * @param city the living city's clock
     * @throws Refusal if it is none
     */
    Range range(InstantSource city) {
        if ((from == null) == (last == null)) {
            throw new Refusal(
                    "From when? --from such as 2026-11-21T08:00:00Z, or --last such as 2h.");
        }
        long fromUs;
        if (from != null) {
            fromUs = us("--from", from);
        } else if (run.equals(Runs.LIVE)) {
            fromUs =
                    ChronoUnit.MICROS.between(
                            Instant.EPOCH, city.instant().minus(duration("--last", last)));
        } else {
            throw new Refusal(
                    "--last is of the living city; of run %s give --from.".formatted(run));
        }
        if (lasts == null) {
            return new Range(fromUs, Long.MAX_VALUE);
        }
        Duration length = duration("--for", lasts);
        if (length.isZero()) {
            throw new Refusal("--for must be longer than nothing.");
        }
        return new Range(fromUs, fromUs + length.toNanos() / 1_000);
    }

    /**
     * The points, by id, but those that ingest measures itself: it takes them from nobody else, so
     * that no replay can bring them.
     *
     * @throws Refusal if the city has none of them
     */
    Map<String, Point> points(Registry registry) {
        Predicate<String> byAsset = any(assets);
        Predicate<String> byClass = any(classes);
        Predicate<String> byGateway = any(gateways);
        Map<String, Point> wanted = new HashMap<>();
        for (String glob : globs) {
            Predicate<String> byPoint = any(List.of(glob));
            boolean known = false;
            for (Point point : registry.points().values()) {
                if (!byPoint.test(point.id())) {
                    continue;
                }
                known = true;
                Asset asset = registry.assetOf(point);
                if (!GatewayPoints.isMeasuredByIngest(point)
                        && byAsset.test(asset == null ? "" : asset.id())
                        && byClass.test(asset == null ? "" : asset.assetClass())
                        && byGateway.test(point.gateway())) {
                    wanted.put(point.id(), point);
                }
            }
            if (!known) {
                throw new Refusal(
                        "The city has no point '%s'; points.csv in its directory lists those it has."
                                .formatted(glob));
            }
        }
        if (wanted.isEmpty()) {
            throw new Refusal(
                    "The city has such points, but none of such an asset, class and gateway that a sensor measures.");
        }
        return wanted;
    }

    private static Predicate<String> any(List<String> globs) {
        List<PathMatcher> matchers = globs.stream().map(Part::matcher).toList();
        return text -> matchers.stream().anyMatch(matcher -> matcher.matches(Path.of(text)));
    }

    private static PathMatcher matcher(String glob) {
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + glob);
        } catch (PatternSyntaxException e) {
            throw new Refusal(
                    "A GLOB is such as 'BRI-*', not '%s': %s.".formatted(glob, e.getDescription()));
        }
    }

    private static long us(String option, String text) {
        try {
            return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(text));
        } catch (DateTimeException e) {
            throw new Refusal(
                    "%s is a time such as 2026-11-21T08:00:00Z, not '%s'.".formatted(option, text));
        }
    }

    private static Duration duration(String option, @Nullable String text) {
        try {
            return Durations.parse(String.valueOf(text));
        } catch (IllegalArgumentException e) {
            throw new Refusal("%s: '%s' %s.".formatted(option, text, e.getMessage()));
        }
    }
}
