package city.lifeline.detection.rules;

import city.lifeline.model.Text;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Texts with variables such as {@code {value}}. No expressions: a fixed set of names. */
public final class TextTemplate {

    /** Everything that a rule's text may mention. */
    public static final Set<String> VARIABLES =
            Set.of(
                    "asset",
                    "assetName",
                    "district",
                    "grade",
                    "limit",
                    "minutesToLimit",
                    "minutesToRed",
                    "peakValue",
                    "point",
                    "pointName",
                    "quantity",
                    "rule",
                    "ruleName",
                    "time",
                    "unit",
                    "value");

    /** Before the name of an input: its number, as in {@code {value:flow}}. */
    public static final String VALUE_OF = "value:";

    /** Of a rule that has no words of its own. */
    public static final Text DEFAULT =
            new Text(
                    "{pointName}：{value} {unit}，达到{grade}预警限值 {limit} {unit}",
                    "{pointName}: {value} {unit}, {grade} limit {limit} {unit}");

    private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]*)}");

    private TextTemplate() {}

    /** Replaces each variable by its value, or by nothing where it has none. */
    public static String render(String template, Map<String, String> values) {
        return VARIABLE.matcher(template)
                .replaceAll(
                        found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), "")));
    }

    /** The variables that a template mentions. */
    public static Set<String> variables(String template) {
        return VARIABLE.matcher(template)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * What is wrong with a template, as clauses; empty if nothing.
     *
     * @param inputs whose numbers it may mention
     */
    static List<String> problems(String template, Collection<String> inputs) {
        Set<String> known = new TreeSet<>(VARIABLES);
        inputs.forEach(input -> known.add(VALUE_OF + input));
        String rest = VARIABLE.matcher(template).replaceAll("");
        if (rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0) {
            return List.of(
                    "has a brace without its partner or a nested one; variables are written"
                            + " {value}");
        }
        return variables(template).stream()
                .filter(name -> !known.contains(name))
                .map(
                        name ->
                                "has the unknown variable {%s}; %sknown are %s"
                                        .formatted(
                                                name,
                                                Words.nearest(name, known)
                                                        .map(
                                                                near ->
                                                                        "did you mean {"
                                                                                + near
                                                                                + "}? ")
                                                        .orElse(""),
                                                known))
                .toList();
    }
}
