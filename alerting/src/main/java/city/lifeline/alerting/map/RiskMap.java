package city.lifeline.alerting.map;

import city.lifeline.alerting.people.Lifelines;
import city.lifeline.alerting.warning.OpenAtPlace;
import city.lifeline.model.Grade;
import city.lifeline.model.Location;
import city.lifeline.model.PointStatus;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.GatewayPoints;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a city is at risk now, and where nobody can tell because its sensors are silent: by
 * district, by cell of a grid of about half a kilometre, and by asset where a warning is open. The
 * figures are made here, so that a browser draws hundreds of shapes and not every sensor.
 *
 * <p>A point is silent as in rule Q1 of the catalogue: no reading for three of its intervals, and
 * for no less than 15 minutes. A place is blind where three in ten of its points or more are silent
 * or were never heard.
 *
 * @param assets with an open warning, the worst first, at most {@value #MOST_ASSETS}
 */
public record RiskMap(
        List<District> districts, List<Cell> cells, List<Lifeline> lifelines, List<Spot> assets) {

    static final double CELL_HEIGHT = 0.005;
    static final int MOST_ASSETS = 1_000;

    /** Tags that name a static hazard begin so. */
    private static final String HAZARD = "hazard-";

    private static final int SILENT_INTERVALS = 3;
    private static final long SILENT_AT_LEAST_US = Duration.ofMinutes(15).toNanos() / 1_000;
    private static final int BLIND_TENTHS = 3;

    public RiskMap {
        districts = List.copyOf(districts);
        cells = List.copyOf(cells);
        lifelines = List.copyOf(lifelines);
        assets = List.copyOf(assets);
    }

    /**
     * What is known of a number of points.
     *
     * @param silent of them, heard once but not of late
     * @param unheard of them, never heard
     * @param open warnings by grade
     * @param grade the highest of them, null if none is open
     */
    public record Figures(
            int points, int silent, int unheard, Map<Grade, Integer> open, @Nullable Grade grade) {

        public Figures {
            open = Map.copyOf(open);
        }

        /** Whether too few of the points tell anything. */
        public boolean blind() {
            return points > 0 && (silent + unheard) * 10 >= points * BLIND_TENTHS;
        }
    }

    /** A district. */
    public record District(String name, Figures figures, boolean blind) {}

    /**
     * A cell of the grid, in degrees (WGS 84).
     *
     * @param hazard the gravest that its assets are registered with, whatever happens now; null:
     *     none is
     */
    public record Cell(
            double west,
            double south,
            double east,
            double north,
            Figures figures,
            boolean blind,
            @Nullable Grade hazard) {}

    /** All assets of one lifeline, as {@link Lifelines} tells them apart. */
    public record Lifeline(String lifeline, Figures figures) {}

    /**
     * An asset with an open warning.
     *
     * @param location null where nobody knows it
     */
    public record Spot(
            String asset,
            Text name,
            String assetClass,
            String district,
            @Nullable Location location,
            Grade grade,
            int warnings) {}

    /**
     * The map at a moment.
     *
     * @param statuses the latest sample of a point, null if it was never heard
     * @param open warnings of the same run
     * @param now on the run's clock, µs since the epoch
     */
    public static RiskMap of(
            Registry registry,
            Function<String, @Nullable PointStatus> statuses,
            List<OpenAtPlace> open,
            long now) {
        Map<String, Tally> districts = new TreeMap<>();
        Map<String, Tally> lifelines = new TreeMap<>();
        Map<Place, Tally> cells = new HashMap<>();
        for (Point point : registry.points().values()) {
            if (GatewayPoints.isMeasuredByIngest(point)) {
                continue;
            }
            PointStatus status = statuses.apply(point.id());
            boolean silent = status != null && now - status.timeUs() > patienceUs(point);
            Asset asset = registry.assetOf(point);
            for (Tally tally : tallies(asset, where(point, asset), districts, lifelines, cells)) {
                tally.points++;
                tally.silent += silent ? 1 : 0;
                tally.unheard += status == null ? 1 : 0;
            }
        }
        for (Asset asset : registry.assets().values()) {
            Grade hazard = hazard(asset);
            Location where = asset.location();
            if (hazard != null && where != null) {
                Tally cell = cells.computeIfAbsent(Place.of(where), place -> new Tally());
                if (cell.hazard == null || hazard.isAtLeast(cell.hazard)) {
                    cell.hazard = hazard;
                }
            }
        }
        Map<String, Spot> spots = new HashMap<>();
        for (OpenAtPlace at : open) {
            Asset asset = registry.assets().get(at.asset());
            Point point = registry.point(at.point());
            Location where = point == null ? location(asset) : where(point, asset);
            for (Tally tally : tallies(asset, where, districts, lifelines, cells)) {
                tally.open.merge(at.grade(), at.warnings(), Integer::sum);
            }
            spots.merge(at.asset(), spot(at, asset, where), RiskMap::together);
        }
        return new RiskMap(
                districts.entrySet().stream()
                        .map(
                                e -> {
                                    Figures figures = e.getValue().figures();
                                    return new District(e.getKey(), figures, figures.blind());
                                })
                        .toList(),
                cells(cells),
                lifelines.entrySet().stream()
                        .map(e -> new Lifeline(e.getKey(), e.getValue().figures()))
                        .toList(),
                spots.values().stream()
                        .sorted(
                                Comparator.comparing(Spot::grade)
                                        .reversed()
                                        .thenComparing(Spot::asset))
                        .limit(MOST_ASSETS)
                        .toList());
    }

    /** The gravest that a tag such as {@code hazard-red} says; null if none does. */
    private static @Nullable Grade hazard(Asset asset) {
        Grade gravest = null;
        for (Grade grade : Grade.values()) {
            if (asset.tags().contains(HAZARD + grade.name().toLowerCase(Locale.ROOT))) {
                gravest = gravest == null || grade.isAtLeast(gravest) ? grade : gravest;
            }
        }
        return gravest;
    }

    /** Where a cell lies in its grid. */
    private record Place(long column, long row, double width) {

        static Place of(Location at) {
            // As wide as it is high on the ground, for all of a row.
            long row = (long) Math.floor(at.latitude() / CELL_HEIGHT);
            double width =
                    CELL_HEIGHT / Math.max(0.01, Math.cos(Math.toRadians(row * CELL_HEIGHT)));
            return new Place((long) Math.floor(at.longitude() / width), row, width);
        }

        Cell cell(Tally tally) {
            Figures figures = tally.figures();
            return new Cell(
                    column * width,
                    row * CELL_HEIGHT,
                    (column + 1) * width,
                    (row + 1) * CELL_HEIGHT,
                    figures,
                    figures.blind(),
                    tally.hazard);
        }
    }

    private static final class Tally {
        private final Map<Grade, Integer> open = new EnumMap<>(Grade.class);
        private int points;
        private int silent;
        private int unheard;
        private @Nullable Grade hazard;

        Figures figures() {
            Grade worst = open.keySet().stream().max(Comparator.naturalOrder()).orElse(null);
            return new Figures(points, silent, unheard, open, worst);
        }
    }

    private static List<Tally> tallies(
            @Nullable Asset asset,
            @Nullable Location where,
            Map<String, Tally> districts,
            Map<String, Tally> lifelines,
            Map<Place, Tally> cells) {
        List<Tally> tallies = new ArrayList<>(3);
        if (asset != null) {
            if (!asset.district().isEmpty()) {
                tallies.add(districts.computeIfAbsent(asset.district(), name -> new Tally()));
            }
            tallies.add(lifelines.computeIfAbsent(Lifelines.of(asset), name -> new Tally()));
        }
        if (where != null) {
            tallies.add(cells.computeIfAbsent(Place.of(where), place -> new Tally()));
        }
        return tallies;
    }

    private static List<Cell> cells(Map<Place, Tally> cells) {
        return cells.entrySet().stream()
                .sorted(
                        Map.Entry.comparingByKey(
                                Comparator.comparingLong(Place::row)
                                        .thenComparingLong(Place::column)))
                .map(e -> e.getKey().cell(e.getValue()))
                .toList();
    }

    private static Spot spot(OpenAtPlace at, @Nullable Asset asset, @Nullable Location where) {
        return new Spot(
                at.asset(),
                asset == null ? new Text(at.asset(), at.asset()) : asset.name(),
                asset == null ? "" : asset.assetClass(),
                asset == null ? "" : asset.district(),
                asset != null && asset.location() != null ? asset.location() : where,
                at.grade(),
                at.warnings());
    }

    private static Spot together(Spot one, Spot other) {
        return new Spot(
                one.asset,
                one.name,
                one.assetClass,
                one.district,
                one.location == null ? other.location : one.location,
                one.grade.isAtLeast(other.grade) ? one.grade : other.grade,
                one.warnings + other.warnings);
    }

    private static @Nullable Location where(Point point, @Nullable Asset asset) {
        return point.location() != null ? point.location() : location(asset);
    }

    private static @Nullable Location location(@Nullable Asset asset) {
        return asset == null ? null : asset.location();
    }

    private static long patienceUs(Point point) {
        return Math.max(SILENT_AT_LEAST_US, point.interval().toNanos() / 1_000 * SILENT_INTERVALS);
    }
}
