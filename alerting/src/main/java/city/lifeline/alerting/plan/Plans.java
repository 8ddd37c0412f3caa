package city.lifeline.alerting.plan;

import city.lifeline.model.Fault;
import city.lifeline.model.Grade;
import city.lifeline.model.Ids;
import city.lifeline.model.Text;
import city.lifeline.model.files.YamlMap;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The contingency plans of a city, as its {@value #FILE} has them.
 *
 * @param plans in the order of the file
 */
public record Plans(List<Plan> plans) {

    /** In the city's directory; it may be missing. */
    public static final String FILE = "plans.yaml";

    public static final Plans NONE = new Plans(List.of());

    private static final int MAX_TITLE = 60;
    private static final int MAX_STEP = 300;
    private static final int MAX_STEPS = 12;
    private static final int MAX_UNITS = 8;

    public Plans {
        plans = List.copyOf(plans);
    }

    /** Reads them, noting all that is wrong. */
    public static Plans parse(String file, String text, List<Fault> faults) {
        YamlMap root = YamlMap.parse(file, text, faults);
        if (root == null) {
            return NONE;
        }
        root.allow("plans");
        if (!root.has("plans")) {
            root.fault("plans", "is missing: list the city's contingency plans");
        }
        List<Plan> plans = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (YamlMap map : root.maps("plans")) {
            int before = faults.size();
            Plan plan = plan(map);
            if (!ids.add(plan.id())) {
                map.fault("id", "'%s' is there twice".formatted(plan.id()));
            }
            if (faults.size() == before) {
                plans.add(plan);
            }
        }
        return new Plans(plans);
    }

    /**
     * The plan that is most closely written for such a warning; of two, the first in the file.
     *
     * @param grade the worst that it has reached
     */
    public Optional<Plan> of(String rule, String assetClass, Grade grade) {
        Plan best = null;
        for (Plan plan : plans) {
            if (plan.fits(rule, assetClass, grade)
                    && (best == null || plan.closeness(rule) > best.closeness(rule))) {
                best = plan;
            }
        }
        return Optional.ofNullable(best);
    }

    private static Plan plan(YamlMap map) {
        map.allow("id", "rules", "classes", "grades", "title", "steps", "call", "document");
        String id = map.required("id");
        if (id != null && !Ids.isValid(id)) {
            map.fault("id", "an id is 1 to %d of A-Z a-z 0-9 _ . : -".formatted(Ids.MAX_LENGTH));
        }
        List<String> rules = map.texts("rules");
        if (rules.stream().anyMatch(String::isBlank)) {
            map.fault("rules", "one of them is empty");
        }
        Set<String> classes = new HashSet<>(map.texts("classes"));
        Set<Grade> grades = new HashSet<>();
        for (String name : map.texts("grades")) {
            switch (name) {
                case "blue", "yellow", "orange", "red" ->
                        grades.add(Grade.valueOf(name.toUpperCase(Locale.ROOT)));
                default ->
                        map.fault(
                                "grades",
                                "'%s' is none of blue, yellow, orange, red".formatted(name));
            }
        }
        if (!map.has("rules") && !map.has("classes") && !map.has("grades")) {
            map.fault("", "says for what it is by none of rules, classes, grades");
        }
        YamlMap title = map.map("title");
        if (title == null && !map.has("title")) {
            map.fault("title", "is missing: write it as {zh: …, en: …}");
        }
        return new Plan(
                id == null ? "" : id,
                rules,
                classes,
                grades,
                title == null ? new Text("", "") : text(title, MAX_TITLE),
                texts(map, "steps", 1, MAX_STEPS),
                texts(map, "call", 0, MAX_UNITS),
                document(map));
    }

    private static List<Text> texts(YamlMap map, String key, int least, int most) {
        List<Text> texts = map.maps(key).stream().map(one -> text(one, MAX_STEP)).toList();
        int count = map.maps(key).size();
        if (count < least && !map.has(key)) {
            map.fault(key, "is missing: list at least one as {zh: …, en: …}");
        } else if (count < least || count > most) {
            map.fault(key, "must be %d to %d of {zh: …, en: …}".formatted(least, most));
        }
        return texts;
    }

    private static Text text(YamlMap both, int most) {
        both.allow("zh", "en");
        return new Text(half(both, "zh", most), half(both, "en", most));
    }

    private static String half(YamlMap both, String key, int most) {
        String text = both.required(key);
        if (text == null) {
            return "";
        }
        if (text.length() > most) {
            both.fault(key, "has %d characters: at most %d".formatted(text.length(), most));
        }
        if (text.codePoints().anyMatch(Plans::isUnwanted)) {
            both.fault(key, "must be one line of characters that one can see");
        }
        return text.strip();
    }

    /** A step must not be able to rearrange the line it is shown in. */
    private static boolean isUnwanted(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> false;
        };
    }

    /** Only the web: a link must not run anything. */
    private static @Nullable URI document(YamlMap map) {
        String written = map.text("document");
        if (written == null) {
            return null;
        }
        try {
            URI uri = new URI(written);
            String scheme = uri.getScheme();
            if (("https".equals(scheme) || "http".equals(scheme)) && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // told below, with what is needed instead
        }
        map.fault("document", "must be a web address, such as https://plans.example/gas.pdf");
        return null;
    }
}
