package city.lifeline.alerting.web;

import city.lifeline.alerting.city.CityOfRecord;
import city.lifeline.alerting.warning.SearchWord;
import city.lifeline.detection.rules.Rule;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What somebody searches warnings for, by the names that things of the city have now. */
final class SearchWords {

    static final int LONGEST = 100;
    static final int MOST = 8;

    private SearchWords() {}

    /**
     * The words of a search; all of them are wanted.
     *
     * @param asked words with spaces between; null or blank: none
     */
    static List<SearchWord> of(@Nullable String asked, CityOfRecord city) {
        if (asked == null || asked.isBlank()) {
            return List.of();
        }
        if (asked.length() > LONGEST || asked.indexOf('\0') >= 0) {
            throw Refused.badRequest(
                    "q: is not a text of at most %d characters".formatted(LONGEST));
        }
        List<String> words =
                Arrays.stream(asked.strip().toLowerCase(Locale.ROOT).split("[\\s\\u3000]+", -1))
                        .filter(word -> !word.isEmpty())
                        .distinct()
                        .toList();
        if (words.size() > MOST) {
            throw Refused.badRequest("q: at most %d words".formatted(MOST));
        }
        List<Set<String>> points = sets(words.size());
        List<Set<String>> assets = sets(words.size());
        List<Set<String>> rules = sets(words.size());
        for (Point point : city.registry().points().values()) {
            note(point.id(), named(point.name()), words, points);
        }
        for (Asset asset : city.registry().assets().values()) {
            note(asset.id(), named(asset.name()) + '\n' + asset.district(), words, assets);
        }
        for (Rule rule : city.rules().rules()) {
            note(rule.id(), named(rule.name()), words, rules);
        }
        List<SearchWord> found = new ArrayList<>(words.size());
        for (int i = 0; i < words.size(); i++) {
            found.add(new SearchWord(words.get(i), points.get(i), assets.get(i), rules.get(i)));
        }
        return found;
    }

    private static List<Set<String>> sets(int count) {
        List<Set<String>> sets = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            sets.add(new HashSet<>());
        }
        return sets;
    }

    private static void note(String id, String called, List<String> words, List<Set<String>> sets) {
        String text = called.toLowerCase(Locale.ROOT);
        for (int i = 0; i < words.size(); i++) {
            if (text.contains(words.get(i))) {
                sets.get(i).add(id);
            }
        }
    }

    private static String named(Text name) {
        return name.zh() + '\n' + name.en();
    }
}
