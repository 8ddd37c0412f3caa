package city.lifeline.detection.rules;

import city.lifeline.detection.rules.YamlNode.Place;
import city.lifeline.model.Certainty;
import city.lifeline.model.Grade;
import city.lifeline.model.Text;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
                    "rate",
                    "steepest",
                    "forecast",
                    "sum",
                    "mean",
                    "rms",
                    "swing",
                    "drop",
                    "usual",
                    "silence",
                    "count",
                    "stuck",
                    "creep",
                    "percentile",
                    "shift",
                    "drift",
                    "peak",
                    "crest",
                    "frequency",
                    "anomaly",
                    "when",
                    "group",
                    "members",
                    "share",
                    "inputs",
                    "value",
                    "grades",
                    "latch",
                    "allowChatter",
                    "oneHigher",
                    "ignoreSpikes",
                    "quality",
                    "certainty",
                    "source",
                    "verified",
                    "effective",
                    "author",
                    "text",
                    "measures");
    private static final Set<Measure.Statistic> DISTANCES =
            EnumSet.of(
                    Measure.Statistic.SWING,
                    Measure.Statistic.DROP,
                    Measure.Statistic.PEAK,
                    Measure.Statistic.CREST);
    private static final Set<String> SELECTOR_FIELDS =
            Set.of("quantity", "assetClass", "tags", "points", "allPoints", "allowNoPoints");
    private static final Set<String> GRADE_FIELDS =
            Set.of("raise", "clear", "deadband", "onDelay", "offDelay", "samples");
    static final Set<String> GRADES = Set.of("blue", "yellow", "orange", "red");
    private static final String SILENCE_UNIT = "s";
    private static final Pattern PERCENT = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,6})?%");
    private static final Pattern SAMPLES = Pattern.compile("([0-9]{1,3})(?: of ([0-9]{1,3}))?");
    private static final Set<String> LIMIT_FIELDS = Set.of("of", "times", "plus");
    private static final Set<String> SCHEDULE_FIELDS = Set.of("schedule");
    private static final Set<String> PART_FIELDS = Set.of("hours", "weekdays", "season", "limit");
    private static final int MOST_PARTS = 24;

    private static final Text DEFAULT_COUNT_TEXT =
            new Text(
                    "{pointName}一带 {value} 个测点：{ruleName}，{grade}预警",
                    "{pointName} and around: {value} points, {ruleName}, {grade}");
    private static final Text DEFAULT_SHARE_TEXT =
            new Text(
                    "{pointName}一带 {value}% 的测点：{ruleName}，{grade}预警",
                    "{pointName} and around: {value} % of the points, {ruleName}, {grade}");
    private static final Text DEFAULT_INPUTS_TEXT =
            new Text(
                    "{assetName}：{ruleName}，{pointName} {value} {unit}，{grade}预警",
                    "{assetName}: {ruleName}, {pointName} {value} {unit}, {grade}");
    private static final Set<String> NOT_OF_INPUTS =
            Set.of(
                    "applies",
                    "unit",
                    "raise",
                    "sum",
                    "mean",
                    "rms",
                    "swing",
                    "drop",
                    "rate",
                    "steepest",
                    "forecast",
                    "usual",
                    "silence",
                    "count",
                    "stuck",
                    "creep",
                    "percentile",
                    "shift",
                    "drift",
                    "peak",
                    "crest",
                    "frequency",
                    "anomaly",
                    "ignoreSpikes",
                    "members",
                    "share");
    private static final Text NO_MEASURES = new Text("", "");

    private final String file;
    private final @Nullable ZoneId zone;
    private final boolean allowNoPoints;
    private final Faults faults;

    /**
     * Reads rules of a file.
     *
     * @param zone in which the file's times are; null if it does not say
     * @param allowNoPoints whether the file says so for each of its rules
     */
    RuleReader(String file, @Nullable ZoneId zone, boolean allowNoPoints, Faults faults) {
        this.file = file;
        this.zone = zone;
        this.allowNoPoints = allowNoPoints;
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
        boolean inputs = fields.has("inputs");
        fields.require("id", "name", "grades", "source");
        if (!inputs) {
            fields.require("applies");
        }
        boolean silence = fields.has("silence");
        boolean members = !inputs && (fields.has("members") || fields.has("share"));
        if (!silence && !members && !inputs) {
            fields.require("unit", "raise");
        }
        if ((members || inputs) != fields.has("group")) {
            fields.fault(
                    inputs
                            ? "inputs"
                            : members ? (fields.has("members") ? "members" : "share") : "group",
                    members || inputs
                            ? "needs a group: which points are looked at together"
                            : "needs members, share or inputs: what is looked at in the group");
        }
        if (inputs) {
            for (String field : NOT_OF_INPUTS) {
                if (fields.has(field)) {
                    fields.fault(
                            field,
                            "has no meaning beside inputs, each of which says its own: leave it"
                                    + " out");
                }
            }
        } else if (fields.has("value")) {
            fields.fault("value", "names one of several inputs, and there are none: leave it out");
        }

        Map<String, Place> places = new HashMap<>();
        Text name = fields.bilingual("name", MAX_NAME);
        boolean allowChatter = fields.flag("allowChatter");
        InputsReader ofInputs = new InputsReader(fields, allowNoPoints, places);
        Measure measure =
                inputs
                        ? ofInputs.read(new MeasureReader(fields).grouping())
                        : new MeasureReader(fields).read();
        Selector applies =
                !inputs
                        ? selector(fields, places)
                        : measure instanceof Measure.Inputs of
                                ? Selector.anyOf(
                                        of.inputs().stream().map(Measure.Input::applies).toList())
                                : null;
        String unit =
                silence ? SILENCE_UNIT : inputs ? unitOfInputs(measure) : unit(fields, places);
        if (inputs && fields.has("group")) {
            places.put("group", fields.place("group"));
        }
        if (members) {
            for (String part : List.of("group", "members", "share", "members.open", "share.open")) {
                if (fields.has(part)) {
                    places.put(part, fields.place(part));
                }
            }
            unit = unitOfMembers(fields, unit, measure);
        }
        String direction =
                silence || members || inputs
                        ? "above"
                        : fields.word("raise", Set.of("above", "below"));
        List<ThresholdCondition.OfGrade> grades =
                silence
                        ? gradesOfSilence(fields)
                        : inputs
                                ? ofInputs.grades()
                                : grades(fields, "above".equals(direction), measure, places);
        WhenReader times = new WhenReader(fields, zone);
        When when = times.when(measure);
        if ((when != null && when.once() && !members && !inputs)
                || measure instanceof Measure.Frequency) {
            checkOnce(fields, grades);
        }
        Schedule schedule = times.schedule(grades);
        List<List<ThresholdCondition.OfGrade>> periods =
                schedule == null ? List.of(grades) : schedule.periods();
        Double spike = fields.number("ignoreSpikes");
        if (fields.has("ignoreSpikes")) {
            places.put("ignoreSpikes", fields.place("ignoreSpikes"));
            if (silence || members || inputs) {
                fields.fault("ignoreSpikes", "has no meaning for silence or a group: leave it out");
            } else if (spike != null && !(spike > 0)) {
                fields.fault("ignoreSpikes", "must be above 0: how far a lone sample lies off");
            }
        }
        boolean latch = fields.flag("latch");
        Set<Acceptable> accepts = quality(fields);
        Certainty certainty = certainty(fields, measure);
        String source = fields.text("source", MAX_SOURCE);
        boolean verified = fields.flag("verified");
        LocalDate effective = fields.date("effective");
        String author = fields.text("author", MAX_NAME);
        Text text =
                template(
                        fields,
                        "text",
                        inputs
                                ? DEFAULT_INPUTS_TEXT
                                : members
                                        ? fields.has("share")
                                                ? DEFAULT_SHARE_TEXT
                                                : DEFAULT_COUNT_TEXT
                                        : TextTemplate.DEFAULT,
                        measure);
        Text measures = template(fields, "measures", NO_MEASURES, measure);
        Rule.OneHigher oneHigher = oneHigher(fields, members || inputs);
        places.put("oneHigher", fields.place("oneHigher"));

        if (inputs) {
            checkInputs(fields, grades, allowChatter, measure);
        } else if (direction != null) {
            checkPeriods(fields, direction.equals("above"), measure, periods);
            if (measure instanceof Measure.Members of) {
                checkMembers(fields, of, periods.get(0));
                if (schedule != null) {
                    fields.fault("grades", "must be the same at every time: a number of points is");
                }
            }
        }
        if (measure instanceof Measure.Usual && !Measure.Usual.UNIT.equals(unit)) {
            fields.fault("unit", "must be \"1\": limits are multiples of what is usual");
        }
        if (measure instanceof Measure.Count && !"1".equals(unit)) {
            fields.fault("unit", "must be \"1\": limits are numbers of times");
        }
        if (measure instanceof Measure.Percentile
                && "1".equals(Measure.ownUnit(measure))
                && !"1".equals(unit)) {
            fields.fault("unit", "must be \"1\": limits are multiples of the baseline");
        }
        if (measure instanceof Measure.Frequency
                && !Objects.requireNonNull(Measure.ownUnit(measure)).equals(unit)) {
            fields.fault(
                    "unit",
                    "must be %s"
                            .formatted(
                                    "1".equals(Measure.ownUnit(measure))
                                            ? "\"1\": limits are multiples of the baseline"
                                            : "Hz"));
        }
        if (measure instanceof Measure.Windowed windowed
                && windowed.statistic() == Measure.Statistic.CREST
                && !"1".equals(unit)) {
            fields.fault("unit", "must be \"1\": limits are multiples of the standard deviation");
        }
        if (measure instanceof Measure.Shift
                && "1".equals(Measure.ownUnit(measure))
                && !"1".equals(unit)) {
            fields.fault("unit", "must be \"1\": limits are multiples of the standard deviation");
        }
        if (measure instanceof Measure.Stuck && !"s".equals(unit)) {
            fields.fault("unit", "must be s: limits say for how long the value is the same");
        }
        if (!allowChatter && !silence && !inputs) {
            for (List<ThresholdCondition.OfGrade> period : periods) {
                checkChatter(fields, period);
            }
        }
        if (faults.count() > faultsBefore
                || id == null
                || name == null
                || applies == null
                || unit == null
                || direction == null
                || measure == null
                || source == null) {
            return new ReadRule(null, id, file, fields.place("id"), places);
        }
        Rule rule =
                new Rule(
                        id,
                        name,
                        applies,
                        unit,
                        new ThresholdCondition(
                                measure,
                                direction.equals("above"),
                                periods.get(0),
                                when,
                                schedule,
                                spike == null ? 0 : spike),
                        latch,
                        accepts,
                        certainty,
                        source,
                        verified,
                        effective,
                        author == null ? "" : author,
                        text,
                        measures,
                        oneHigher);
        return new ReadRule(rule, id, file, fields.place("id"), places);
    }

    private static Set<String> allOf(YamlNode.Mapping mapping) {
        Set<String> names = new HashSet<>();
        mapping.entries().forEach(entry -> names.add(entry.key().text()));
        return names;
    }

    private @Nullable Selector selector(Fields fields, Map<String, Place> places) {
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
        boolean mayBeNone = applies.flag("allowNoPoints") || allowNoPoints;
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
                quantity, assetClass, tags.keySet(), points.keySet(), allPoints, mayBeNone);
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

    /** One grade without limits: how long is too long is said once. */
    private static List<ThresholdCondition.OfGrade> gradesOfSilence(Fields fields) {
        for (String field : List.of("unit", "raise", "allowChatter")) {
            if (fields.has(field)) {
                fields.fault(field, "has no meaning for silence: leave it out");
            }
        }
        List<ThresholdCondition.OfGrade> read = new ArrayList<>();
        Fields grades = fields.group("grades", GRADES);
        if (grades == null) {
            return read;
        }
        for (Grade grade : Grade.values()) {
            if (grades.has(Words.of(grade))) {
                grades.group(Words.of(grade), Set.of());
                read.add(
                        new ThresholdCondition.OfGrade(
                                grade,
                                Limit.number(0),
                                Limit.number(0),
                                Duration.ZERO,
                                Duration.ZERO));
            }
        }
        if (read.size() != 1) {
            fields.fault("grades", "must hold exactly one grade for silence, as in {yellow: {}}");
        }
        return read;
    }

    private static List<ThresholdCondition.OfGrade> grades(
            Fields fields, boolean above, @Nullable Measure measure, Map<String, Place> places) {
        List<ThresholdCondition.OfGrade> read = new ArrayList<>();
        Fields grades = fields.group("grades", GRADES);
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
            of.require("raise");
            Limit raise = limit(of, "raise");
            Limit clear = clear(of, raise, above, measure);
            Duration onDelay = of.duration("onDelay");
            Duration offDelay = of.duration("offDelay");
            SampleCount samples = samples(of);
            checkDelay(of, onDelay, measure);
            places.put("grades." + name + ".raise", of.place("raise"));
            places.put("grades." + name + ".clear", of.place("clear"));
            if (raise != null && clear != null) {
                read.add(
                        new ThresholdCondition.OfGrade(
                                grade,
                                raise,
                                clear,
                                onDelay == null ? Duration.ZERO : onDelay,
                                offDelay == null ? Duration.ZERO : offDelay,
                                samples));
            }
        }
        if (!any) {
            fields.fault("grades", "must hold at least one of blue, yellow, orange, red");
        }
        return read;
    }

    /** Given as it is, or by the deadband, or by how much of a drop must be recovered. */
    private static @Nullable Limit clear(
            Fields grade, @Nullable Limit raise, boolean above, @Nullable Measure measure) {
        if (!grade.has("deadband")) {
            grade.require("clear");
            return limit(grade, "clear");
        }
        if (grade.has("clear")) {
            grade.fault("deadband", "and clear say the same thing: give one of them");
            return null;
        }
        YamlNode.Scalar scalar = grade.scalar("deadband");
        if (scalar != null && scalar.plain() && PERCENT.matcher(scalar.text()).matches()) {
            double percent =
                    Double.parseDouble(scalar.text().substring(0, scalar.text().length() - 1));
            if (!(percent > 0 && percent <= 50)) {
                grade.fault("deadband", "must be above 0 % and at most 50 % of the span");
                return null;
            }
            if (measure != null && !(measure instanceof Measure.Value)) {
                grade.fault(
                        "deadband",
                        "as a share of the span is for a point's own values: give a number");
                return null;
            }
            double spans = (above ? -percent : percent) / 100;
            return raise == null ? null : raise.shifted(0, spans);
        }
        Double width = grade.number("deadband");
        if (width == null || raise == null) {
            return null;
        }
        if (!(width > 0)) {
            grade.fault("deadband", "must be above 0");
            return null;
        }
        return raise.shifted(above ? -width : width, 0);
    }

    /** {@code 2}, or {@code 2 of 3}. */
    private static SampleCount samples(Fields grade) {
        YamlNode.Scalar scalar = grade.scalar("samples");
        if (scalar == null) {
            return SampleCount.ONE;
        }
        Matcher matcher = SAMPLES.matcher(scalar.text());
        if (matcher.matches()) {
            int need = Integer.parseInt(matcher.group(1));
            int of = matcher.group(2) == null ? need : Integer.parseInt(matcher.group(2));
            if (need >= 1 && need <= of && of <= SampleCount.MOST) {
                if (grade.has("onDelay")) {
                    grade.fault("samples", "and onDelay exclude each other: give one of them");
                }
                return new SampleCount(need, of);
            }
        }
        grade.fault(
                "samples",
                "must be a number such as 2, or such as 2 of 3, up to %d, not '%s'"
                        .formatted(SampleCount.MOST, scalar.text()));
        return SampleCount.ONE;
    }

    private static void checkDelay(
            Fields grade, @Nullable Duration onDelay, @Nullable Measure measure) {
        Duration window =
                measure instanceof Measure.Windowed windowed
                        ? windowed.window()
                        : measure instanceof Measure.Rate rate
                                ? rate.window()
                                : measure instanceof Measure.Steepest steepest
                                        ? steepest.window()
                                        : null;
        if (onDelay != null && window != null && onDelay.compareTo(window) > 0) {
            grade.fault("onDelay", "must not be longer than the window of the measure");
        }
    }

    private static @Nullable Limit limit(Fields grade, String name) {
        if (!grade.has(name + ".schedule")) {
            return limitOfOneTime(grade, name);
        }
        Fields of = grade.group(name, SCHEDULE_FIELDS);
        if (of == null) {
            return null;
        }
        List<Fields> groups = of.groups("schedule", PART_FIELDS);
        if (groups.size() > MOST_PARTS) {
            of.fault("schedule", "has more than %d parts".formatted(MOST_PARTS));
            return null;
        }
        List<Limit.Part> parts = new ArrayList<>();
        for (Fields group : groups) {
            group.require("limit");
            Times times = WhenReader.times(group);
            Limit limit = limitOfOneTime(group, "limit");
            if (times != null && limit != null) {
                parts.add(new Limit.Part(times, limit));
            }
        }
        return parts.isEmpty() || parts.size() < groups.size() ? null : Limit.scheduled(parts);
    }

    private static @Nullable Limit limitOfOneTime(Fields grade, String name) {
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

    /** A forecast is possible, and likely once it has come true. */
    private static Certainty certainty(Fields fields, @Nullable Measure measure) {
        if (measure instanceof Measure.Forecast) {
            if (fields.has("certainty")) {
                fields.fault(
                        "certainty",
                        "follows from the forecast: possible until it comes true, then likely;"
                                + " leave it out");
            }
            return Certainty.POSSIBLE;
        }
        String word = fields.word("certainty", Set.of("observed", "likely", "possible"));
        for (Certainty certainty : Certainty.values()) {
            if (Words.of(certainty).equals(word)) {
                return certainty;
            }
        }
        return Certainty.LIKELY;
    }

    private static Text template(
            Fields fields, String name, Text otherwise, @Nullable Measure measure) {
        Text text = fields.bilingual(name, MAX_TEXT);
        if (text == null) {
            return otherwise;
        }
        List<String> inputs = measure instanceof Measure.Inputs of ? of.names() : List.of();
        TextTemplate.problems(text.zh(), inputs)
                .forEach(problem -> fields.fault(name + ".zh", problem));
        TextTemplate.problems(text.en(), inputs)
                .forEach(problem -> fields.fault(name + ".en", problem));
        return text;
    }

    /** What is wrong in one period is told, not what is wrong in the same way in others. */
    private static void checkPeriods(
            Fields fields,
            boolean above,
            @Nullable Measure measure,
            List<List<ThresholdCondition.OfGrade>> periods) {
        int before = fields.faults();
        for (List<ThresholdCondition.OfGrade> period : periods) {
            checkOrder(fields, above, period);
            checkSense(fields, above, measure, period);
            if (fields.faults() > before) {
                return;
            }
        }
    }

    private static void checkOnce(Fields fields, List<ThresholdCondition.OfGrade> grades) {
        for (ThresholdCondition.OfGrade grade : grades) {
            if (!grade.onDelay().isZero() || !grade.offDelay().isZero()) {
                fields.fault(
                        "grades." + Words.of(grade.grade()),
                        "cannot have onDelay or offDelay where the rule looks once each time: give"
                                + " samples, which counts the times");
            }
        }
    }

    /** Only plain numbers can be compared yet; the others are, at each point. */
    private static void checkOrder(
            Fields fields, boolean above, List<ThresholdCondition.OfGrade> grades) {
        List<ThresholdLimits> limits = new ArrayList<>();
        for (ThresholdCondition.OfGrade grade : grades) {
            if (!grade.raise().isNumber() || !grade.clear().isNumber()) {
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

    /**
     * A measure that is never negative, or is nothing at all most of the time, must be allowed to
     * rest.
     */
    private static void checkSense(
            Fields fields,
            boolean above,
            @Nullable Measure measure,
            List<ThresholdCondition.OfGrade> grades) {
        boolean distance =
                measure instanceof Measure.Steepest
                        || (measure instanceof Measure.Windowed windowed
                                && DISTANCES.contains(windowed.statistic()));
        if (distance && !above) {
            fields.fault(
                    "raise",
                    "must be above: a swing, drop, peak, crest or steepest change is never below"
                            + " 0");
        }
        if (measure instanceof Measure.Anomaly) {
            for (ThresholdCondition.OfGrade grade : grades) {
                if (grade.raise().isNumber()
                        && !(grade.raise().plus() > 0 && grade.raise().plus() <= 1)) {
                    fields.fault(
                            "grades." + Words.of(grade.grade()) + ".raise",
                            "must be above 0 and at most 1, as a score is: 0.74 is an alarm");
                }
            }
            if (!above) {
                fields.fault("raise", "must be above: what is usual scores low");
            }
        }
        boolean number = measure instanceof Measure.Count || measure instanceof Measure.Stuck;
        if (number && !above) {
            fields.fault("raise", "must be above: many times, or long ones, are what matters");
        }
        if (measure instanceof Measure.Drift && !above) {
            fields.fault("raise", "must be above: how far it has drifted has no sign");
        }
        if (measure instanceof Measure.Shift shift && shift.either() && !above) {
            fields.fault("raise", "must be above where either direction counts");
        }
        boolean rests =
                measure instanceof Measure.Rate
                        || measure instanceof Measure.Creep
                        || measure instanceof Measure.Shift
                        || measure instanceof Measure.Drift;
        if (!number && !distance && !rests) {
            return;
        }
        for (ThresholdCondition.OfGrade grade : grades) {
            boolean resting =
                    grade.raise().isNumber()
                            && (above ? grade.raise().plus() <= 0 : grade.raise().plus() >= 0);
            if (resting) {
                fields.fault(
                        "grades." + Words.of(grade.grade()) + ".raise",
                        "is reached by a value that does not move at all: it must be "
                                + (above ? "above 0" : "below 0"));
            }
        }
    }

    /**
     * The unit is that of the limit at which a point counts; without one, there is none to give.
     */
    private static @Nullable String unitOfMembers(
            Fields fields, @Nullable String unit, @Nullable Measure measure) {
        if (fields.has("raise")) {
            fields.fault(
                    "raise",
                    "has no meaning for a group, of which more points are always graver: leave it"
                            + " out");
        }
        if (!(measure instanceof Measure.Members members)) {
            return unit;
        }
        if (members.open().isEmpty()) {
            fields.require("unit");
            return unit;
        }
        if (fields.has("unit")) {
            fields.fault("unit", "has no meaning where open rules are counted: leave it out");
        }
        return members.unit();
    }

    private static Rule.@Nullable OneHigher oneHigher(Fields fields, boolean ofGroup) {
        Fields of = fields.group("oneHigher", Set.of("of", "atMost"));
        if (of == null) {
            return null;
        }
        if (ofGroup) {
            fields.fault("oneHigher", "has no meaning for a group, which has no registered values");
        }
        of.require("of", "atMost");
        String registered = of.text("of", MAX_NAME);
        Double atMost = of.number("atMost");
        return registered == null || atMost == null ? null : new Rule.OneHigher(registered, atMost);
    }

    private static @Nullable String unitOfInputs(@Nullable Measure measure) {
        return measure instanceof Measure.Inputs inputs ? inputs.unit() : null;
    }

    private static void checkInputs(
            Fields fields,
            List<ThresholdCondition.OfGrade> grades,
            boolean allowChatter,
            @Nullable Measure measure) {
        for (String field : List.of("text.zh", "text.en", "measures.zh", "measures.en")) {
            YamlNode.Scalar scalar = fields.deepScalar(field);
            if (scalar != null && scalar.text().contains("{limit}")) {
                fields.fault(field, "has {limit}, but a condition in CEL has no limit");
            }
        }
        if (allowChatter || !(measure instanceof Measure.Inputs inputs)) {
            return;
        }
        for (int i = 0; i < grades.size(); i++) {
            ThresholdCondition.OfGrade grade = grades.get(i);
            if (inputs.conditions().get(i).clear() == null
                    && grade.onDelay().isZero()
                    && grade.offDelay().isZero()) {
                fields.fault(
                        "grades." + Words.of(grade.grade()),
                        "has neither a clear condition nor a delay, so noise would raise and clear"
                                + " without end: give clear, onDelay or offDelay, or say"
                                + " allowChatter: true");
            }
        }
    }

    private static void checkMembers(
            Fields fields, Measure.Members measure, List<ThresholdCondition.OfGrade> grades) {
        for (ThresholdCondition.OfGrade grade : grades) {
            String field = "grades." + Words.of(grade.grade());
            if (!grade.raise().isNumber() || !grade.clear().isNumber()) {
                fields.fault(
                        field + (grade.raise().isNumber() ? ".clear" : ".raise"),
                        "must be a number: a group has no registered values");
                continue;
            }
            double raise = grade.raise().plus();
            if (measure.share()) {
                if (!(raise > 0 && raise <= 100)) {
                    fields.fault(field + ".raise", "must be percent, above 0 and at most 100");
                }
            } else if (!(raise >= 1 && raise == Math.rint(raise))) {
                fields.fault(field + ".raise", "must be a whole number of points, 1 or more");
            }
            if (!(grade.clear().plus() > 0)) {
                fields.fault(
                        field + (fields.has(field + ".clear") ? ".clear" : ".deadband"),
                        "would never clear: fewer than none cannot be; give a clear limit above 0");
            }
            if (grade.samples().need() > 1) {
                fields.fault(field + ".samples", "has no meaning for a group: give an onDelay");
            }
        }
    }

    private static void checkChatter(Fields fields, List<ThresholdCondition.OfGrade> grades) {
        for (ThresholdCondition.OfGrade grade : grades) {
            if (grade.raise().equals(grade.clear())
                    && grade.samples().need() == 1
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
