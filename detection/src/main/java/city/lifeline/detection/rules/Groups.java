package city.lifeline.detection.rules;

import city.lifeline.model.Location;
import city.lifeline.model.ShortHash;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The groups of points that the rules of a set look at, in a registry. Immutable. */
public final class Groups {

    public static final Groups NONE = new Groups(List.of());

    private static final double EARTH_RADIUS_M = 6_371_000;

    /** Beyond it, the points lie so close that their groups cannot be told apart in useful time. */
    private static final int MOST_STEPS = 200_000;

    private static final int STEPS_A_POINT = 100;

    private final Map<String, Group> byKey = new TreeMap<>();
    private final Map<String, List<Group>> byPoint = new HashMap<>();

    private Groups(List<Group> groups) {
        for (Group group : groups) {
            byKey.put(group.key(), group);
            for (Point point : group.members()) {
                byPoint.computeIfAbsent(point.id(), unused -> new ArrayList<>()).add(group);
            }
        }
    }

    /**
     * Points that a rule looks at together.
     *
     * @param subject the same whenever the same points, or points of the same asset, district or
     *     tag are meant
     * @param members by id; at least one
     * @param inputs the points of each input, by id, at least one of each; empty for a rule without
     *     inputs
     */
    public record Group(
            Rule rule, String subject, List<Point> members, Map<String, List<Point>> inputs) {

        public Group {
            members = List.copyOf(members);
            inputs = Map.copyOf(inputs);
        }

        /** Of rule and subject. */
        public String key() {
            return rule.id() + '/' + subject;
        }
    }

    /** The groups of all rules. A rule whose groups {@link #find cannot be found} has none. */
    public static Groups of(RuleSet rules, Registry registry) {
        if (!rules.hasGroups()) {
            return NONE;
        }
        List<Point> points =
                registry.points().values().stream()
                        .sorted(Comparator.comparing(Point::id))
                        .toList();
        List<Group> groups = new ArrayList<>();
        for (Rule rule : rules.rules()) {
            if (!rule.isOfGroup()) {
                continue;
            }
            List<Point> matched =
                    points.stream()
                            .filter(
                                    point ->
                                            rule.applies().matches(point, registry.assetOf(point))
                                                    && rule.problemsAt(point).isEmpty())
                            .toList();
            List<Group> found = find(rule, matched, registry);
            if (found != null) {
                groups.addAll(found);
            }
        }
        return new Groups(groups);
    }

    public @Nullable Group group(String key) {
        return byKey.get(key);
    }

    /** The groups that a point is a member of. */
    public List<Group> ofPoint(String point) {
        return byPoint.getOrDefault(point, List.of());
    }

    public boolean isEmpty() {
        return byKey.isEmpty();
    }

    /**
     * The groups of one rule.
     *
     * @param matched by id
     * @return null if there are too many to be found in useful time
     */
    static @Nullable List<Group> find(Rule rule, List<Point> matched, Registry registry) {
        if (rule.measure() instanceof Measure.Inputs measure) {
            return ofInputs(rule, measure, matched, registry);
        }
        if (!(rule.measure() instanceof Measure.Members measure)) {
            return List.of();
        }
        if (measure.grouping().kind() == Grouping.Kind.WITHIN) {
            List<List<Point>> sets = near(measure.grouping().metres(), matched, registry);
            return sets == null
                    ? null
                    : sets.stream()
                            .map(set -> new Group(rule, subjectOf(set), set, Map.of()))
                            .toList();
        }
        List<Group> groups = new ArrayList<>();
        bySubject(measure.grouping(), matched, registry)
                .forEach(
                        (subject, members) ->
                                groups.add(new Group(rule, subject, members, Map.of())));
        return groups;
    }

    private static Map<String, List<Point>> bySubject(
            Grouping grouping, List<Point> matched, Registry registry) {
        TreeMap<String, List<Point>> bySubject = new TreeMap<>();
        for (Point point : matched) {
            for (String subject : subjects(grouping, point, registry.assetOf(point))) {
                bySubject.computeIfAbsent(subject, unused -> new ArrayList<>()).add(point);
            }
        }
        return bySubject;
    }

    /** Groups that have a point for each input that their conditions need. */
    private static @Nullable List<Group> ofInputs(
            Rule rule, Measure.Inputs measure, List<Point> matched, Registry registry) {
        // By their ids: a point's own hash code is that of all that is registered of it.
        Map<String, Set<String>> own = new HashMap<>();
        Map<String, Map<String, List<Point>>> wide = new HashMap<>();
        TreeMap<String, Point> all = new TreeMap<>();
        for (Measure.Input input : measure.inputs()) {
            List<Point> points =
                    matched.stream()
                            .filter(
                                    point ->
                                            input.applies().matches(point, registry.assetOf(point))
                                                    && measure.problemsAt(input, point).isEmpty())
                            .toList();
            if (input.scope() != null) {
                wide.put(input.name(), bySubject(input.scope(), points, registry));
            } else {
                own.put(input.name(), points.stream().map(Point::id).collect(Collectors.toSet()));
                points.forEach(point -> all.put(point.id(), point));
            }
        }
        List<Point> points = List.copyOf(all.values());
        TreeMap<String, List<Point>> sets = new TreeMap<>();
        if (measure.grouping().kind() == Grouping.Kind.WITHIN) {
            List<List<Point>> near = near(measure.grouping().metres(), points, registry);
            if (near == null) {
                return null;
            }
            near.forEach(set -> sets.put(subjectOf(set), set));
        } else {
            sets.putAll(bySubject(measure.grouping(), points, registry));
        }
        List<Group> groups = new ArrayList<>();
        sets.forEach(
                (subject, set) -> {
                    Group group = ofInputs(rule, measure, subject, set, own, wide, registry);
                    if (group != null) {
                        groups.add(group);
                    }
                });
        return groups;
    }

    private static @Nullable Group ofInputs(
            Rule rule,
            Measure.Inputs measure,
            String subject,
            List<Point> set,
            Map<String, Set<String>> own,
            Map<String, Map<String, List<Point>>> wide,
            Registry registry) {
        Map<String, List<Point>> inputs = new HashMap<>();
        TreeMap<String, Point> members = new TreeMap<>();
        for (Measure.Input input : measure.inputs()) {
            TreeMap<String, Point> points = new TreeMap<>();
            Grouping scope = input.scope();
            if (scope == null) {
                // The set is small, and what the whole city has of an input is not.
                Set<String> ofInput = own.getOrDefault(input.name(), Set.of());
                set.stream()
                        .filter(point -> ofInput.contains(point.id()))
                        .forEach(point -> points.put(point.id(), point));
            } else {
                Map<String, List<Point>> bySubject = wide.getOrDefault(input.name(), Map.of());
                for (Point point : set) {
                    for (String of : subjects(scope, point, registry.assetOf(point))) {
                        bySubject
                                .getOrDefault(of, List.of())
                                .forEach(each -> points.put(each.id(), each));
                    }
                }
            }
            if (points.isEmpty()) {
                return null;
            }
            inputs.put(input.name(), List.copyOf(points.values()));
            members.putAll(points);
        }
        return new Group(rule, subject, List.copyOf(members.values()), inputs);
    }

    /** Of points that have nothing in common but their places. */
    private static String subjectOf(List<Point> members) {
        String ids = String.join("\n", members.stream().map(Point::id).toList());
        return "near:" + ShortHash.of(ids.getBytes(StandardCharsets.UTF_8));
    }

    private static Collection<String> subjects(
            Grouping grouping, Point point, @Nullable Asset asset) {
        return switch (grouping.kind()) {
            case ASSET -> asset == null ? List.of() : List.of(asset.id());
            case DISTRICT ->
                    asset == null || asset.district().isEmpty()
                            ? List.of()
                            : List.of(asset.district());
            case TAG -> {
                TreeMap<String, Boolean> tags = new TreeMap<>();
                String prefix = grouping.tag() + ':';
                point.tags().forEach(tag -> tags.put(tag, true));
                if (asset != null) {
                    asset.tags().forEach(tag -> tags.put(tag, true));
                }
                yield tags.keySet().stream().filter(tag -> tag.startsWith(prefix)).toList();
            }
            case WITHIN -> List.of();
        };
    }

    /** All largest sets of points of which each lies near each other one, two points at least. */
    private static @Nullable List<List<Point>> near(
            double metres, List<Point> matched, Registry registry) {
        List<Point> points = new ArrayList<>();
        List<Location> places = new ArrayList<>();
        for (Point point : matched) {
            Asset asset = registry.assetOf(point);
            Location place =
                    point.location() != null
                            ? point.location()
                            : asset == null ? null : asset.location();
            if (place != null) {
                points.add(point);
                places.add(place);
            }
        }
        List<List<Integer>> neighbours = neighbours(places, metres);
        List<List<Integer>> sets = new ArrayList<>();
        int[] steps = {0};
        for (int first = 0; first < points.size(); first++) {
            List<Integer> after = new ArrayList<>();
            List<Integer> before = new ArrayList<>();
            for (int other : neighbours.get(first)) {
                (other > first ? after : before).add(other);
            }
            if (!extend(List.of(first), after, before, neighbours, sets, steps)) {
                return null;
            }
        }
        return sets.stream()
                .filter(set -> set.size() > 1)
                .map(set -> set.stream().sorted().map(points::get).toList())
                .toList();
    }

    /** Bron and Kerbosch's search with a pivot; false when it takes too long. */
    private static boolean extend(
            List<Integer> set,
            List<Integer> candidates,
            List<Integer> excluded,
            List<List<Integer>> neighbours,
            List<List<Integer>> found,
            int[] steps) {
        steps[0]++;
        if (steps[0] > MOST_STEPS + STEPS_A_POINT * neighbours.size()) {
            return false;
        }
        if (candidates.isEmpty()) {
            if (excluded.isEmpty()) {
                found.add(set);
            }
            return true;
        }
        List<Integer> ofPivot = neighbours.get(pivot(candidates, excluded, neighbours));
        List<Integer> open = new ArrayList<>(candidates);
        List<Integer> closed = new ArrayList<>(excluded);
        for (int next : candidates) {
            if (ofPivot.contains(next)) {
                continue;
            }
            List<Integer> ofNext = neighbours.get(next);
            List<Integer> wider = new ArrayList<>(set);
            wider.add(next);
            if (!extend(
                    wider,
                    open.stream().filter(ofNext::contains).toList(),
                    closed.stream().filter(ofNext::contains).toList(),
                    neighbours,
                    found,
                    steps)) {
                return false;
            }
            open.remove((Integer) next);
            closed.add(next);
        }
        return true;
    }

    private static int pivot(
            List<Integer> candidates, List<Integer> excluded, List<List<Integer>> neighbours) {
        int best = candidates.get(0);
        long most = -1;
        for (List<Integer> from : List.of(candidates, excluded)) {
            for (int each : from) {
                long covers = candidates.stream().filter(neighbours.get(each)::contains).count();
                if (covers > most) {
                    best = each;
                    most = covers;
                }
            }
        }
        return best;
    }

    /** By squares as wide as the distance, so that not all are compared with all. */
    private static List<List<Integer>> neighbours(List<Location> places, double metres) {
        double degrees = Math.toDegrees(metres / EARTH_RADIUS_M);
        double widest = 0;
        for (Location place : places) {
            widest = Math.max(widest, Math.abs(place.latitude()));
        }
        double cosine = StrictMath.cos(Math.toRadians(Math.min(widest, 89)));
        Map<List<Long>, List<Integer>> squares = new HashMap<>();
        List<List<Integer>> neighbours = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            neighbours.add(new ArrayList<>());
            Location place = places.get(i);
            long row = (long) Math.floor(place.latitude() / degrees);
            long column = (long) Math.floor(place.longitude() / (degrees / cosine));
            for (long r = row - 1; r <= row + 1; r++) {
                for (long c = column - 1; c <= column + 1; c++) {
                    for (int other : squares.getOrDefault(List.of(r, c), List.of())) {
                        if (metresBetween(place, places.get(other)) <= metres) {
                            neighbours.get(i).add(other);
                            neighbours.get(other).add(i);
                        }
                    }
                }
            }
            squares.computeIfAbsent(List.of(row, column), unused -> new ArrayList<>()).add(i);
        }
        return neighbours;
    }

    /** Along a great circle, by the haversine formula. */
    static double metresBetween(Location a, Location b) {
        double latitude = StrictMath.sin(Math.toRadians(b.latitude() - a.latitude()) / 2);
        double longitude = StrictMath.sin(Math.toRadians(b.longitude() - a.longitude()) / 2);
        double h =
                latitude * latitude
                        + StrictMath.cos(Math.toRadians(a.latitude()))
                                * StrictMath.cos(Math.toRadians(b.latitude()))
                                * longitude
                                * longitude;
        return 2 * EARTH_RADIUS_M * StrictMath.asin(Math.min(1, Math.sqrt(h)));
    }
}
