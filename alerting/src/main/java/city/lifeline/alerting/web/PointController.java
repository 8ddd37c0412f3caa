package city.lifeline.alerting.web;

import city.lifeline.alerting.Micros;
import city.lifeline.alerting.Page;
import city.lifeline.alerting.city.CityOfRecord;
import city.lifeline.alerting.city.CurrentCity;
import city.lifeline.alerting.history.HistoryStore;
import city.lifeline.alerting.history.Readings;
import city.lifeline.alerting.security.Caller;
import city.lifeline.alerting.security.OwnedBy;
import city.lifeline.alerting.security.Role;
import city.lifeline.alerting.warning.PointStatuses;
import city.lifeline.detection.rules.Rule;
import city.lifeline.detection.rules.ThresholdLimits;
import city.lifeline.model.Grade;
import city.lifeline.model.Location;
import city.lifeline.model.PointStatus;
import city.lifeline.model.RunClock;
import city.lifeline.model.Runs;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Points, their thresholds and their readings. */
@RestController
@RequestMapping("/api/v1/points")
@Tag(name = "Points")
public class PointController {

    private static final Duration DEFAULT_RANGE = Duration.ofHours(1);
    private static final Duration LONGEST_RANGE = Duration.ofDays(92);
    private static final int MAX_POINTS = 10_000;
    private static final int MOST_AROUND = 12;
    private static final double NEAR_METRES = 1_000;
    private static final double EARTH_RADIUS_METRES = 6_371_000;

    private final CurrentCity city;
    private final PointStatuses statuses;
    private final HistoryStore history;
    private final RunClock runClock;
    private final OwnDistricts own;
    private final InstantSource clock;

    public PointController(
            CurrentCity city,
            PointStatuses statuses,
            HistoryStore history,
            RunClock runClock,
            OwnDistricts own,
            InstantSource clock) {
        this.city = city;
        this.statuses = statuses;
        this.history = history;
        this.runClock = runClock;
        this.own = own;
        this.clock = clock;
    }

    /**
     * A point in a list.
     *
     * @param last null if it was never seen
     */
    public record PointItem(
            String id,
            Text name,
            String asset,
            Text assetName,
            String assetClass,
            String district,
            String gateway,
            String quantity,
            String unit,
            @Nullable Location location,
            @Nullable Last last) {}

    /**
     * A point.
     *
     * @param low below it a value is impossible
     * @param high above it a value is impossible
     * @param last null if it was never seen
     */
    public record PointView(
            String id,
            Text name,
            String asset,
            Text assetName,
            String assetClass,
            String district,
            String gateway,
            String quantity,
            String unit,
            @Nullable Location location,
            Duration interval,
            @Nullable Double low,
            @Nullable Double high,
            List<Threshold> thresholds,
            @Nullable Last last) {}

    /**
     * A limit to draw.
     *
     * @param above whether values above it are dangerous
     */
    public record Threshold(
            String rule, Text ruleName, Grade grade, double raise, double clear, boolean above) {}

    /** A point's latest sample. */
    public record Last(Instant time, @Nullable Double value, city.lifeline.model.Quality quality) {}

    /**
     * Readings to draw.
     *
     * @param bucketMs 0: each sample is one reading
     * @param samples of [epochMs, min, max, avg]
     */
    public record ReadingsView(
            String point,
            String run,
            String unit,
            Instant from,
            Instant to,
            long bucketMs,
            List<Number[]> samples) {}

    @Operation(summary = "Search points", description = "By id, name, asset or quantity.")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping
    public Page<PointItem> list(
            @RequestParam(defaultValue = "") String query,
            @RequestParam(defaultValue = "0") int page,
            @Parameter(description = "at most 500") @RequestParam(defaultValue = "100") int size,
            @AuthenticationPrincipal Caller caller) {
        Params.checkPage(page, size);
        Registry registry = city.get().registry();
        String wanted = query.strip().toLowerCase(Locale.ROOT);
        List<Point> found =
                registry.points().values().stream()
                        .filter(point -> own.sees(caller, registry.assetOf(point)))
                        .filter(point -> matches(point, registry.assetOf(point), wanted))
                        .sorted(Comparator.comparing(Point::id))
                        .toList();
        List<PointItem> items =
                found.stream()
                        .skip((long) page * size)
                        .limit(size)
                        .map(point -> item(point, registry.assetOf(point)))
                        .toList();
        return new Page<>(items, found.size(), page, size);
    }

    @Operation(summary = "One point with its thresholds and latest sample")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping("/{id}")
    public PointView one(@PathVariable String id, @AuthenticationPrincipal Caller caller) {
        CityOfRecord now = city.get();
        Point point = find(now, id, caller);
        Asset asset = now.registry().assetOf(point);
        PointItem item = item(point, asset);
        return new PointView(
                item.id,
                item.name,
                item.asset,
                item.assetName,
                item.assetClass,
                item.district,
                item.gateway,
                item.quantity,
                item.unit,
                item.location,
                point.interval(),
                orNull(point.physicalLow()),
                orNull(point.physicalHigh()),
                thresholds(now, point, asset),
                item.last);
    }

    /**
     * A point near another.
     *
     * @param metres between the two; null where nobody knows
     */
    public record Neighbour(PointItem point, boolean sameAsset, @Nullable Double metres) {}

    @Operation(
            summary = "What is near a point",
            description =
                    "The other points of its asset, then those within a kilometre, the nearest first;"
                            + " at most 12, with their latest samples.")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping("/{id}/around")
    public List<Neighbour> around(@PathVariable String id, @AuthenticationPrincipal Caller caller) {
        CityOfRecord now = city.get();
        Registry registry = now.registry();
        Point centre = find(now, id, caller);
        Location here = location(registry, centre);
        return registry.points().values().stream()
                .filter(point -> !point.id().equals(id) && own.sees(caller, point))
                .map(
                        point ->
                                new Neighbour(
                                        item(point, registry.assetOf(point)),
                                        point.asset().equals(centre.asset()),
                                        metres(here, location(registry, point))))
                .filter(
                        near ->
                                near.sameAsset()
                                        || (near.metres() != null && near.metres() <= NEAR_METRES))
                .sorted(
                        Comparator.comparing((Neighbour near) -> !near.sameAsset())
                                .thenComparing(near -> near.metres() == null ? 0 : near.metres())
                                .thenComparing(near -> near.point().id()))
                .limit(MOST_AROUND)
                .toList();
    }

    private static @Nullable Location location(Registry registry, Point point) {
        Asset asset = registry.assetOf(point);
        return point.location() != null || asset == null ? point.location() : asset.location();
    }

    /** Over a kilometre the earth is flat enough. */
    private static @Nullable Double metres(@Nullable Location one, @Nullable Location other) {
        if (one == null || other == null) {
            return null;
        }
        double north = Math.toRadians(other.latitude() - one.latitude());
        double east =
                Math.toRadians(other.longitude() - one.longitude())
                        * Math.cos(Math.toRadians(one.latitude()));
        return EARTH_RADIUS_METRES * Math.hypot(north, east);
    }

    @Operation(
            summary = "Readings of a point",
            description =
                    "Each single one if there are at most maxPoints, else min, max and mean of"
                            + " equal buckets. The live run gives the last hour by default and at most"
                            + " 92 days; another run all it has. Readings of quality BAD are left out.")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping("/{id}/readings")
    public ReadingsView readings(
            @PathVariable String id,
            @Parameter(description = "live, or a run's id") @RequestParam(defaultValue = "live")
                    String run,
            @Parameter(description = "inclusive") @RequestParam(required = false)
                    @Nullable Instant from,
            @Parameter(description = "exclusive") @RequestParam(required = false)
                    @Nullable Instant to,
            @Parameter(description = "at most 10000") @RequestParam(defaultValue = "1000")
                    int maxPoints,
            @AuthenticationPrincipal Caller caller)
            throws InterruptedException {
        Point point = find(city.get(), id, caller);
        Params.id("run", run);
        if (maxPoints < 1 || maxPoints > MAX_POINTS) {
            throw Refused.badRequest("maxPoints: must be from 1 to " + MAX_POINTS);
        }
        Instant begin = from;
        Instant end = to;
        if (run.equals(Runs.LIVE)) {
            if (end == null) {
                end =
                        begin == null
                                ? Micros.instant(runClock.runUs(Micros.of(clock.instant())))
                                : begin.plus(DEFAULT_RANGE);
            }
            if (begin == null) {
                begin = end.minus(DEFAULT_RANGE);
            }
            if (Duration.between(begin, end).compareTo(LONGEST_RANGE) > 0) {
                throw Refused.badRequest(
                        "from, to: at most %d days".formatted(LONGEST_RANGE.toDays()));
            }
        }
        Params.checkRange(begin, end);
        Readings readings = history.readings(run, id, begin, end, maxPoints);
        return new ReadingsView(
                id,
                run,
                point.unit(),
                readings.from(),
                readings.to(),
                readings.bucket().toMillis(),
                readings.samples().stream()
                        .map(
                                s ->
                                        new Number[] {
                                            s.time().toEpochMilli(), s.min(), s.max(), s.mean()
                                        })
                        .toList());
    }

    static List<Threshold> thresholds(CityOfRecord now, Point point, @Nullable Asset asset) {
        List<Threshold> thresholds = new ArrayList<>();
        for (Rule rule : now.rules().matching(point, asset)) {
            if (!rule.isOfValues() || !rule.isTimeless()) {
                continue;
            }
            for (ThresholdLimits limits : rule.limitsFor(point)) {
                thresholds.add(
                        new Threshold(
                                rule.id(),
                                rule.name(),
                                limits.grade(),
                                limits.raise(),
                                limits.clear(),
                                rule.above()));
            }
        }
        return thresholds;
    }

    private @Nullable Last last(Point point) {
        PointStatus status = statuses.of(point.id());
        return status == null
                ? null
                : new Last(
                        Micros.instant(status.timeUs()),
                        WarningViews.finite(status.value()),
                        status.quality());
    }

    private Point find(CityOfRecord now, String id, Caller caller) {
        Point point = now.registry().point(Params.id("id", id));
        if (point == null || !own.sees(caller, now.registry().assetOf(point))) {
            throw Refused.notFound("There is no point " + id);
        }
        return point;
    }

    private PointItem item(Point point, @Nullable Asset asset) {
        return new PointItem(
                point.id(),
                point.name(),
                point.asset(),
                asset == null ? new Text(point.asset(), point.asset()) : asset.name(),
                asset == null ? "" : asset.assetClass(),
                asset == null ? "" : asset.district(),
                point.gateway(),
                point.quantity(),
                point.unit(),
                point.location() == null && asset != null ? asset.location() : point.location(),
                last(point));
    }

    private static boolean matches(Point point, @Nullable Asset asset, String wanted) {
        Stream<String> texts =
                Stream.of(
                        point.id(),
                        point.name().zh(),
                        point.name().en(),
                        point.asset(),
                        point.quantity());
        if (asset != null) {
            texts = Stream.concat(texts, Stream.of(asset.name().zh(), asset.name().en()));
        }
        return texts.anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(wanted));
    }

    private static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
