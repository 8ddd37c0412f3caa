package city.lifeline.alerting.warning;

import java.util.Set;

/**
 * A word that a warning is searched by: it is in one of its ids, or in what something of it is
 * called. Names are the registry's, which the database does not hold.
 *
 * @param text in lower case
 * @param points ids of those that are called so
 * @param assets ids of those that are called so or are in a district that is
 * @param rules ids of those that are called so
 */
public record SearchWord(String text, Set<String> points, Set<String> assets, Set<String> rules) {

    public SearchWord {
        points = Set.copyOf(points);
        assets = Set.copyOf(assets);
        rules = Set.copyOf(rules);
    }
}
