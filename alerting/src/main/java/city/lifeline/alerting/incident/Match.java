package city.lifeline.alerting.incident;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A kind of warnings: those that fit all that is given.
 *
 * @param rules ids, in which {@code *} stands for anything; empty: of any
 * @param silence null: either
 */
record Match(
        Set<String> lifelines,
        Set<String> classes,
        Set<String> quantities,
        List<Pattern> rules,
        @Nullable Boolean silence) {

    Match {
        lifelines = Set.copyOf(lifelines);
        classes = Set.copyOf(classes);
        quantities = Set.copyOf(quantities);
        rules = List.copyOf(rules);
    }

    static Pattern pattern(String glob) {
        return Pattern.compile(
                Pattern.quote(glob).replace("*", "\\E.*\\Q"), Pattern.CASE_INSENSITIVE);
    }

    boolean fits(Facts facts) {
        return mayFit(facts)
                && (rules.isEmpty()
                        || rules.stream().anyMatch(rule -> rule.matcher(facts.rule()).matches()))
                && (silence == null || silence == facts.silence());
    }

    /** Whether some rule's warning at that place fits. */
    boolean mayFit(Facts place) {
        return (lifelines.isEmpty() || lifelines.contains(place.lifeline()))
                && (classes.isEmpty() || classes.contains(place.assetClass()))
                && (quantities.isEmpty() || quantities.contains(place.quantity()));
    }

    static boolean any(List<Match> matches, Facts facts) {
        return matches.stream().anyMatch(match -> match.fits(facts));
    }
}
