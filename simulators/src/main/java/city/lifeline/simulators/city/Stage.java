package city.lifeline.simulators.city;

import city.lifeline.model.Location;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Where scenarios take place: knows which points an occurrence touches, and how. */
public final class Stage {

    private static final String ANY = "*";
    // Drives that the whole city shares, with the classes whose models heed them.
    private static final Map<String, Set<String>> SHARED =
            Map.of(
                    "rain",
                    Set.of(
                            "rain-gauge",
                            "underpass",
                            "sewer-manhole",
                            "drainage-pump-station",
                            "power-tunnel"),
                    "wind",
                    Set.of("bridge"),
                    "air",
                    Set.of("bridge", "heat-substation", "heated-room", "storage-tank"));

    private final Registry registry;
    private final Map<String, List<Point>> pointsByAsset = new TreeMap<>();
    private final Map<String, Set<String>> assetsByGateway = new HashMap<>();
    private final Map<String, List<Asset>> assetsByClass = new TreeMap<>();
    private final Noise noise;

    /**
     * A stage.
     *
     * @param points that are simulated
     */
    Stage(Registry registry, List<Point> points, Noise noise) {
        this.registry = registry;
        this.noise = noise;
        for (Point point : points.stream().sorted(Comparator.comparing(Point::id)).toList()) {
            pointsByAsset.computeIfAbsent(point.asset(), id -> new ArrayList<>()).add(point);
            assetsByGateway
                    .computeIfAbsent(point.gateway(), id -> new LinkedHashSet<>())
                    .add(point.asset());
        }
        for (String id : pointsByAsset.keySet()) {
            Asset asset = registry.assets().get(id);
            if (asset != null) {
                assetsByClass
                        .computeIfAbsent(asset.assetClass(), key -> new ArrayList<>())
                        .add(asset);
            }
        }
        for (String gateway : new TreeMap<>(assetsByGateway).keySet()) {
            Asset asset = registry.assets().get(gateway);
            if (asset != null) {
                assetsByClass
                        .computeIfAbsent(asset.assetClass(), key -> new ArrayList<>())
                        .add(asset);
            }
        }
    }

    /** Assets at which a scenario can take place, in the order of their ids. */
    public List<Asset> assetsFor(Scenario scenario) {
        List<Asset> candidates =
                scenario.assetClass().equals(ANY)
                        ? assetsByClass.values().stream()
                                .flatMap(List::stream)
                                .filter(asset -> pointsByAsset.containsKey(asset.id()))
                                .sorted(Comparator.comparing(Asset::id))
                                .toList()
                        : assetsByClass.getOrDefault(scenario.assetClass(), List.of());
        return candidates.stream()
                .filter(asset -> scenario.effects().stream().anyMatch(e -> acts(e, asset)))
                .toList();
    }

    /** Whether an effect finds something to act on. */
    private boolean acts(Effect effect, Asset asset) {
        return !effect.drive().isEmpty()
                || reached(effect.reach(), asset).stream()
                        .flatMap(one -> pointsByAsset.getOrDefault(one.id(), List.of()).stream())
                        .anyMatch(point -> matches(effect, point));
    }

    private static boolean matches(Effect effect, Point point) {
        return effect.quantity().equals(ANY) || effect.quantity().equals(point.quantity());
    }

    /**
     * What an occurrence does, by target.
     *
     * @see Influences
     */
    Map<String, List<Influence>> influences(Scenario scenario, Occurrence occurrence) {
        Map<String, List<Influence>> found = new TreeMap<>();
        Asset origin = registry.assets().get(occurrence.asset());
        if (origin == null) {
            return found;
        }
        for (Effect effect : scenario.effects()) {
            if (SHARED.containsKey(effect.drive())) {
                put(
                        found,
                        Influences.key(effect.drive(), ANY),
                        influence(effect, occurrence, 0, Duration.ZERO, 1));
                continue;
            }
            for (Asset asset : reached(effect.reach(), origin)) {
                act(effect, occurrence, origin, asset, found);
            }
        }
        return found;
    }

    /** Ids of all points that an occurrence touches, directly or through a model, in order. */
    SortedSet<String> touched(Scenario scenario, Occurrence occurrence) {
        SortedSet<String> found = new TreeSet<>();
        for (String target : influences(scenario, occurrence).keySet()) {
            int at = target.indexOf('@');
            if (at < 0) {
                found.add(target);
                continue;
            }
            String asset = target.substring(at + 1);
            if (asset.equals(ANY)) {
                for (String reached : SHARED.getOrDefault(target.substring(0, at), Set.of())) {
                    of(reached).forEach(one -> addPoints(one.id(), found));
                }
            } else if (assetsByGateway.containsKey(asset)) {
                assetsByGateway.getOrDefault(asset, Set.of()).forEach(id -> addPoints(id, found));
            } else {
                addPoints(asset, found);
            }
        }
        return found;
    }

    private void addPoints(String asset, Set<String> found) {
        pointsByAsset.getOrDefault(asset, List.of()).forEach(point -> found.add(point.id()));
    }

    private void act(
            Effect effect,
            Occurrence occurrence,
            Asset origin,
            Asset asset,
            Map<String, List<Influence>> found) {
        double metres = metres(origin.location(), asset.location());
        Duration delay =
                Duration.ofMillis(Math.round(effect.reach().perMetre().toMillis() * metres));
        double left =
                effect.reach().halvesM() > 0 ? Math.pow(0.5, metres / effect.reach().halvesM()) : 1;
        if (!effect.drive().isEmpty()) {
            put(
                    found,
                    Influences.key(effect.drive(), asset.id()),
                    influence(effect, occurrence, left, delay, 1));
            return;
        }
        List<Point> points =
                pointsByAsset.getOrDefault(asset.id(), List.of()).stream()
                        .filter(p -> matches(effect, p))
                        .toList();
        if (effect.quantity().equals(ANY)
                && effect.reach().scope() == Effect.Scope.ITSELF
                && !points.isEmpty()) {
            int chosen = (int) (noise.of(occurrence.id()).uniform(0) * points.size());
            points = List.of(points.get(chosen));
        }
        for (int i = 0; i < points.size(); i++) {
            Point point = points.get(i);
            Double limit = effect.of().isEmpty() ? Double.valueOf(1) : limit(point, effect.of());
            if (limit != null) {
                put(
                        found,
                        point.id(),
                        influence(
                                effect,
                                occurrence,
                                left,
                                delay.plus(effect.stagger().multipliedBy(i)),
                                limit));
            }
        }
    }

    private static @Nullable Double limit(Point point, String name) {
        return point.limits().get(name);
    }

    private static void put(
            Map<String, List<Influence>> found, String target, Influence influence) {
        if (influence.endUs() > influence.startUs()) {
            found.computeIfAbsent(target, key -> new ArrayList<>()).add(influence);
        }
    }

    private static Influence influence(
            Effect effect, Occurrence occurrence, double left, Duration more, double limit) {
        long startUs = occurrence.onsetUs() + us(effect.delay()) + us(more);
        Duration lasts = effect.lasts();
        long endUs =
                lasts == null
                        ? occurrence.endUs()
                        : Math.min(occurrence.endUs(), startUs + us(lasts));
        double amount = effect.amount(occurrence.severity()) * limit;
        if (effect.mode() == Influence.Mode.ADD && effect.reach().scope() == Effect.Scope.NEAR) {
            amount *= left;
        }
        return new Influence(
                effect.mode(),
                amount,
                startUs,
                endUs,
                us(effect.rise()),
                us(effect.fall()),
                effect.form());
    }

    private List<Asset> reached(Effect.Reach reach, Asset origin) {
        return switch (reach.scope()) {
            case ITSELF -> List.of(origin);
            case NEAR ->
                    of(reach.assetClass())
                            .filter(asset -> !asset.id().equals(origin.id()))
                            .filter(
                                    asset ->
                                            metres(origin.location(), asset.location())
                                                    <= reach.withinM())
                            .toList();
            case DISTRICT ->
                    of(reach.assetClass())
                            .filter(asset -> asset.district().equals(origin.district()))
                            .toList();
            case CITY -> of(reach.assetClass()).toList();
            case GATEWAY ->
                    assetsByGateway.getOrDefault(origin.id(), Set.of()).stream()
                            .map(id -> registry.assets().get(id))
                            .filter(asset -> asset != null)
                            .toList();
        };
    }

    private java.util.stream.Stream<Asset> of(String assetClass) {
        return assetClass.isEmpty()
                ? assetsByClass.values().stream().flatMap(List::stream)
                : assetsByClass.getOrDefault(assetClass, List.of()).stream();
    }

    /** Infinite where one has no place. */
    private static double metres(@Nullable Location one, @Nullable Location other) {
        if (one == null || other == null) {
            return Double.POSITIVE_INFINITY;
        }
        double north = (other.latitude() - one.latitude()) * 111_000;
        double east =
                (other.longitude() - one.longitude())
                        * 111_000
                        * Math.cos(Math.toRadians(one.latitude()));
        return Math.hypot(north, east);
    }

    static long us(Duration duration) {
        return duration.toNanos() / 1_000;
    }
}
