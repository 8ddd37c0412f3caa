package city.lifeline.detection.rules;

import city.lifeline.detection.rules.YamlNode.Place;
import city.lifeline.model.Certainty;
import city.lifeline.model.Grade;
import city.lifeline.model.Text;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one rule: its fields, and what they must be to each other. */
final class RuleReader {

    private static final int MAX_NAME = 100;
    private static final int MAX_SOURCE = 300;
    private static final int MAX_TEXT = 1000;
    private static final int MAX_UNIT = 40;

    static final Set<String> RULE_FIELDS =
            Set.of(
                    "id",
                    "name",
                    "applies",
                    "unit",
                    "raise",
                    "grades",
                    "latch",
                    "allowChatter",
                    "quality",
                    "certainty",
                    "source",
                    "verified",
                    "effective",
                    "author",
                    "text",
                    "measures");
    private static final Set<String> SELECTOR_FIELDS =
            Set.of("quantity", "assetClass", "tags", "points", "allPoints", "allowNoPoints");
    private static final Set<String> GRADE_FIELDS = Set.of("raise", "clear", "onDelay", "offDelay");
    private static final Set<String> LIMIT_FIELDS = Set.of("of", "times", "plus");

    private static final Text DEFAULT_TEXT =
            new Text(
                    "{pointName}：{value} {unit}，达到{grade}预警限值 {limit} {unit}",
                    "{pointName}: {value} {unit}, {grade} limit {limit} {unit}");
    private static final Text NO_MEASURES = new Text("", "");

    private final String file;
    private final Faults faults;

    RuleReader(String file, Faults faults) {
        this.file = file;
        this.faults = faults;
    }

    /**
     * A rule that was read, and where its parts stand.
     *
     * @param rule null if anything is wrong with it
     * @param id null if there is no valid one
     * @param places by field, such as {@code grades.red.raise}
     */
    record ReadRule(
            @Nullable Rule rule,
            @Nullable String id,
            String file,
            Place place,
            Map<String, Place> places) {

        Place placeOf(String field) {
            return places.getOrDefault(field, place);
        }
    }

    /**
     * Reads a rule.
     *
     * @param number of the rule in its file, from 1
     */
    @Nullable ReadRule read(YamlNode node, int number) {
        String numbered = "rule no. " + number;
        if (!(node instanceof YamlNode.Mapping mapping)) {
            faults.add(
                    file, node.place(), numbered, "must be a group of fields, not " + node.kind());
            return null;
        }
        int faultsBefore = faults.count();
        // Unknown fields are reported once, by the second reader, which knows the rule's id.
        String id = new Fields(file, mapping, numbered, "", allOf(mapping), faults).id("id");
        String owner = id == null ? numbered : "rule " + id;
        Fields fields = new Fields(file, mapping, owner, "", RULE_FIELDS, faults);
        fields.require("id", "name", "applies", "unit", "raise", "grades", "source");

        Map<String, Place> places = new HashMap<>();
        Text name = fields.bilingual("name", MAX_NAME);
        Selector applies = selector(fields, places);
        String unit = unit(fields, places);
        String direction = fields.word("raise", Set.of("above", "below"));
        boolean allowChatter = fields.flag("allowChatter");
        List<ThresholdCondition.OfGrade> grades = grades(fields, places);
        boolean latch = fields.flag("latch");
        Set<Acceptable> accepts = quality(fields);
        Certainty certainty = certainty(fields);
        String source = fields.text("source", MAX_SOURCE);
        boolean verified = fields.flag("verified");
        LocalDate effective = fields.date("effective");
        String author = fields.text("author", MAX_NAME);
        Text text = template(fields, "text", DEFAULT_TEXT);
        Text measures = template(fields, "measures", NO_MEASURES);

        if (direction != null) {
            checkOrder(fields, direction.equals("above"), grades);
        }
        if (!allowChatter) {
            checkChatter(fields, grades);
        }
        if (faults.count() > faultsBefore
                || id == null
                || name == null
                || applies == null
                || unit == null
                || direction == null
                || source == null) {
            return new ReadRule(null, id, file, fields.place("id"), places);
        }
        Rule rule =
                new Rule(
                        id,
                        name,
                        applies,
                        unit,
                        new ThresholdCondition(direction.equals("above"), grades),
                        latch,
                        accepts,
                        certainty,
                        source,
                        verified,
                        effective,
                        author == null ? "" : author,
                        text,
                        measures);
        return new ReadRule(rule, id, file, fields.place("id"), places);
    }

    private static Set<String> allOf(YamlNode.Mapping mapping) {
        Set<String> names = new HashSet<>();
        mapping.entries().forEach(entry -> names.add(entry.key().text()));
        return names;
    }

    private static @Nullable Selector selector(Fields fields, Map<String, Place> places) {
        Fields applies = fields.group("applies", SELECTOR_FIELDS);
        if (applies == null) {
            return null;
        }
        places.put("applies", fields.place("applies"));
        String quantity = applies.text("quantity", MAX_NAME);
        String assetClass = applies.text("assetClass", MAX_NAME);
        Map<String, Place> tags = applies.texts("tags", MAX_NAME);
        Map<String, Place> points = applies.texts("points", MAX_NAME);
        boolean allPoints = applies.flag("allPoints");
        boolean allowNoPoints = applies.flag("allowNoPoints");
        places.put("applies.quantity", applies.place("quantity"));
        places.put("applies.assetClass", applies.place("assetClass"));
        tags.forEach((tag, place) -> places.put("applies.tags:" + tag, place));
        points.forEach((point, place) -> places.put("applies.points:" + point, place));
        boolean restricts =
                applies.has("quantity")
                        || applies.has("assetClass")
                        || applies.has("tags")
                        || applies.has("points");
        if (!restricts && !allPoints) {
            fields.fault(
                    "applies",
                    "would match every point: name a quantity, assetClass, tags or points, or say"
                            + " allPoints: true");
        }
        return new Selector(
                quantity, assetClass, tags.keySet(), points.keySet(), allPoints, allowNoPoints);
    }

    private static @Nullable String unit(Fields fields, Map<String, Place> places) {
        places.put("unit", fields.place("unit"));
        YamlNode.Scalar scalar = fields.scalar("unit");
        if (scalar == null) {
            return null;
        }
        String unit = scalar.text();
        boolean printable = unit.chars().allMatch(c -> c > ' ' && c < 127);
        if (unit.isEmpty() || unit.length() > MAX_UNIT || !printable) {
            fields.fault("unit", "must be a UCUM code such as MPa, Cel, m3/h or \"%{LEL}\"");
            return null;
        }
        return unit;
    }

    private static List<ThresholdCondition.OfGrade> grades(
            Fields fields, Map<String, Place> places) {
        List<ThresholdCondition.OfGrade> read = new ArrayList<>();
        Fields grades = fields.group("grades", Set.of("blue", "yellow", "orange", "red"));
        if (grades == null) {
            return read;
        }
        boolean any = false;
        for (Grade grade : Grade.values()) {
            String name = Words.of(grade);
            any |= grades.has(name);
            Fields of = grades.group(name, GRADE_FIELDS);
            if (of == null) {
                continue;
            }
            of.require("raise", "clear");
            Limit raise = limit(of, "raise");
            Limit clear = limit(of, "clear");
            Duration onDelay = of.duration("onDelay");
            Duration offDelay = of.duration("offDelay");
            places.put("grades." + name + ".raise", of.place("raise"));
            places.put("grades." + name + ".clear", of.place("clear"));
            if (raise != null && clear != null) {
                read.add(
                        new ThresholdCondition.OfGrade(
                                grade,
                                raise,
                                clear,
                                onDelay == null ? Duration.ZERO : onDelay,
                                offDelay == null ? Duration.ZERO : offDelay));
            }
        }
        if (!any) {
            fields.fault("grades", "must hold at least one of blue, yellow, orange, red");
        }
        return read;
    }

    private static @Nullable Limit limit(Fields grade, String name) {
        if (!grade.isGroup(name)) {
            Double number = grade.number(name);
            return number == null ? null : Limit.number(number);
        }
        Fields of = grade.group(name, LIMIT_FIELDS);
        if (of == null) {
            return null;
        }
        of.require("of");
        String registered = of.text("of", MAX_NAME);
        Double times = of.number("times");
        Double plus = of.number("plus");
        return registered == null
                ? null
                : new Limit(registered, times == null ? 1 : times, plus == null ? 0 : plus);
    }

    private static Set<Acceptable> quality(Fields fields) {
        Set<Acceptable> accepts = EnumSet.noneOf(Acceptable.class);
        fields.texts("quality", MAX_NAME)
                .forEach(
                        (word, place) -> {
                            switch (word) {
                                case "BAD" -> accepts.add(Acceptable.BAD);
                                case "OUT_OF_RANGE" -> accepts.add(Acceptable.OUT_OF_RANGE);
                                case "STUCK" -> accepts.add(Acceptable.STUCK);
                                case "GOOD", "UNCERTAIN", "CLOCK" ->
                                        fields.fault(
                                                "quality",
                                                word + " is always accepted: leave it out");
                                case "MISSING" ->
                                        fields.fault(
                                                "quality",
                                                "MISSING cannot be accepted: such a sample has no"
                                                        + " value");
                                default ->
                                        fields.fault(
                                                "quality",
                                                "'%s' is not a quality; OUT_OF_RANGE, BAD and STUCK can be accepted"
                                                        .formatted(word));
                            }
                        });
        return accepts;
    }

    private static Certainty certainty(Fields fields) {
        String word = fields.word("certainty", Set.of("observed", "likely", "possible"));
        for (Certainty certainty : Certainty.values()) {
            if (Words.of(certainty).equals(word)) {
                return certainty;
            }
        }
        return Certainty.LIKELY;
    }

    private static Text template(Fields fields, String name, Text otherwise) {
        Text text = fields.bilingual(name, MAX_TEXT);
        if (text == null) {
            return otherwise;
        }
        TextTemplate.problems(text.zh()).forEach(problem -> fields.fault(name + ".zh", problem));
        TextTemplate.problems(text.en()).forEach(problem -> fields.fault(name + ".en", problem));
        return text;
    }

    /** Only plain numbers can be compared yet; the others are, at each point. */
    private static void checkOrder(
            Fields fields, boolean above, List<ThresholdCondition.OfGrade> grades) {
        List<ThresholdLimits> limits = new ArrayList<>();
        for (ThresholdCondition.OfGrade grade : grades) {
            if (grade.raise().of() != null || grade.clear().of() != null) {
                return;
            }
            limits.add(
                    new ThresholdLimits(
                            grade.grade(),
                            grade.raise().plus(),
                            grade.clear().plus(),
                            grade.onDelay(),
                            grade.offDelay()));
        }
        List<Rule.Problem> problems = new ArrayList<>();
        LimitOrder.check(above, limits, problems);
        problems.forEach(problem -> fields.fault(problem.field(), problem.message()));
    }

    private static void checkChatter(Fields fields, List<ThresholdCondition.OfGrade> grades) {
        for (ThresholdCondition.OfGrade grade : grades) {
            if (grade.raise().equals(grade.clear())
                    && grade.onDelay().isZero()
                    && grade.offDelay().isZero()) {
                fields.fault(
                        "grades." + Words.of(grade.grade()) + ".clear",
                        "is the same as raise and there is no delay, so noise would raise and clear"
                                + " without end: move clear away from raise, set onDelay or"
                                + " offDelay, or say allowChatter: true");
            }
        }
    }
}
