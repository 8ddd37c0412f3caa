package city.lifeline.detection.rules;

import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Rules that are in force together, ordered by id. Immutable. */
public final class RuleSet {

    public static final RuleSet EMPTY = new RuleSet("", List.of());

    private final String version;
    private final List<Rule> rules;
    private final Map<String, Rule> byId = new HashMap<>();
    private final Map<String, List<Rule>> byQuantity = new HashMap<>();
    private final List<Rule> ofAnyQuantity = new ArrayList<>();

    public RuleSet(String version, List<Rule> rules) {
        this.version = version;
        this.rules = rules.stream().sorted(Comparator.comparing(Rule::id)).toList();
        for (Rule rule : this.rules) {
            if (byId.put(rule.id(), rule) != null) {
                throw new IllegalArgumentException("two rules have the id " + rule.id());
            }
            index(rule);
        }
    }

    private void index(Rule rule) {
        Set<String> quantities = new TreeSet<>();
        List<Selector> selectors =
                rule.applies().anyOf().isEmpty() ? List.of(rule.applies()) : rule.applies().anyOf();
        for (Selector selector : selectors) {
            String quantity = selector.quantity();
            if (quantity == null) {
                ofAnyQuantity.add(rule);
                return;
            }
            quantities.add(quantity);
        }
        for (String quantity : quantities) {
            byQuantity.computeIfAbsent(quantity, unused -> new ArrayList<>()).add(rule);
        }
    }

    public String version() {
        return version;
    }

    public List<Rule> rules() {
        return rules;
    }

    public @Nullable Rule rule(String id) {
        return byId.get(id);
    }

    /** Whether any rule looks at several points together. */
    public boolean hasGroups() {
        return rules.stream().anyMatch(Rule::isOfGroup);
    }

    /**
     * The rules that apply to a point, those of groups that it would be a member of among them,
     * ordered by id.
     */
    public List<Rule> matching(Point point, @Nullable Asset asset) {
        List<Rule> matching = new ArrayList<>();
        for (Rule rule : byQuantity.getOrDefault(point.quantity(), List.of())) {
            if (rule.applies().matches(point, asset)) {
                matching.add(rule);
            }
        }
        for (Rule rule : ofAnyQuantity) {
            if (rule.applies().matches(point, asset)) {
                matching.add(rule);
            }
        }
        matching.sort(Comparator.comparing(Rule::id));
        return matching;
    }

    @Override
    public String toString() {
        return "RuleSet[%s, %d rules]".formatted(version, rules.size());
    }
}
