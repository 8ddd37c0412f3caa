package city.lifeline.detection.rules;

import city.lifeline.detection.rules.Measure.Input;
import city.lifeline.detection.rules.YamlNode.Place;
import city.lifeline.model.Grade;
import city.lifeline.model.Ids;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the inputs of a rule, and the conditions of its grades over them. */
final class InputsReader {

    /** Of a rule. */
    private static final int MOST = 16;

    private static final int LEAST_LEARNT = 24;
    private static final int MOST_LEARNT = 20_000;
    private static final int MAX_NAME = 100;
    private static final Pattern NAME = Pattern.compile("[a-z][A-Za-z0-9]{0,29}");

    /** What CEL reads as something else. */
    private static final Set<String> RESERVED =
            Set.of(
                    "as",
                    "break",
                    "const",
                    "continue",
                    "else",
                    "false",
                    "for",
                    "function",
                    "if",
                    "import",
                    "in",
                    "let",
                    "loop",
                    "namespace",
                    "null",
                    "package",
                    "return",
                    "true",
                    "var",
                    "void",
                    "while");

    private static final Set<String> MEASURES =
            Set.of(
                    "rate",
                    "steepest",
                    "forecast",
                    "sum",
                    "mean",
                    "rms",
                    "swing",
                    "drop",
                    "usual",
                    "count",
                    "stuck");
    static final Set<String> FIELDS =
            Stream.concat(
                            MEASURES.stream(),
                            Stream.of(
                                    "quantity",
                                    "assetClass",
                                    "tags",
                                    "points",
                                    "allowNoPoints",
                                    "unit",
                                    "open",
                                    "grade",
                                    "of",
                                    "above",
                                    "below",
                                    "by",
                                    "tag",
                                    "hold",
                                    "every",
                                    "residual"))
                    .collect(Collectors.toUnmodifiableSet());

    /** Numbers of an input that tells the grade of open warnings; its conditions may name them. */
    private static final Map<String, Double> GRADES =
            Stream.of(Grade.values())
                    .collect(Collectors.toUnmodifiableMap(Words::of, Measure.Input::number));

    private static final Set<String> GRADE_FIELDS = Set.of("raise", "clear", "onDelay", "offDelay");

    private final Fields rule;
    private final boolean allowNoPoints;
    private final Map<String, Place> places;
    private final List<ThresholdCondition.OfGrade> grades = new ArrayList<>();

    /**
     * Reads a rule's.
     *
     * @param allowNoPoints whether the file says so for each of its rules
     */
    InputsReader(Fields rule, boolean allowNoPoints, Map<String, Place> places) {
        this.rule = rule;
        this.allowNoPoints = allowNoPoints;
        this.places = places;
    }

    /** Null where anything is faulty. */
    Measure.@Nullable Inputs read(@Nullable Grouping grouping) {
        int before = rule.faults();
        List<Input> inputs = new ArrayList<>();
        List<Measure.Residual> residuals = new ArrayList<>();
        Map<String, Fields> named = rule.groupsByName("inputs", FIELDS);
        if (named.size() > MOST) {
            rule.fault("inputs", "are more than %d: divide the rule".formatted(MOST));
            return null;
        }
        named.forEach(
                (name, fields) -> {
                    if (fields.has("residual")) {
                        Measure.Residual residual = residual(name, fields, named);
                        if (residual != null) {
                            residuals.add(residual);
                        }
                        return;
                    }
                    Input input = input(name, fields);
                    if (input != null) {
                        inputs.add(input);
                    }
                });
        if (named.isEmpty() && rule.faults() == before) {
            rule.fault("inputs", "must hold at least one named input");
        }
        if (!inputs.isEmpty() && inputs.stream().allMatch(input -> input.scope() != null)) {
            rule.fault(
                    "inputs",
                    "are all of a wider scope: at least one must be of the group itself, without by"
                            + " and tag");
        }
        String told = rule.text("value", MAX_NAME);
        if (told != null && !named.containsKey(told)) {
            rule.fault(
                    "value",
                    "there is no input '%s'; there are %s"
                            .formatted(told, Words.list(named.keySet())));
        }
        boolean graded = named.values().stream().anyMatch(fields -> fields.has("grade"));
        List<Measure.Inputs.OfGrade> conditions = conditions(named.keySet(), graded);
        return rule.faults() > before || grouping == null || inputs.isEmpty()
                ? null
                : new Measure.Inputs(
                        grouping,
                        inputs,
                        residuals,
                        told == null ? inputs.get(0).name() : told,
                        conditions);
    }

    /** The rule's grades, mildest first; they have no limits. */
    List<ThresholdCondition.OfGrade> grades() {
        return grades;
    }

    private static boolean isName(String name, Fields of) {
        if (NAME.matcher(name).matches() && !RESERVED.contains(name)) {
            return true;
        }
        of.fault(
                "",
                "is no name for an input: a small letter, then letters and digits, at most 30,"
                        + " and no word of CEL's");
        return false;
    }

    private static Measure.@Nullable Residual residual(
            String name, Fields of, Map<String, Fields> named) {
        if (!isName(name, of)) {
            return null;
        }
        List<String> others = new ArrayList<>(FIELDS);
        others.remove("residual");
        others.removeIf(field -> !of.has(field));
        if (!others.isEmpty()) {
            of.fault(others.get(0), "and residual exclude each other: a residual has no points");
            return null;
        }
        Fields residual =
                of.group("residual", Set.of("of", "after", "every", "learn", "in", "floor"));
        if (residual == null) {
            return null;
        }
        residual.require("of", "after", "floor");
        String driven = residual.text("of", MAX_NAME);
        List<String> drivers = List.copyOf(residual.texts("after", MAX_NAME).keySet());
        Duration every = MeasureReader.positive(residual, "every");
        Duration learn = MeasureReader.positive(residual, "learn", MeasureReader.LONGEST_BASELINE);
        String in = residual.word("in", Set.of("sigmas", "level"));
        Double floor = residual.number("floor");
        if (!residual.has("after")
                || driven == null
                || every == null
                || learn == null
                || floor == null) {
            return null;
        }
        if (drivers.isEmpty() || drivers.size() > Measure.Residual.MOST_DRIVERS) {
            residual.fault("after", "must name 1 to 3 inputs");
            return null;
        }
        for (String each : Stream.concat(Stream.of(driven), drivers.stream()).toList()) {
            Fields input = named.get(each);
            if (input == null || input.has("residual")) {
                residual.fault(
                        each.equals(driven) ? "of" : "after",
                        "there is no input '%s' of points; there are %s"
                                .formatted(
                                        each,
                                        Words.list(
                                                named.entrySet().stream()
                                                        .filter(e -> !e.getValue().has("residual"))
                                                        .map(Map.Entry::getKey)
                                                        .toList())));
                return null;
            }
        }
        if (drivers.contains(driven)) {
            residual.fault("after", "'%s' cannot drive itself".formatted(driven));
            return null;
        }
        if (!(floor > 0)) {
            residual.fault("floor", "must be above 0: nothing is a multiple of nothing");
            return null;
        }
        long times = learn.dividedBy(every);
        if (times < LEAST_LEARNT || times > MOST_LEARNT) {
            residual.fault(
                    "learn",
                    "must be %d to %,d times as long as every"
                            .formatted(LEAST_LEARNT, MOST_LEARNT));
            return null;
        }
        return new Measure.Residual(
                name,
                driven,
                drivers,
                every,
                learn,
                in == null
                        ? Measure.Residual.In.UNIT
                        : Measure.Residual.In.valueOf(in.toUpperCase(Locale.ROOT)),
                floor);
    }

    private @Nullable Input input(String name, Fields of) {
        String path = "inputs." + name;
        for (String field : List.of("quantity", "assetClass", "unit", "open", "grade")) {
            places.put(path + "." + field, of.place(field));
        }
        places.put(path, of.place(""));
        if (!isName(name, of)) {
            return null;
        }
        int before = rule.faults();
        Selector applies = selector(path, of);
        boolean graded = of.has("grade");
        if (graded && of.has("open")) {
            of.fault("grade", "and open exclude each other");
        }
        Set<String> open = of.texts(graded ? "grade" : "open", Ids.MAX_LENGTH).keySet();
        Measure measure = new MeasureReader(of).read();
        if (!open.isEmpty() && MEASURES.stream().anyMatch(of::has)) {
            of.fault(graded ? "grade" : "open", "and a measure of samples exclude each other");
        }
        String unit = "1";
        if (open.isEmpty() && measure != null && Measure.ownUnit(measure) == null) {
            of.require("unit");
            unit = of.text("unit", MAX_NAME);
        } else if (of.has("unit")) {
            of.fault("unit", "has no meaning here: leave it out");
        }
        String how = of.word("of", Set.of("min", "max", "mean", "sum", "count"));
        boolean counts = "count".equals(how);
        boolean above = of.has("above");
        Double limit = above ? of.number("above") : of.number("below");
        boolean needsLimit = counts && open.isEmpty();
        if (needsLimit ? above == of.has("below") : above || of.has("below")) {
            of.fault(
                    "of",
                    needsLimit
                            ? "counts points: give either above or below, from where a point counts"
                            : "needs neither above nor below: those say which points count");
        }
        Grouping scope = scope(of);
        Duration hold = of.duration("hold");
        if (hold != null && hold.isZero()) {
            of.fault("hold", "must be longer than nothing");
        }
        if (hold != null && !open.isEmpty()) {
            of.fault("hold", "has no meaning for open rules: leave it out");
        }
        Duration every = of.duration("every");
        if (every != null && (every.isZero() || !open.isEmpty())) {
            of.fault(
                    "every",
                    open.isEmpty()
                            ? "must be longer than nothing"
                            : "has no meaning for open rules: leave it out");
        }
        if (rule.faults() > before || applies == null || measure == null || unit == null) {
            return null;
        }
        return new Input(
                name,
                applies,
                scope,
                unit,
                measure,
                open,
                graded,
                how == null ? Input.Of.ONE : Input.Of.valueOf(how.toUpperCase(Locale.ROOT)),
                above || (counts && !open.isEmpty()),
                limit == null ? counts ? 1 : Double.NaN : limit,
                hold == null ? Duration.ZERO : hold,
                every == null ? Duration.ZERO : every);
    }

    private @Nullable Selector selector(String path, Fields of) {
        String quantity = of.text("quantity", MAX_NAME);
        String assetClass = of.text("assetClass", MAX_NAME);
        Map<String, Place> tags = of.texts("tags", MAX_NAME);
        Map<String, Place> points = of.texts("points", MAX_NAME);
        tags.forEach((tag, place) -> places.put(path + ".tags:" + tag, place));
        points.forEach((point, place) -> places.put(path + ".points:" + point, place));
        if (quantity == null && assetClass == null && tags.isEmpty() && points.isEmpty()) {
            of.fault("", "must name a quantity, assetClass, tags or points");
            return null;
        }
        return new Selector(
                quantity,
                assetClass,
                tags.keySet(),
                points.keySet(),
                false,
                of.flag("allowNoPoints") || allowNoPoints);
    }

    private static @Nullable Grouping scope(Fields of) {
        if (of.has("by") && of.has("tag")) {
            of.fault("tag", "and by exclude each other");
            return null;
        }
        if (of.has("by")) {
            String by = of.word("by", Set.of("asset", "district"));
            return by == null
                    ? null
                    : new Grouping(
                            by.equals("asset") ? Grouping.Kind.ASSET : Grouping.Kind.DISTRICT,
                            "",
                            0);
        }
        String tag = of.text("tag", MAX_NAME);
        return tag == null ? null : new Grouping(Grouping.Kind.TAG, tag, 0);
    }

    private List<Measure.Inputs.OfGrade> conditions(Set<String> names, boolean graded) {
        List<Measure.Inputs.OfGrade> conditions = new ArrayList<>();
        Fields named = rule.group("grades", RuleReader.GRADES);
        if (named == null) {
            return conditions;
        }
        boolean any = false;
        for (Grade grade : Grade.values()) {
            any |= named.has(Words.of(grade));
            Fields of = named.group(Words.of(grade), GRADE_FIELDS);
            if (of == null) {
                continue;
            }
            of.require("raise");
            Duration onDelay = of.duration("onDelay");
            Duration offDelay = of.duration("offDelay");
            grades.add(
                    new ThresholdCondition.OfGrade(
                            grade,
                            Limit.number(Double.NaN),
                            Limit.number(Double.NaN),
                            onDelay == null ? Duration.ZERO : onDelay,
                            offDelay == null ? Duration.ZERO : offDelay));
            Expression raise = expression(of, "raise", names, graded);
            Expression clear = expression(of, "clear", names, graded);
            if (raise != null) {
                conditions.add(new Measure.Inputs.OfGrade(grade, raise, clear));
            }
        }
        if (!any) {
            rule.fault("grades", "must hold at least one of blue, yellow, orange, red");
        }
        return conditions;
    }

    private static @Nullable Expression expression(
            Fields of, String name, Set<String> inputs, boolean graded) {
        String text = of.text(name, Expression.MOST_CHARACTERS);
        if (text == null) {
            return null;
        }
        try {
            Expression expression = Expression.compile(text, inputs, graded ? GRADES : Map.of());
            if (expression.names().isEmpty()) {
                of.fault(name, "is about none of the inputs: it would always be the same");
                return null;
            }
            return expression;
        } catch (Expression.FaultyException e) {
            of.fault(name, "is not a condition in CEL: " + e.getMessage());
            return null;
        }
    }
}
