package city.lifeline.alerting.warning;

import city.lifeline.detection.rules.Rule;
import city.lifeline.detection.rules.RuleSet;
import city.lifeline.detection.rules.ThresholdLimits;
import city.lifeline.model.Grade;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What another rule set would do to an open warning at its next sample, if that sample were like
 * its last one. Delays and counts of samples are not foreseen.
 *
 * @param grade now
 * @param then null if the warning would clear
 * @param value that the grade is judged by
 */
public record RuleEffect(
        String warning,
        String rule,
        String point,
        String asset,
        Grade grade,
        @Nullable Grade then,
        double value) {

    /** The warnings whose grade would be another one. */
    public static List<RuleEffect> of(
            List<Warning> open, RuleSet before, RuleSet after, Registry registry) {
        List<RuleEffect> effects = new ArrayList<>();
        for (Warning warning : open) {
            Grade grade = warning.grade();
            if (grade == null) {
                continue;
            }
            Grade then =
                    grade(
                            warning,
                            grade,
                            before.rule(warning.rule()),
                            after.rule(warning.rule()),
                            registry);
            if (then != grade) {
                effects.add(
                        new RuleEffect(
                                warning.id(),
                                warning.rule(),
                                warning.point(),
                                warning.asset(),
                                grade,
                                then,
                                warning.value()));
            }
        }
        return effects;
    }

    private static @Nullable Grade grade(
            Warning warning,
            Grade now,
            @Nullable Rule before,
            @Nullable Rule after,
            Registry registry) {
        if (after == null) {
            return null;
        }
        Point point = registry.point(warning.point());
        if (point == null) {
            return now;
        }
        if (!after.applies().matches(point, registry.assetOf(point))) {
            return null;
        }
        if (before == null || after.isOfGroup() || !before.measure().equals(after.measure())) {
            // Its window fills anew, and the warning stays meanwhile; a group's limits are no
            // point's.
            return now;
        }
        Grade then = null;
        for (ThresholdLimits limits : after.limitsFor(point)) {
            boolean held = now.isAtLeast(limits.grade()) && !cleared(after, limits, warning);
            if (held || raised(after, limits, warning)) {
                then = limits.grade();
            }
        }
        return after.latch() && (then == null || now.isAbove(then)) ? now : then;
    }

    private static boolean raised(Rule rule, ThresholdLimits limits, Warning warning) {
        return rule.above() ? warning.value() >= limits.raise() : warning.value() <= limits.raise();
    }

    private static boolean cleared(Rule rule, ThresholdLimits limits, Warning warning) {
        return rule.above() ? warning.value() < limits.clear() : warning.value() > limits.clear();
    }
}
