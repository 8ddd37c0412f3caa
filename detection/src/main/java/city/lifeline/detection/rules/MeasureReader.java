package city.lifeline.detection.rules;

import city.lifeline.model.Ids;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what a rule looks at; a rule that does not say looks at values. */
final class MeasureReader {

    private static final List<String> MEASURES =
            List.of(
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
                    "members",
                    "share");
    private static final int MOST_DAYS = 14;
    private static final int MOST_WEEKS = 4;
    private static final int DAYS_IN_WEEK = 7;
    private static final double MOST_INTERVALS = 1_000;
    private static final int MOST_DAYS_OF_CREEP = 120;
    private static final int MOST_DAYS_OF_DRIFT = 28;
    private static final int MOST_YEARS_OF_CREEP = 5;
    private static final Duration LONGEST_PER = Duration.ofHours(8_766);
    private static final Duration LONGEST_OF_PERCENTILE = Duration.ofDays(28);
    static final Duration LONGEST_BASELINE = Duration.ofDays(366);
    private static final double MOST_PERCENT = 99.9;
    private static final int MOST_BASELINE_PARTS = 52 * Measure.Percentile.PARTS;
    private static final Duration LONGEST_DAILY_AHEAD = Duration.ofHours(12);
    private static final int LEAST_MEANS = 12;
    private static final int LEAST_WINDOWS = 5;
    private static final double MOST_HERTZ = 1_000;
    private static final int MOST_MEANS = 120;
    private static final int MAX_TAG = 100;
    private static final double MOST_METRES = 10_000;
    private static final Pattern DISTANCE =
            Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,3})?) ?(m|km)");

    private final Fields rule;

    MeasureReader(Fields rule) {
        this.rule = rule;
    }

    /** Null where it is faulty. */
    @Nullable Measure read() {
        List<String> named = new ArrayList<>(MEASURES);
        named.removeIf(name -> !rule.has(name));
        if (named.isEmpty()) {
            return Measure.VALUE;
        }
        String name = named.get(0);
        if (named.size() > 1) {
            rule.fault(
                    named.get(1),
                    "and %s exclude each other: a rule looks at one thing".formatted(name));
            return null;
        }
        return switch (name) {
            case "rate" -> rate();
            case "steepest" -> steepest();
            case "forecast" -> forecast();
            case "usual" -> usual();
            case "silence" -> silence();
            case "count" -> counted();
            case "stuck" -> stuck();
            case "creep" -> creep();
            case "percentile" -> percentile();
            case "shift" -> shift();
            case "drift" -> drift();
            case "frequency" -> frequency();
            case "anomaly" -> anomaly();
            case "members", "share" -> members(name);
            default -> windowed(Measure.Statistic.valueOf(name.toUpperCase(Locale.ROOT)), name);
        };
    }

    private @Nullable Measure windowed(Measure.Statistic statistic, String name) {
        Fields of = rule.group(name, Set.of("window"));
        if (of == null) {
            return null;
        }
        Duration window = positive(of, "window");
        return window == null ? null : new Measure.Windowed(statistic, window);
    }

    private @Nullable Measure rate() {
        Fields of = rule.group("rate", Set.of("window", "per"));
        if (of == null) {
            return null;
        }
        Duration window = positive(of, "window");
        Duration per = positive(of, "per");
        return window == null || per == null ? null : new Measure.Rate(window, per);
    }

    private @Nullable Measure steepest() {
        Fields of = rule.group("steepest", Set.of("window", "per"));
        if (of == null) {
            return null;
        }
        Duration window = positive(of, "window");
        Duration per = positive(of, "per");
        return window == null || per == null ? null : new Measure.Steepest(window, per);
    }

    private @Nullable Measure forecast() {
        Fields of = rule.group("forecast", Set.of("window", "ahead", "days"));
        if (of == null) {
            return null;
        }
        Duration window = positive(of, "window");
        Duration ahead = positive(of, "ahead");
        if (window == null || ahead == null) {
            return null;
        }
        if (ahead.compareTo(window.multipliedBy(2)) > 0) {
            of.fault("ahead", "must not be longer than twice the window that the trend is of");
            return null;
        }
        if (of.has("days") && ahead.compareTo(LONGEST_DAILY_AHEAD) > 0) {
            of.fault("ahead", "must not be longer than 12 h where the daily cycle is learnt");
            return null;
        }
        Integer days = of.has("days") ? count(of, "days", MOST_DAYS) : Integer.valueOf(0);
        return days == null ? null : new Measure.Forecast(window, ahead, days);
    }

    private @Nullable Measure usual() {
        Fields of = rule.group("usual", Set.of("days", "weeks", "floor"));
        if (of == null) {
            return null;
        }
        of.require("floor");
        Double floor = of.number("floor");
        if (floor != null && !(floor > 0)) {
            of.fault("floor", "must be above 0: nothing is a multiple of nothing");
            return null;
        }
        if (of.has("days") == of.has("weeks")) {
            rule.fault("usual", "must have either days or weeks");
            return null;
        }
        boolean days = of.has("days");
        Integer times = days ? count(of, "days", MOST_DAYS) : count(of, "weeks", MOST_WEEKS);
        return floor == null || times == null
                ? null
                : new Measure.Usual(days ? 1 : DAYS_IN_WEEK, times, floor);
    }

    private static @Nullable Integer count(Fields of, String name, int most) {
        Double number = of.number(name);
        if (number == null) {
            return null;
        }
        if (!(number >= 2 && number <= most && number == Math.rint(number))) {
            of.fault(name, "must be a whole number of 2 to " + most);
            return null;
        }
        return number.intValue();
    }

    private @Nullable Measure creep() {
        Fields of = rule.group("creep", Set.of("days", "years", "per"));
        if (of == null) {
            return null;
        }
        Duration per = positive(of, "per", LONGEST_PER);
        if (of.has("days") == of.has("years")) {
            rule.fault("creep", "must have either days or years");
            return null;
        }
        boolean inDays = of.has("days");
        String name = inDays ? "days" : "years";
        int least = inDays ? Measure.Creep.LEAST_DAYS : 1;
        int most = inDays ? MOST_DAYS_OF_CREEP : MOST_YEARS_OF_CREEP;
        Double number = of.number(name);
        if (number == null || per == null) {
            return null;
        }
        if (!(number >= least && number <= most && number == Math.rint(number))) {
            of.fault(
                    name,
                    inDays
                            ? "must be a whole number of %d to %d: within more of a year the season looks like creep, so give years"
                                    .formatted(least, most)
                            : "must be a whole number of %d to %d".formatted(least, most));
            return null;
        }
        return new Measure.Creep(
                inDays ? number.intValue() : 0, inDays ? 0 : number.intValue(), per);
    }

    private @Nullable Measure percentile() {
        Fields of = rule.group("percentile", Set.of("of", "window", "baseline", "floor"));
        if (of == null) {
            return null;
        }
        of.require("of");
        Double percent = of.number("of");
        Duration window = positive(of, "window", LONGEST_OF_PERCENTILE);
        boolean compares = of.has("baseline");
        Duration baseline = compares ? positive(of, "baseline", LONGEST_BASELINE) : Duration.ZERO;
        Double floor = floor(of, compares, "baseline");
        if (percent == null || window == null || baseline == null || floor == null) {
            return null;
        }
        if (!(percent >= 1 && percent <= MOST_PERCENT)) {
            of.fault("of", "must be 1 to %s percent".formatted(Words.number(MOST_PERCENT)));
            return null;
        }
        Measure.Percentile measure = new Measure.Percentile(percent, window, baseline, floor);
        long parts = compares ? baseline.dividedBy(measure.part()) : MOST_BASELINE_PARTS;
        if (parts < Measure.Percentile.PARTS || parts > MOST_BASELINE_PARTS) {
            of.fault("baseline", "must be 1 to 52 times the window");
            return null;
        }
        return measure;
    }

    private @Nullable Measure shift() {
        Fields of = rule.group("shift", Set.of("every", "learn", "in", "either", "floor"));
        if (of == null) {
            return null;
        }
        Duration every = positive(of, "every");
        Duration learn = positive(of, "learn", LONGEST_BASELINE);
        boolean either = of.flag("either");
        boolean sigmas = "sigmas".equals(of.word("in", Set.of("sigmas")));
        Double floor = floor(of, sigmas, "in: sigmas");
        if (every == null || learn == null || floor == null) {
            return null;
        }
        long means = learn.dividedBy(every);
        if (means < LEAST_MEANS || means > MOST_MEANS) {
            of.fault(
                    "learn",
                    "must be %d to %d times as long as every".formatted(LEAST_MEANS, MOST_MEANS));
            return null;
        }
        return new Measure.Shift(every, learn, either, sigmas, floor);
    }

    private @Nullable Measure drift() {
        Fields of = rule.group("drift", Set.of("learn", "days", "fastest"));
        if (of == null) {
            return null;
        }
        if (rule.has("when")) {
            rule.fault("when", "has no meaning for drift, which compares whole days: leave it out");
        }
        of.require("fastest");
        Integer learn = days(of, "learn");
        Integer days = days(of, "days");
        Double fastest = of.number("fastest");
        if (learn == null || days == null || fastest == null) {
            return null;
        }
        if (!(fastest > 0)) {
            of.fault("fastest", "must be above 0: the most that a sensor drifts in a day");
            return null;
        }
        return new Measure.Drift(learn, days, fastest);
    }

    private static @Nullable Integer days(Fields of, String name) {
        of.require(name);
        Double number = of.number(name);
        if (number == null) {
            return null;
        }
        if (!(number >= Measure.Drift.LEAST_DAYS
                && number <= MOST_DAYS_OF_DRIFT
                && number == Math.rint(number))) {
            of.fault(
                    name,
                    "must be a whole number of %d to %d days"
                            .formatted(Measure.Drift.LEAST_DAYS, MOST_DAYS_OF_DRIFT));
            return null;
        }
        return number.intValue();
    }

    private @Nullable Measure anomaly() {
        return rule.group("anomaly", Set.of()) == null ? null : new Measure.Anomaly();
    }

    private @Nullable Measure frequency() {
        Fields of = rule.group("frequency", Set.of("window", "from", "to", "baseline"));
        if (of == null) {
            return null;
        }
        of.require("from", "to");
        Duration window = positive(of, "window");
        Double from = of.number("from");
        Double to = of.number("to");
        Duration baseline =
                of.has("baseline") ? positive(of, "baseline", LONGEST_BASELINE) : Duration.ZERO;
        if (window == null || from == null || to == null || baseline == null) {
            return null;
        }
        if (!(from > 0 && from < to && to <= MOST_HERTZ)) {
            of.fault("to", "must be above from, and both above 0 and at most 1,000 Hz");
            return null;
        }
        long windows = baseline.dividedBy(window);
        if (of.has("baseline") && (windows < LEAST_WINDOWS || windows > MOST_BASELINE_PARTS)) {
            of.fault(
                    "baseline",
                    "must be %d to %d times the window"
                            .formatted(LEAST_WINDOWS, MOST_BASELINE_PARTS));
            return null;
        }
        return new Measure.Frequency(window, from, to, baseline);
    }

    /** 0 where it is not given and need not be. */
    private static @Nullable Double floor(Fields of, boolean needed, String with) {
        if (!of.has("floor")) {
            if (needed) {
                of.require("floor");
                return null;
            }
            return 0.0;
        }
        Double floor = of.number("floor");
        if (floor != null && !(floor > 0)) {
            of.fault("floor", "must be above 0: nothing is a multiple of nothing");
            return null;
        }
        if (floor != null && !needed && with.equals("baseline")) {
            of.fault("floor", "has no meaning without a baseline: leave it out");
            return null;
        }
        return floor;
    }

    private @Nullable Measure counted() {
        Fields of = rule.group("count", Set.of("window", "above", "below", "samples"));
        if (of == null) {
            return null;
        }
        Duration window = positive(of, "window");
        boolean samples = of.flag("samples");
        if (of.has("above") == of.has("below")) {
            rule.fault("count", "must have either above or below: what counts");
            return null;
        }
        boolean above = of.has("above");
        Double limit = of.number(above ? "above" : "below");
        return window == null || limit == null
                ? null
                : new Measure.Count(window, above, limit, samples);
    }

    private @Nullable Measure stuck() {
        Fields of = rule.group("stuck", Set.of("samples", "times"));
        if (of == null) {
            return null;
        }
        of.require("samples", "times");
        Double samples = of.number("samples");
        Double times = of.number("times");
        if (samples == null || times == null) {
            return null;
        }
        if (!(samples >= 2 && samples <= MOST_INTERVALS && samples == Math.rint(samples))) {
            of.fault("samples", "must be a whole number of 2 to 1,000");
            return null;
        }
        if (!(times >= 1 && times <= MOST_INTERVALS)) {
            of.fault("times", "must be 1 to 1,000 times the longest that the point rests");
            return null;
        }
        return new Measure.Stuck(samples.intValue(), times);
    }

    private @Nullable Measure silence() {
        Fields of = rule.group("silence", Set.of("intervals", "atLeast"));
        if (of == null) {
            return null;
        }
        of.require("intervals");
        Double intervals = of.number("intervals");
        Duration atLeast = of.duration("atLeast");
        if (intervals == null || (of.has("atLeast") && atLeast == null)) {
            return null;
        }
        if (!(intervals >= 2 && intervals <= MOST_INTERVALS)) {
            of.fault("intervals", "must be 2 to 1,000 intervals of the point");
            return null;
        }
        return new Measure.Silence(intervals, atLeast == null ? Duration.ZERO : atLeast);
    }

    private @Nullable Measure members(String name) {
        Fields of = rule.group(name, Set.of("above", "below", "open", "window", "order"));
        Grouping grouping = grouping();
        if (of == null || grouping == null) {
            return null;
        }
        List<String> ways = new ArrayList<>(List.of("above", "below", "open"));
        ways.removeIf(way -> !of.has(way));
        if (ways.size() != 1) {
            rule.fault(name, "must have one of above, below and open: when a point counts");
            return null;
        }
        Duration window = of.has("window") ? positive(of, "window") : Duration.ZERO;
        String way = ways.get(0);
        int before = rule.faults();
        Measure.Order order = order(name, of);
        if (rule.faults() > before) {
            return null;
        }
        if (way.equals("open")) {
            Set<String> open = of.texts("open", Ids.MAX_LENGTH).keySet();
            return window == null || open.isEmpty()
                    ? null
                    : new Measure.Members(
                            name.equals("share"), grouping, true, Double.NaN, open, window, order);
        }
        Double limit = of.number(way);
        return limit == null || window == null
                ? null
                : new Measure.Members(
                        name.equals("share"),
                        grouping,
                        way.equals("above"),
                        limit,
                        Set.of(),
                        window,
                        order);
    }

    /** Null where none is given, or it is faulty. */
    private static Measure.@Nullable Order order(String name, Fields members) {
        if (!members.has("order")) {
            return null;
        }
        if (name.equals("share")) {
            members.fault("order", "has no meaning for a share: give members");
            return null;
        }
        if (!members.has("window")) {
            members.fault("order", "needs a window beside it: for how long a point is remembered");
            return null;
        }
        Fields of =
                members.group("order", Set.of("along", "slowest", "fastest", "within", "slack"));
        if (of == null) {
            return null;
        }
        of.require("along");
        String along = of.text("along", MAX_TAG);
        if (of.has("slowest") == of.has("within")) {
            of.fault(
                    of.has("within") ? "within" : "",
                    "must have either slowest, in m/s, or within: how long it may take to the next"
                            + " point");
            return null;
        }
        Double slowest = of.has("slowest") ? of.number("slowest") : Double.valueOf(0);
        Double fastest = of.has("fastest") ? of.number("fastest") : Double.valueOf(0);
        Duration within = of.has("within") ? positive(of, "within") : Duration.ZERO;
        Duration slack = of.has("slack") ? positive(of, "slack") : Duration.ZERO;
        if (along == null
                || slowest == null
                || fastest == null
                || within == null
                || slack == null) {
            return null;
        }
        if (of.has("slowest") && !(slowest > 0)) {
            of.fault("slowest", "must be above 0 m/s");
            return null;
        }
        if (of.has("fastest") && !(fastest > 0 && fastest >= slowest)) {
            of.fault("fastest", "must be above 0 m/s, and no less than slowest");
            return null;
        }
        return new Measure.Order(along, slowest, fastest, within, slack);
    }

    /** What the points of a group have in common; null where it is faulty or not given. */
    @Nullable Grouping grouping() {
        Fields of = rule.group("group", Set.of("by", "tag", "within"));
        if (of == null) {
            return null;
        }
        List<String> ways = new ArrayList<>(List.of("by", "tag", "within"));
        ways.removeIf(way -> !of.has(way));
        if (ways.size() != 1) {
            rule.fault(
                    "group", "must have one of by, tag and within: what its points have in common");
            return null;
        }
        switch (ways.get(0)) {
            case "by" -> {
                String by = of.word("by", Set.of("asset", "district"));
                return by == null
                        ? null
                        : new Grouping(
                                by.equals("asset") ? Grouping.Kind.ASSET : Grouping.Kind.DISTRICT,
                                "",
                                0);
            }
            case "tag" -> {
                String tag = of.text("tag", MAX_TAG);
                return tag == null ? null : new Grouping(Grouping.Kind.TAG, tag, 0);
            }
            default -> {
                return within(of);
            }
        }
    }

    private static @Nullable Grouping within(Fields of) {
        YamlNode.Scalar scalar = of.scalar("within");
        if (scalar == null) {
            return null;
        }
        Matcher matcher = DISTANCE.matcher(scalar.text());
        if (matcher.matches()) {
            double metres =
                    Double.parseDouble(matcher.group(1))
                            * (matcher.group(2).equals("km") ? 1000 : 1);
            if (metres > 0 && metres <= MOST_METRES) {
                return new Grouping(Grouping.Kind.WITHIN, "", metres);
            }
        }
        of.fault(
                "within",
                "must be a distance such as 100m or 1.5km, above 0 and at most 10km, not '%s'"
                        .formatted(scalar.text()));
        return null;
    }

    static @Nullable Duration positive(Fields of, String name) {
        return positive(of, name, Fields.LONGEST_DURATION);
    }

    static @Nullable Duration positive(Fields of, String name, Duration longest) {
        of.require(name);
        Duration duration = of.duration(name, longest);
        if (duration != null && duration.isZero()) {
            of.fault(name, "must be longer than nothing");
            return null;
        }
        return duration;
    }
}
