package city.lifeline.detection.rules;

import city.lifeline.model.Cause;
import city.lifeline.model.Certainty;
import city.lifeline.model.Grade;
import city.lifeline.model.Quality;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Point;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A configured condition and what to tell people about it.
 *
 * @param unit UCUM code of all limits; the same as the points' registered unit, but for a measure
 *     that has its own
 * @param latch whether its warnings keep their grade and stay open until acknowledged
 * @param accepts what the rule takes at face value beyond samples of the qualities {@link
 *     Quality#GOOD}, {@link Quality#UNCERTAIN} and {@link Quality#CLOCK}
 * @param source clause or publication that the limits come from
 * @param verified whether someone has signed the limits off for this city
 * @param effective since when the source asks for it; for the record, it delays nothing
 * @param author who answers for it; empty if not given
 * @param text template for {@link TextTemplate}
 * @param measures what to do first; empty texts if not given
 * @param oneHigher where each grade is one higher; null: nowhere
 */
public record Rule(
        String id,
        Text name,
        Selector applies,
        String unit,
        ThresholdCondition condition,
        boolean latch,
        Set<Acceptable> accepts,
        Certainty certainty,
        String source,
        boolean verified,
        @Nullable LocalDate effective,
        String author,
        Text text,
        Text measures,
        @Nullable OneHigher oneHigher) {

    /** Units of gases, none of whose samples is ignored. */
    private static final Set<String> CONCENTRATIONS =
            Set.of("%{LEL}", "%{vol}", "mg/m3", "ug/m3", "[ppm]", "[ppb]", "{ppm}", "{ppb}");

    public Rule {
        accepts = Set.copyOf(accepts);
    }

    /** One whose grades are the same everywhere. */
    public Rule(
            String id,
            Text name,
            Selector applies,
            String unit,
            ThresholdCondition condition,
            boolean latch,
            Set<Acceptable> accepts,
            Certainty certainty,
            String source,
            boolean verified,
            @Nullable LocalDate effective,
            String author,
            Text text,
            Text measures) {
        this(
                id, name, applies, unit, condition, latch, accepts, certainty, source, verified,
                effective, author, text, measures, null);
    }

    /**
     * Points at which each grade is one higher, red apart.
     *
     * @param of name of a registered value; a point without it is not one of them
     * @param atMost they have no more than this
     */
    public record OneHigher(String of, double atMost) {

        boolean isAt(Point point) {
            Double registered = point.limits().get(of);
            return registered != null && registered <= atMost;
        }
    }

    /** Whether high values are dangerous; otherwise low ones. */
    public boolean above() {
        return condition.above();
    }

    /** What the limits are about. */
    public Measure measure() {
        return condition.measure();
    }

    /**
     * Whether the limits are about the samples' own values, so that they can be shown beside them.
     */
    public boolean isOfValues() {
        When when = condition.when();
        return (measure() instanceof Measure.Value || measure() instanceof Measure.Forecast)
                && (when == null || !when.once());
    }

    /** Whether the rule looks, and has the same limits, at every time. */
    public boolean isTimeless() {
        return condition.when() == null && condition.schedule() == null;
    }

    /** Whether it looks at several points together. */
    public boolean isOfGroup() {
        return measure() instanceof Measure.Members || measure() instanceof Measure.Inputs;
    }

    /** Whether a sample counts; one without a value, a sentinel or a jump never does. */
    public boolean accepts(Quality quality, Cause cause) {
        return switch (quality) {
            case GOOD, UNCERTAIN, CLOCK -> true;
            case STUCK -> accepts.contains(Acceptable.STUCK);
            case MISSING -> false;
            case BAD ->
                    switch (cause) {
                        case SENTINEL, JUMP -> false;
                        case RANGE ->
                                accepts.contains(Acceptable.OUT_OF_RANGE)
                                        || accepts.contains(Acceptable.BAD);
                        case NONE, SENSOR -> accepts.contains(Acceptable.BAD);
                    };
        };
    }

    /**
     * The limits at a point that the rule applies to, mildest grade first. Empty where {@link
     * #problemsAt} names any problem: a rule is never applied in part. Where limits change with the
     * time, those of the {@link Schedule}'s first period.
     */
    public List<ThresholdLimits> limitsFor(Point point) {
        return problemsAt(point).isEmpty() ? resolve(point, condition.grades()) : List.of();
    }

    /** The limits at a point that has no problems, in each period of the {@link Schedule}. */
    public List<List<ThresholdLimits>> periodsFor(Point point) {
        return condition.periods().stream().map(grades -> resolve(point, grades)).toList();
    }

    /**
     * What keeps the rule from watching a point that it applies to: another unit, a registered
     * value that the point lacks, or limits that contradict each other once resolved. Empty if
     * nothing.
     */
    public List<Problem> problemsAt(Point point) {
        List<Problem> problems = new ArrayList<>();
        if (measure() instanceof Measure.Silence) {
            return problems;
        }
        if (measure() instanceof Measure.Inputs) {
            // What an input asks of its points is for their groups to know.
            return problems;
        }
        boolean ownUnit =
                Measure.ownUnit(measure()) != null
                        || (measure() instanceof Measure.Members members
                                && !members.open().isEmpty());
        if (!ownUnit && !unit.equals(point.unit())) {
            problems.add(
                    new Problem(
                            "unit",
                            "the rule is in %s but the point is kept in %s: write the limits in"
                                            .formatted(unit, point.unit())
                                    + " the point's registered unit"));
        }
        if (measure() instanceof Measure.Members members
                && members.order() != null
                && !point.limits().containsKey(members.order().along())) {
            problems.add(
                    new Problem(
                            "members",
                            "the point has no registered value '%s' that says where on the line it is; it has %s"
                                    .formatted(
                                            members.order().along(),
                                            Words.list(point.limits().keySet()))));
        }
        if (condition.spike() > 0 && CONCENTRATIONS.contains(point.unit())) {
            problems.add(
                    new Problem(
                            "ignoreSpikes",
                            "a gas (%s) must alarm with its first sample: leave it out"
                                    .formatted(point.unit())));
        }
        String tooSlow = tooSlow(point.interval());
        if (tooSlow != null) {
            problems.add(new Problem(field(), tooSlow));
        }
        for (List<ThresholdCondition.OfGrade> grades : condition.periods()) {
            for (ThresholdCondition.OfGrade grade : grades) {
                String field = "grades." + Words.of(grade.grade());
                requireRegistered(grade.raise(), field + ".raise", point, problems);
                requireRegistered(grade.clear(), field + ".clear", point, problems);
            }
            if (problems.isEmpty()) {
                LimitOrder.check(above(), resolve(point, grades), problems);
            }
            if (!problems.isEmpty()) {
                break;
            }
        }
        return problems;
    }

    /** Why the measure could never say anything of a point that reports so seldom; else null. */
    private @Nullable String tooSlow(Duration interval) {
        if (measure() instanceof Measure.Percentile percentile
                && percentile.part().compareTo(interval.multipliedBy(percentile.leastSamples()))
                        < 0) {
            return "each seventh of the window needs %d samples, but the point reports every %s s"
                    .formatted(percentile.leastSamples(), Words.number(interval.toNanos() / 1e9));
        }
        if (measure() instanceof Measure.Frequency frequency) {
            double hertz = 1e9 / Math.max(1, interval.toNanos());
            int every = frequency.every(interval);
            int segment = frequency.segment(interval);
            double segments = frequency.window().toNanos() / 1e9 * hertz / every / segment;
            if (hertz < 2.5 * frequency.toHz()) {
                return "up to %s Hz needs %s samples a second, but the point has %s"
                        .formatted(
                                Words.number(frequency.toHz()),
                                Words.number(2.5 * frequency.toHz()),
                                Words.number(hertz));
            }
            if (hertz / every / segment > frequency.fromHz() / 10) {
                return "the band is too wide to tell its lower frequencies apart: let to be at most 50 times from";
            }
            if (segments < 4) {
                return "a spectrum of this band takes %d s, so the window must be 4 times as long"
                        .formatted((long) Math.ceil(segment * every / hertz));
            }
        }
        if (measure() instanceof Measure.Creep creep
                && creep.years() == 0
                && interval.multipliedBy(Measure.Creep.LEAST_DAYS)
                                .compareTo(Duration.ofDays(creep.days()))
                        > 0) {
            return "%d samples are needed within %d days, but the point reports every %s days"
                    .formatted(
                            Measure.Creep.LEAST_DAYS,
                            creep.days(),
                            Words.number(interval.toSeconds() / 86_400.0));
        }
        if (measure() instanceof Measure.Drift && interval.compareTo(Duration.ofDays(1)) > 0) {
            return "days are compared, but the point reports every %s days"
                    .formatted(Words.number(interval.toSeconds() / 86_400.0));
        }
        return null;
    }

    private String field() {
        if (measure() instanceof Measure.Drift) {
            return "drift";
        }
        return measure() instanceof Measure.Percentile
                ? "percentile"
                : measure() instanceof Measure.Frequency ? "frequency" : "creep";
    }

    private static void requireRegistered(
            Limit limit, String field, Point point, List<Problem> problems) {
        if (limit.spans() != 0 && !Limit.hasSpan(point)) {
            problems.add(
                    new Problem(
                            field,
                            "the point has no physical range (low and high), of which a deadband"
                                    + " in % would be a share"));
        } else if (limit.at(point).isEmpty()) {
            problems.add(
                    new Problem(
                            field,
                            "the point has no registered limit '%s'; it has %s"
                                    .formatted(limit.of(), Words.list(point.limits().keySet()))));
        }
    }

    private List<ThresholdLimits> resolve(Point point, List<ThresholdCondition.OfGrade> grades) {
        List<ThresholdLimits> limits = resolveAsWritten(point, grades);
        if (oneHigher == null || !oneHigher.isAt(point)) {
            return limits;
        }
        List<ThresholdLimits> higher = new ArrayList<>();
        for (ThresholdLimits each : limits) {
            // What was orange is red now, and comes first.
            boolean covered =
                    !higher.isEmpty() && higher.get(higher.size() - 1).grade() == Grade.RED;
            if (!covered) {
                higher.add(
                        new ThresholdLimits(
                                each.grade().oneHigher(),
                                each.raise(),
                                each.clear(),
                                each.onDelay(),
                                each.offDelay(),
                                each.samples()));
            }
        }
        return higher;
    }

    private List<ThresholdLimits> resolveAsWritten(
            Point point, List<ThresholdCondition.OfGrade> grades) {
        if (measure() instanceof Measure.Silence silence) {
            return List.of(silenceAt(point, silence));
        }
        List<ThresholdLimits> limits = new ArrayList<>(grades.size());
        for (ThresholdCondition.OfGrade grade : grades) {
            OptionalDouble raise = grade.raise().at(point);
            OptionalDouble clear = grade.clear().at(point);
            if (raise.isPresent() && clear.isPresent()) {
                limits.add(
                        new ThresholdLimits(
                                grade.grade(),
                                raise.getAsDouble(),
                                clear.getAsDouble(),
                                grade.onDelay(),
                                grade.offDelay(),
                                grade.samples()));
            }
        }
        return limits;
    }

    private ThresholdLimits silenceAt(Point point, Measure.Silence silence) {
        double intervalS = point.interval().toNanos() / 1e9;
        double atLeastS = silence.atLeast().toNanos() / 1e9;
        return new ThresholdLimits(
                condition.grades().get(0).grade(),
                Math.max(silence.intervals() * intervalS, atLeastS),
                0,
                Duration.ZERO,
                Duration.ZERO);
    }

    /**
     * Something that keeps the rule from watching a point.
     *
     * @param field of the rule, such as {@code grades.red.raise}
     * @param message what is wrong and what to do
     */
    public record Problem(String field, String message) {}
}
