package city.lifeline.alerting.city;

import city.lifeline.detection.rules.Rule;
import city.lifeline.detection.rules.RuleSet;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a rule of one set differs from that of another.
 *
 * @param fields what differs, in the order of the rule's fields; empty unless it is {@link
 *     Kind#CHANGED}
 * @param pointsBefore how many points it watched
 * @param pointsAfter how many it would watch
 */
public record RuleChange(
        String rule, Text name, Kind kind, List<String> fields, int pointsBefore, int pointsAfter) {

    public RuleChange {
        fields = List.copyOf(fields);
    }

    /** What happened to the rule. */
    public enum Kind {
        ADDED,
        REMOVED,
        CHANGED
    }

    /** Every rule that differs, by id. */
    public static List<RuleChange> between(RuleSet before, RuleSet after, Registry registry) {
        List<Rule[]> pairs = new ArrayList<>();
        for (Rule old : before.rules()) {
            Rule next = after.rule(old.id());
            if (!old.equals(next)) {
                pairs.add(new Rule[] {old, next});
            }
        }
        for (Rule next : after.rules()) {
            if (before.rule(next.id()) == null) {
                pairs.add(new Rule[] {null, next});
            }
        }
        if (pairs.isEmpty()) {
            return List.of();
        }
        Map<String, Integer> watchedBefore = watched(before, registry);
        Map<String, Integer> watchedAfter = watched(after, registry);
        return pairs.stream()
                .map(
                        pair -> {
                            Rule known = Objects.requireNonNullElse(pair[1], pair[0]);
                            return new RuleChange(
                                    known.id(),
                                    known.name(),
                                    kind(pair[0], pair[1]),
                                    fields(pair[0], pair[1]),
                                    watchedBefore.getOrDefault(known.id(), 0),
                                    watchedAfter.getOrDefault(known.id(), 0));
                        })
                .sorted(Comparator.comparing(RuleChange::rule))
                .toList();
    }

    private static Kind kind(@Nullable Rule before, @Nullable Rule after) {
        return before == null ? Kind.ADDED : after == null ? Kind.REMOVED : Kind.CHANGED;
    }

    private static List<String> fields(@Nullable Rule before, @Nullable Rule after) {
        List<String> fields = new ArrayList<>();
        if (before != null && after != null) {
            for (RecordComponent component : Rule.class.getRecordComponents()) {
                try {
                    if (!Objects.equals(
                            component.getAccessor().invoke(before),
                            component.getAccessor().invoke(after))) {
                        fields.add(component.getName());
                    }
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(component.getName(), e);
                }
            }
        }
        return fields;
    }

    private static Map<String, Integer> watched(RuleSet rules, Registry registry) {
        Map<String, Integer> watched = new HashMap<>();
        for (Point point : registry.points().values()) {
            for (Rule rule : rules.matching(point, registry.assetOf(point))) {
                watched.merge(rule.id(), 1, Integer::sum);
            }
        }
        return watched;
    }
}
