package city.lifeline.alerting.incident;

import city.lifeline.detection.rules.RuleSet;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where warnings that a new one may be linked to can be: worked out once for a city, so that they
 * are looked up, however many others are open elsewhere.
 */
final class Neighbourhood {

    private final JoinRules rules;
    private final Map<String, List<String>> points = new HashMap<>();
    private final Map<String, List<String>> assets = new HashMap<>();

    /** Warnings at one of these points, or at one of these assets. */
    record Places(Set<String> points, Set<String> assets) {
        Places {
            points = Set.copyOf(points);
            assets = Set.copyOf(assets);
        }
    }

    Neighbourhood(JoinRules rules, Registry registry) {
        this.rules = rules;
        for (Asset asset : registry.assets().values()) {
            add(Facts.of("", "", asset.id(), registry, RuleSet.EMPTY), asset.id(), assets);
        }
        for (Point point : registry.points().values()) {
            add(
                    Facts.of("", point.id(), point.asset(), registry, RuleSet.EMPTY),
                    point.id(),
                    points);
        }
    }

    private void add(Facts facts, String id, Map<String, List<String>> to) {
        for (Join join : rules.joins()) {
            if (join.mayConcern(facts)) {
                for (String key : Placing.keys(join, facts, false)) {
                    to.computeIfAbsent(key, one -> new ArrayList<>()).add(id);
                }
            }
        }
    }

    /** All places at which a warning can be that is linked to one of these. */
    Places around(Collection<Candidate> fresh) {
        Set<String> nearPoints = new HashSet<>();
        Set<String> nearAssets = new HashSet<>();
        for (Candidate candidate : fresh) {
            Facts facts = candidate.facts();
            // Which may be in no registry any more.
            nearAssets.add(facts.asset());
            for (Join join : rules.joins()) {
                if (join.concerns(facts)) {
                    for (String key : Placing.keys(join, facts, true)) {
                        nearPoints.addAll(points.getOrDefault(key, List.of()));
                        nearAssets.addAll(assets.getOrDefault(key, List.of()));
                    }
                }
            }
        }
        return new Places(nearPoints, nearAssets);
    }
}
