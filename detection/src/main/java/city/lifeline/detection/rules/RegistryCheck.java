package city.lifeline.detection.rules;

import city.lifeline.detection.rules.RuleReader.ReadRule;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Whether a rule's references are to something, and whether it can watch what it matches. */
final class RegistryCheck {

    private final Registry registry;
    private final Faults faults;
    private final Map<String, List<Point>> byQuantity = new TreeMap<>();
    private final List<Point> all;
    private final Set<String> ids;
    private final Set<String> assetClasses = new TreeSet<>();
    private final Set<String> tags = new TreeSet<>();
    private final Set<String> faulty = new HashSet<>();

    RegistryCheck(Registry registry, Faults faults) {
        this.registry = registry;
        this.faults = faults;
        all = registry.points().values().stream().sorted(Comparator.comparing(Point::id)).toList();
        ids = new TreeSet<>(registry.points().keySet());
        for (Point point : all) {
            byQuantity.computeIfAbsent(point.quantity(), unused -> new ArrayList<>()).add(point);
            tags.addAll(point.tags());
        }
        for (Asset asset : registry.assets().values()) {
            assetClasses.add(asset.assetClass());
            tags.addAll(asset.tags());
        }
    }

    void check(Rule rule, ReadRule read) {
        if (all.isEmpty()) {
            return;
        }
        if (rule.measure() instanceof Measure.Inputs measure) {
            checkInputs(rule, measure, read);
            return;
        }
        boolean named = checkNames(rule.applies(), "applies", read);
        List<Point> matched = matched(rule.applies());
        if (matched.isEmpty()) {
            if (named && !rule.applies().allowNoPoints()) {
                fault(
                        read,
                        "applies",
                        "applies",
                        "matches no point, so the rule would watch nothing: correct it, or say"
                                + " allowNoPoints: true");
            }
            return;
        }
        boolean byTagsOnly =
                rule.applies().quantity() == null
                        && rule.applies().assetClass() == null
                        && rule.applies().points().isEmpty();
        if (byTagsOnly
                && matched.size() == all.size()
                && all.size() > 1
                && !rule.applies().allPoints()) {
            fault(
                    read,
                    "applies",
                    "applies",
                    "matches every one of the %,d points: narrow it, or say allPoints: true"
                            .formatted(all.size()));
        }
        checkProblems(read, matched, rule::problemsAt);
        Rule.OneHigher higher = rule.oneHigher();
        if (higher != null
                && !rule.applies().allowNoPoints()
                && matched.stream().noneMatch(point -> point.limits().containsKey(higher.of()))) {
            fault(
                    read,
                    "oneHigher",
                    "oneHigher.of",
                    "none of the points has a registered value '%s': correct it, or say"
                                    .formatted(higher.of())
                            + " allowNoPoints: true");
        }
        if (rule.measure() instanceof Measure.Members measure) {
            checkGroups(rule, measure, read, matched);
        }
    }

    private void checkInputs(Rule rule, Measure.Inputs measure, ReadRule read) {
        boolean sound = true;
        TreeMap<String, Point> matched = new TreeMap<>();
        for (Measure.Input input : measure.inputs()) {
            String field = "inputs." + input.name();
            boolean named = checkNames(input.applies(), field, read);
            List<Point> points = matched(input.applies());
            if (points.isEmpty()) {
                if (named && !input.applies().allowNoPoints()) {
                    fault(
                            read,
                            field,
                            field,
                            "matches no point, so the rule would watch nothing: correct it, or say"
                                    + " allowNoPoints: true");
                }
                sound = false;
                continue;
            }
            int before = faults.count();
            checkProblems(read, points, point -> measure.problemsAt(input, point));
            sound &= faults.count() == before;
            points.forEach(point -> matched.put(point.id(), point));
        }
        if (!sound) {
            return;
        }
        List<Groups.Group> groups = Groups.find(rule, List.copyOf(matched.values()), registry);
        if (groups == null) {
            fault(
                    read,
                    "group",
                    "group",
                    "so many points lie near each other that their groups cannot be told apart");
        } else if (groups.isEmpty()
                && measure.inputs().stream().noneMatch(each -> each.applies().allowNoPoints())) {
            fault(
                    read,
                    "group",
                    "group",
                    "no group has a point for each input, so the rule would watch nothing: correct"
                            + " group or inputs");
        } else {
            groups.forEach(group -> checkGroup(measure, group, read));
        }
    }

    /** One fault an input, however many groups it concerns. */
    private void checkGroup(Measure.Inputs measure, Groups.Group group, ReadRule read) {
        for (Measure.Input input : measure.inputs()) {
            String field = "inputs." + input.name();
            List<Point> points = group.inputs().getOrDefault(input.name(), List.of());
            String message = null;
            if (input.of() == Measure.Input.Of.ONE && points.size() > 1) {
                message =
                        "is of %,d points in group %s (%s): say of: min, max, mean, sum or count"
                                .formatted(
                                        points.size(),
                                        group.subject(),
                                        Words.list(points.stream().map(Point::id).toList()));
            }
            for (String name : measure.registered(input.name())) {
                if (points.stream().map(point -> point.limits().get(name)).distinct().count() > 1) {
                    message =
                            "the points of group %s have different registered values '%s'"
                                    .formatted(group.subject(), name);
                }
            }
            if (message != null && faulty.add(read.id() + "/" + field)) {
                fault(read, field, field, message);
            }
        }
    }

    private void checkGroups(
            Rule rule, Measure.Members measure, ReadRule read, List<Point> matched) {
        List<Groups.Group> groups = Groups.find(rule, matched, registry);
        String message = null;
        if (groups == null) {
            message = "so many points lie near each other that their groups cannot be told apart";
        } else if (rule.applies().allowNoPoints()) {
            return;
        } else if (groups.isEmpty()) {
            Grouping by = measure.grouping();
            message =
                    switch (by.kind()) {
                        case ASSET -> "none of the points belongs to an asset";
                        case DISTRICT -> "none of the points belongs to an asset in a district";
                        case TAG -> noSuchTag(by.tag());
                        case WITHIN ->
                                "no two of the points are registered within %s m of each other"
                                        .formatted(Words.number(by.metres()));
                    };
        } else if (!measure.share()) {
            int largest = groups.stream().mapToInt(group -> group.members().size()).max().orElse(0);
            ThresholdCondition.OfGrade mildest = rule.condition().grades().get(0);
            if (largest < mildest.raise().plus()) {
                fault(
                        read,
                        "grades." + Words.of(mildest.grade()) + ".raise",
                        "grades." + Words.of(mildest.grade()) + ".raise",
                        "is never reached: the largest group has %,d points".formatted(largest));
            }
            Measure.Order order = measure.order();
            if (order != null && groups.stream().noneMatch(group -> canTellOrder(group, order))) {
                fault(
                        read,
                        "members",
                        "members.order",
                        "the points report too seldom, or lie too near each other: in no group does"
                                + " it take longer from the first to the last of them than their"
                                + " times may be wrong");
            }
        }
        if (message != null) {
            fault(read, "group", "group", message + ": correct it, or say allowNoPoints: true");
        }
    }

    /** Whether what is slow enough takes longer from end to end than times may be wrong. */
    private static boolean canTellOrder(Groups.Group group, Measure.Order order) {
        if (order.slowest() == 0) {
            return true;
        }
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        double slackS = order.slack().toNanos() / 1e9;
        for (Point point : group.members()) {
            double at = point.limits().getOrDefault(order.along(), Double.NaN);
            least = Math.min(least, at);
            greatest = Math.max(greatest, at);
            if (order.slack().isZero()) {
                slackS = Math.max(slackS, point.interval().toNanos() / 1e9);
            }
        }
        return (greatest - least) / order.slowest() > slackS;
    }

    private String noSuchTag(String tag) {
        Set<String> known = new TreeSet<>();
        for (String each : tags) {
            int colon = each.indexOf(':');
            if (colon > 0) {
                known.add(each.substring(0, colon));
            }
        }
        return "none of the points, nor their assets, has a tag '%s:…'%s"
                .formatted(
                        tag,
                        Words.nearest(tag, known)
                                .map(near -> "; did you mean '" + near + "'?")
                                .orElse(""));
    }

    private List<Point> matched(Selector applies) {
        Collection<Point> candidates = all;
        if (applies.quantity() != null) {
            candidates = byQuantity.getOrDefault(applies.quantity(), List.of());
        }
        return candidates.stream()
                .filter(point -> applies.matches(point, registry.assetOf(point)))
                .toList();
    }

    /** Whether everything that the selector names is known. */
    private boolean checkNames(Selector applies, String path, ReadRule read) {
        int before = faults.count();
        for (String id : applies.points()) {
            if (registry.point(id) == null) {
                unknown(read, path, "points", ":" + id, id, ids);
            }
        }
        if (applies.allowNoPoints()) {
            return faults.count() == before;
        }
        if (applies.quantity() != null && !byQuantity.containsKey(applies.quantity())) {
            unknown(read, path, "quantity", "", applies.quantity(), byQuantity.keySet());
        }
        if (applies.assetClass() != null && !assetClasses.contains(applies.assetClass())) {
            unknown(read, path, "assetClass", "", applies.assetClass(), assetClasses);
        }
        for (String tag : applies.tags()) {
            if (!tags.contains(tag)) {
                unknown(read, path, "tags", ":" + tag, tag, tags);
            }
        }
        return faults.count() == before;
    }

    private void unknown(
            ReadRule read,
            String path,
            String field,
            String item,
            String name,
            Collection<String> known) {
        String meant =
                Words.nearest(name, known)
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse("registered are " + Words.list(known));
        fault(
                read,
                path + "." + field + item,
                path + "." + field,
                "nothing in the registry has '%s'; %s".formatted(name, meant));
    }

    /** One fault a field, however many points it concerns. */
    private void checkProblems(
            ReadRule read, List<Point> matched, Function<Point, List<Rule.Problem>> problems) {
        Map<String, String> messages = new LinkedHashMap<>();
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Point point : matched) {
            for (Rule.Problem problem : problems.apply(point)) {
                messages.putIfAbsent(
                        problem.field(), "point " + point.id() + ": " + problem.message());
                counts.merge(problem.field(), 1, Integer::sum);
            }
        }
        messages.forEach(
                (field, message) -> {
                    int others = counts.getOrDefault(field, 1) - 1;
                    fault(
                            read,
                            field,
                            field,
                            others == 0
                                    ? message
                                    : "%s (and so at %,d more)".formatted(message, others));
                });
    }

    private void fault(ReadRule read, String place, String field, String message) {
        faults.add(read.file(), read.placeOf(place), "rule " + read.id() + ", " + field, message);
    }
}
