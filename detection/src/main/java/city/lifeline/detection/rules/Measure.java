package city.lifeline.detection.rules;

import city.lifeline.model.Grade;
import city.lifeline.model.registry.Point;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a rule looks at: the number, made of a point's samples, that its limits are about. */
public sealed interface Measure {

    Measure VALUE = new Value();

    /** UCUM code of limits that do not depend on the point's unit; null where they do. */
    static @Nullable String ownUnit(Measure measure) {
        if (measure instanceof Stuck) {
            return "s";
        }
        if (measure instanceof Percentile percentile) {
            return percentile.baseline().isZero() ? null : "1";
        }
        if (measure instanceof Shift shift) {
            return shift.sigmas() ? "1" : null;
        }
        if (measure instanceof Frequency frequency) {
            return frequency.baseline().isZero() ? "Hz" : "1";
        }
        if (measure instanceof Windowed windowed && windowed.statistic() == Statistic.CREST) {
            return "1";
        }
        if (measure instanceof Anomaly) {
            return "1";
        }
        return measure instanceof Usual || measure instanceof Count ? Usual.UNIT : null;
    }

    /** The sample's own value. */
    record Value() implements Measure {}

    /**
     * One number of all samples of a window that ends with the newest.
     *
     * @param statistic which
     * @param window how far it reaches back
     */
    record Windowed(Statistic statistic, Duration window) implements Measure {}

    /** How a window becomes one number. */
    enum Statistic {
        SUM,
        MEAN,
        /** Root of the mean square. */
        RMS,
        /** Highest less lowest value. */
        SWING,
        /** How far the newest value lies below the highest. */
        DROP,
        /** The greatest distance from the mean. */
        PEAK,
        /** The greatest distance from the mean, as a multiple of the standard deviation. */
        CREST
    }

    /**
     * The robust slope over a window, where it is significant; else nothing.
     *
     * @param per the time for which limits say how much
     */
    record Rate(Duration window, Duration per) implements Measure {}

    /**
     * The steepest change from a sample to the next within a window, whichever way.
     *
     * @param per the time for which limits say how much
     */
    record Steepest(Duration window, Duration per) implements Measure {}

    /**
     * The value at the end of some time to come, if the trend of a window goes on.
     *
     * @param ahead how far limits are looked for
     * @param days from which the daily cycle is learnt, on top of which the trend lies; 0: there is
     *     none
     */
    record Forecast(Duration window, Duration ahead, int days) implements Measure {}

    /**
     * The value as a multiple of what is usual at the same hour.
     *
     * @param daysApart 1: of each day; 7: of the same day of the week
     * @param times how many such hours are looked back at
     * @param floor in the point's unit, above 0: what is usual counts as no less
     */
    record Usual(int daysApart, int times, double floor) implements Measure {

        /** UCUM code of its limits. */
        public static final String UNIT = "1";
    }

    /**
     * How often the value came to be beyond a limit within a window.
     *
     * @param above whether at or above the limit is beyond it; otherwise at or below
     * @param limit in the point's unit
     * @param samples whether every sample that is beyond counts, not only the first of a run
     */
    record Count(Duration window, boolean above, double limit, boolean samples)
            implements Measure {}

    /**
     * How long, in seconds, the value has been exactly the same, if longer than the point ever
     * rests.
     *
     * @param samples that must be the same
     * @param times the learnt longest rest that it must have lasted
     */
    record Stuck(int samples, double times) implements Measure {}

    /**
     * The robust slope of daily values over weeks or months, or of values a whole number of years
     * apart; 0 where it may be chance.
     *
     * @param days that are looked at; 0 where {@code years} says it
     * @param years that are compared with the years before them; 0 where {@code days} says it
     * @param per the time for which limits say how much
     */
    record Creep(int days, int years, Duration per) implements Measure {

        /** Days without which nothing is said, if the point reports so often. */
        public static final int LEAST_DAYS = 8;
    }

    /**
     * The median over a window's seven parts of a percentile of each; as a multiple of what it was
     * at first, if there is a baseline.
     *
     * @param of percent of the samples that lie below it
     * @param baseline for which it is learnt what is usual; zero: it is not, limits are in the
     *     point's unit
     * @param floor in the point's unit: what is usual counts as no less
     */
    record Percentile(double of, Duration window, Duration baseline, double floor)
            implements Measure {

        public static final int PARTS = 7;

        /** How long each part is. */
        public Duration part() {
            return window.dividedBy(PARTS);
        }

        /** Samples of a part without which one would not be expected beyond the percentile. */
        public int leastSamples() {
            return (int) Math.ceil(100 / Math.min(of, 100 - of));
        }
    }

    /**
     * How far the level has moved away from what it was, once it is certain that it has; else 0.
     *
     * @param every length of the means that are looked at
     * @param learn how long a level must last to be the usual
     * @param either whether its direction does not matter
     * @param sigmas whether in standard deviations of the means; else in the point's unit
     * @param floor in the point's unit: the standard deviation counts as no less
     */
    record Shift(Duration every, Duration learn, boolean either, boolean sigmas, double floor)
            implements Measure {

        /** Means that make a level. */
        public int learnt() {
            return (int) (learn.toNanos() / every.toNanos());
        }
    }

    /**
     * How far the sensor has drifted, either way, from what it was at first; 0 where it has not.
     *
     * @param learn days of which the reference is made
     * @param days over which it must go away from the reference
     * @param fastest in the point's unit a day: what goes faster is no drift
     */
    record Drift(int learn, int days, double fastest) implements Measure {

        /** Days without which no direction is certain. */
        public static final int LEAST_DAYS = 6;
    }

    /**
     * The frequency, within a band, at which the point swings most in each window; as a multiple of
     * what it was at first, if there is a baseline.
     *
     * @param baseline for which it is learnt what is usual; zero: it is not, limits are in Hz
     */
    record Frequency(Duration window, double fromHz, double toHz, Duration baseline)
            implements Measure {

        /** Samples that a spectrum may be made of. */
        public static final int MOST_SAMPLES = 4_096;

        private static final double BINS_BELOW_BAND = 20;
        private static final double SAMPLES_A_SWING = 4;

        /** How many samples of a point are one. */
        public int every(Duration interval) {
            return (int) Math.max(1, Math.floor(1 / seconds(interval) / (SAMPLES_A_SWING * toHz)));
        }

        /**
         * Samples of a spectrum, a power of two: a bin is at most a 20th of the lowest frequency.
         */
        public int segment(Duration interval) {
            double wanted = BINS_BELOW_BAND / seconds(interval) / every(interval) / fromHz;
            int size = 64;
            while (size < wanted && size < MOST_SAMPLES) {
                size *= 2;
            }
            return size;
        }

        private static double seconds(Duration interval) {
            return Math.max(1e-6, interval.toNanos() / 1e9);
        }
    }

    /** How odd the sample is by what the point showed before: 0 to 1. */
    record Anomaly() implements Measure {}

    /**
     * How long, in seconds, nothing has come from the point.
     *
     * @param intervals of the point that may pass
     * @param atLeast that may pass, however short the interval
     */
    record Silence(double intervals, Duration atLeast) implements Measure {}

    /**
     * How many points of a group are in a state, or which share of them, in percent.
     *
     * @param share whether limits are percent of all points of the group; else numbers of points
     * @param above whether a point is in the state at or above {@code limit}; else at or below it
     * @param limit in the points' unit; not a number where {@code open} says it
     * @param open rules of the same set: a point is in the state while one of these has a warning
     *     open there; empty where {@code limit} says it
     * @param window for how long a point counts after it was last in the state; zero: while it is
     * @param order what the points' beginnings must be to each other in time; null: anything
     */
    record Members(
            boolean share,
            Grouping grouping,
            boolean above,
            double limit,
            Set<String> open,
            Duration window,
            @Nullable Order order)
            implements Measure {

        public Members {
            open = Set.copyOf(open);
        }

        /** UCUM code of its limits. */
        public String unit() {
            return share ? "%" : "1";
        }

        /** Whether a value puts a point into the state. */
        public boolean counts(double value) {
            return above ? value >= limit : value <= limit;
        }
    }

    /**
     * What runs along a line, such as a wave of pressure along a main, reaches points in the order
     * of their distance from where it began.
     *
     * @param along name of the registered value that says where on the line a point is, in metres
     * @param slowest least speed, m/s; 0: {@code within} says it
     * @param fastest greatest speed, m/s; 0: there is none
     * @param within the longest from a point to the next that is reached; zero: {@code slowest}
     *     says it
     * @param slack by how much the points' times may be wrong; zero: the longest interval of the
     *     group's points
     */
    record Order(String along, double slowest, double fastest, Duration within, Duration slack) {}

    /**
     * Several quantities of a group at once: conditions over named numbers.
     *
     * @param inputs in the order of the rule, by name
     * @param residuals further numbers that are made of those of inputs
     * @param told whose number warnings tell; an input or a residual
     * @param conditions of the rule's grades, mildest first
     */
    record Inputs(
            Grouping grouping,
            List<Input> inputs,
            List<Residual> residuals,
            String told,
            List<OfGrade> conditions)
            implements Measure {

        public Inputs {
            inputs = List.copyOf(inputs);
            residuals = List.copyOf(residuals);
            conditions = List.copyOf(conditions);
        }

        /** UCUM code of the number that warnings tell. */
        public String unit() {
            Residual residual = residual(told);
            if (residual != null && residual.in() == Residual.In.SIGMAS) {
                return "1";
            }
            Input of = source();
            String own =
                    of.of() == Input.Of.COUNT || !of.open().isEmpty() ? "1" : ownUnit(of.measure());
            return own == null ? of.unit() : own;
        }

        /** What keeps a point that an input applies to from being one of it. */
        List<Rule.Problem> problemsAt(Input input, Point point) {
            String field = "inputs." + input.name();
            List<Rule.Problem> problems = new ArrayList<>();
            boolean ownUnit = !input.open().isEmpty() || ownUnit(input.measure()) != null;
            if (!ownUnit && !input.unit().equals(point.unit())) {
                problems.add(
                        new Rule.Problem(
                                field + ".unit",
                                "the input is in %s but the point is kept in %s: write the"
                                                .formatted(input.unit(), point.unit())
                                        + " conditions in the point's registered unit"));
            }
            for (String name : registered(input.name())) {
                if (!point.limits().containsKey(name)) {
                    problems.add(
                            new Rule.Problem(
                                    field,
                                    "the point has no registered value '%s'; it has %s"
                                            .formatted(name, Words.list(point.limits().keySet()))));
                }
            }
            return problems;
        }

        /** Whether conditions, or what warnings tell, are about an input. */
        public boolean isUsed(String input) {
            return input.equals(told)
                    || residuals.stream()
                            .anyMatch(
                                    each -> each.of().equals(input) || each.after().contains(input))
                    || conditions.stream()
                            .flatMap(condition -> Stream.of(condition.raise(), condition.clear()))
                            .filter(Objects::nonNull)
                            .anyMatch(expression -> expression.names().contains(input));
        }

        /** The inputs and residuals whose numbers are looked at. */
        public List<String> names() {
            return Stream.concat(
                            inputs.stream().map(Input::name).filter(this::isUsed),
                            residuals.stream().map(Residual::name))
                    .toList();
        }

        /** The registered values of an input's points that conditions are about. */
        public Set<String> registered(String input) {
            Set<String> names = new TreeSet<>(named(input));
            for (Residual residual : residuals) {
                if (residual.of().equals(input)) {
                    names.addAll(named(residual.name()));
                }
            }
            return names;
        }

        private Set<String> named(String number) {
            Set<String> names = new TreeSet<>();
            String prefix = number + '.';
            for (OfGrade condition : conditions) {
                Stream.of(condition.raise(), condition.clear())
                        .filter(Objects::nonNull)
                        .flatMap(expression -> expression.names().stream())
                        .filter(name -> name.startsWith(prefix))
                        .forEach(name -> names.add(name.substring(prefix.length())));
            }
            return names;
        }

        /** The residual of a name; null if there is none. */
        public @Nullable Residual residual(String name) {
            for (Residual residual : residuals) {
                if (residual.name().equals(name)) {
                    return residual;
                }
            }
            return null;
        }

        /** The input that warnings tell of: whose number they tell, or whose residual. */
        public Input source() {
            Residual residual = residual(told);
            return input(residual == null ? told : residual.of());
        }

        /** The input of a name. */
        public Input input(String name) {
            for (Input input : inputs) {
                if (input.name().equals(name)) {
                    return input;
                }
            }
            throw new IllegalArgumentException("there is no input " + name);
        }

        /**
         * When a grade is raised and cleared.
         *
         * @param clear null: as soon as {@code raise} does not hold
         */
        public record OfGrade(Grade grade, Expression raise, @Nullable Expression clear) {}
    }

    /**
     * How far one number of a group lies from what others, which drive it, let expect.
     *
     * @param of input that is driven
     * @param after inputs that drive it, 1 to {@link #MOST_DRIVERS}
     * @param every it learns so often, from the numbers of one moment
     * @param learn how long it learns before it says anything, and over which it forgets
     * @param floor in the unit of {@code of}: the standard deviation counts as no less
     */
    record Residual(
            String name,
            String of,
            List<String> after,
            Duration every,
            Duration learn,
            In in,
            double floor) {

        public static final int MOST_DRIVERS = 3;

        /** What it is told in. */
        public enum In {
            /** That of the input. */
            UNIT,
            /** Standard deviations of what is not explained. */
            SIGMAS,
            /** That of the input, as if its drivers were as they are on average. */
            LEVEL
        }

        public Residual {
            after = List.copyOf(after);
        }

        /** How often it learns before it says anything. */
        public int learnt() {
            return (int) (learn.toNanos() / every.toNanos());
        }
    }

    /**
     * A named number of a group.
     *
     * @param scope null: its points are those of the group; else they have this in common with the
     *     group's asset
     * @param unit of {@code measure}'s limits, had it any
     * @param measure of each point's samples
     * @param open rules of single points: a point's number is 1 while one of these has a warning
     *     open there, else 0; empty: it is the measure's
     * @param graded whether the number of an open warning is its grade instead, 1 for blue to 4 for
     *     red; of several the highest
     * @param of how the numbers of several points become one
     * @param above of {@link Of#COUNT}: whether those at or above the limit are counted; otherwise
     *     those at or below it
     * @param limit of {@link Of#COUNT}; else not a number
     * @param hold for how long after its sample a number counts; zero: three intervals of the
     *     point, or three times {@code every} if that is longer
     * @param every of which stretches of time a number is told once, with the first sample; zero:
     *     with each
     */
    record Input(
            String name,
            Selector applies,
            @Nullable Grouping scope,
            String unit,
            Measure measure,
            Set<String> open,
            boolean graded,
            Of of,
            boolean above,
            double limit,
            Duration hold,
            Duration every) {

        /** How the numbers of several points become one. */
        public enum Of {
            /** There is one point only. */
            ONE,
            MIN,
            MAX,
            MEAN,
            SUM,
            COUNT
        }

        public Input {
            open = Set.copyOf(open);
        }

        /** The number that stands for a grade: 1 for blue to 4 for red. */
        public static double number(Grade grade) {
            return switch (grade) {
                case BLUE -> 1;
                case YELLOW -> 2;
                case ORANGE -> 3;
                case RED -> 4;
            };
        }
    }
}
