package city.lifeline.alerting.plan;

import city.lifeline.model.Grade;
import city.lifeline.model.Text;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A contingency plan.
 *
 * @param rules ids for whose warnings it is, in which {@code *} stands for anything; empty: for any
 * @param classes of assets; empty: of any
 * @param grades empty: of any
 * @param steps in the order in which they are done; at least one
 * @param call units, whose numbers the city's directory knows
 * @param document where the whole plan is to be read
 */
public record Plan(
        String id,
        List<String> rules,
        Set<String> classes,
        Set<Grade> grades,
        Text title,
        List<Text> steps,
        List<Text> call,
        @Nullable URI document) {

    public Plan {
        rules = List.copyOf(rules);
        classes = Set.copyOf(classes);
        grades = grades.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(grades));
        steps = List.copyOf(steps);
        call = List.copyOf(call);
    }

    boolean fits(String rule, String assetClass, Grade grade) {
        return (rules.isEmpty() || namesRule(rule) > 0)
                && (classes.isEmpty() || classes.contains(assetClass))
                && (grades.isEmpty() || grades.contains(grade));
    }

    /**
     * How closely it is written for such a warning: a rule by its whole id counts most, then one by
     * a pattern, then the class, then the grade.
     */
    int closeness(String rule) {
        return namesRule(rule) * 4 + (classes.isEmpty() ? 0 : 2) + (grades.isEmpty() ? 0 : 1);
    }

    /** 2: by its id; 1: by a pattern; 0: not at all. */
    private int namesRule(String rule) {
        int names = 0;
        for (String glob : rules) {
            if (glob.equalsIgnoreCase(rule)) {
                return 2;
            }
            if (Pattern.compile(
                            Pattern.quote(glob).replace("*", "\\E.*\\Q"), Pattern.CASE_INSENSITIVE)
                    .matcher(rule)
                    .matches()) {
                names = 1;
            }
        }
        return names;
    }
}
