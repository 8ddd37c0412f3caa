package city.lifeline.alerting.incident;

import city.lifeline.alerting.people.Lifelines;
import city.lifeline.detection.rules.Measure;
import city.lifeline.detection.rules.Rule;
import city.lifeline.detection.rules.RuleSet;
import city.lifeline.model.Location;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a warning's place and kind, as far as it decides what belongs together.
 *
 * @param asset id; empty if none
 * @param gateway id; empty if the warning is about no single point
 * @param quantity empty if the warning is about no single point
 * @param silence whether it says that data has stopped
 * @param tags of point and asset
 */
record Facts(
        String rule,
        String asset,
        String assetClass,
        String lifeline,
        String district,
        String gateway,
        String quantity,
        boolean silence,
        Set<String> tags,
        @Nullable Location location) {

    Facts {
        tags = Set.copyOf(tags);
    }

    static Facts of(String rule, String point, String asset, Registry registry, RuleSet rules) {
        Point of = registry.point(point);
        Asset at = registry.assets().get(asset);
        if (at == null && of != null) {
            at = registry.assetOf(of);
        }
        Rule known = rules.rule(rule);
        return new Facts(
                rule,
                at == null ? asset : at.id(),
                at == null ? "" : at.assetClass(),
                Lifelines.of(at),
                at == null ? "" : at.district(),
                of == null ? "" : of.gateway(),
                of == null ? "" : of.quantity(),
                known != null && known.measure() instanceof Measure.Silence,
                Stream.concat(
                                of == null ? Stream.empty() : of.tags().stream(),
                                at == null ? Stream.empty() : at.tags().stream())
                        .collect(Collectors.toSet()),
                of != null && of.location() != null
                        ? of.location()
                        : at == null ? null : at.location());
    }
}
