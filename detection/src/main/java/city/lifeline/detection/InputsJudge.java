package city.lifeline.detection;

import city.lifeline.detection.rules.Expression;
import city.lifeline.detection.rules.Groups.Group;
import city.lifeline.detection.rules.Measure;
import city.lifeline.detection.rules.Measure.Input;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.registry.Point;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whether conditions over several quantities of a group hold.
 *
 * <p>A number counts from its sample until it is too old; from then on it is unknown, and so is
 * every condition that depends on it: it raises nothing, clears nothing, and no delay runs. One
 * whose newest sample cannot be judged is held: what would be otherwise if it still were is
 * unknown, too.
 */
final class InputsJudge implements GroupJudge {

    private static final char SEPARATOR = '/';
    private static final int HOLDS_EVERY = 3;

    private final String run;
    private final String rulesVersion;
    private final Group group;
    private final GroupTimes times;
    private final Measure.Inputs measure;

    /** By input and point. */
    private final Map<String, Long> holdUs = new HashMap<>();

    /** What is registered with the points of inputs; always known. */
    private final Map<String, Double> registered = new HashMap<>();

    private final List<OfResidual> residuals = new ArrayList<>();

    /** By the point that it tells of. */
    private final Map<String, ThresholdDetector> detectors = new HashMap<>();

    private final Evaluation sure = new Evaluation();

    /** With the numbers that are held. */
    private final Evaluation held = new Evaluation();

    /** Without the numbers that are uncertain. */
    private final Evaluation certain = new Evaluation();

    /** What conditions were evaluated with last, and what came of it. */
    private static final class Evaluation {

        @Nullable Map<String, Double> of;
        @Nullable Boolean[] raise = {};
        @Nullable Boolean[] clear = {};
    }

    InputsJudge(String run, String rulesVersion, Group group, Measure.Inputs measure) {
        this.run = run;
        this.rulesVersion = rulesVersion;
        this.group = group;
        times = new GroupTimes(group.rule().condition().when());
        this.measure = measure;
        for (Input input : measure.inputs()) {
            List<Point> points = pointsOf(input);
            for (Point point : points) {
                long us =
                        !input.open().isEmpty()
                                ? Long.MAX_VALUE
                                : input.hold().isZero()
                                        ? Math.max(
                                                ThresholdDetector.gapUs(point),
                                                HOLDS_EVERY * Durations.us(input.every()))
                                        : Durations.us(input.hold());
                holdUs.put(key(input.name(), point.id()), us);
            }
            for (String name : measure.registered(input.name())) {
                Double value = points.get(0).limits().get(name);
                if (value != null) {
                    registered.put(input.name() + '.' + name, value);
                    for (Measure.Residual residual : measure.residuals()) {
                        if (residual.of().equals(input.name())) {
                            registered.put(residual.name() + '.' + name, value);
                        }
                    }
                }
            }
        }
        measure.residuals().forEach(each -> residuals.add(new OfResidual(each)));
    }

    /** A residual, and the numbers of the moment that it is of. */
    private static final class OfResidual {

        final Measure.Residual residual;
        final Regression regression;
        final double[] drivers;
        double driven;
        boolean known;

        OfResidual(Measure.Residual residual) {
            this.residual = residual;
            regression = new Regression(residual);
            drivers = new double[residual.after().size()];
        }

        void look(Map<String, Double> numbers) {
            Double of = numbers.get(residual.of());
            known = of != null;
            driven = of == null ? Double.NaN : of;
            for (int i = 0; i < drivers.length; i++) {
                Double driver = numbers.get(residual.after().get(i));
                known &= driver != null;
                drivers[i] = driver == null ? Double.NaN : driver;
            }
        }

        Fit fit(GroupState state) {
            Fit fit = state.fits.get(residual.name());
            if (fit == null || !regression.fits(fit)) {
                fit = regression.newFit();
                state.fits.put(residual.name(), fit);
            }
            return fit;
        }
    }

    private List<Point> pointsOf(Input input) {
        return group.inputs().getOrDefault(input.name(), List.of());
    }

    private static String key(String input, String point) {
        return input + SEPARATOR + point;
    }

    @Override
    public void apply(GroupState state, MemberRecord record) {
        String key = key(record.input, record.point);
        if (!record.counts) {
            state.members.remove(key);
            return;
        }
        MemberState member = state.members.get(key);
        if (record.trust == Trust.HELD) {
            if (member == null && holdUs.getOrDefault(key, 0L) == Long.MAX_VALUE) {
                // Without it, its warning would certainly be none.
                member = new MemberState();
                member.counts = true;
                member.held = true;
                member.value = record.value;
                member.sinceUs = record.timeUs;
                member.countedUs = record.timeUs;
                state.members.put(key, member);
                return;
            }
            // What it was is what it would be; if that is not known, it is unknown anyway.
            if (member != null && record.timeUs < knownUntilUs(key, member)) {
                member.countedUs = record.timeUs;
                member.held = true;
            }
            return;
        }
        if (member == null) {
            member = new MemberState();
            state.members.put(key, member);
        }
        if (!member.counts || member.value != record.value) {
            member.sinceUs = record.timeUs;
        }
        member.counts = true;
        member.countedUs = record.timeUs;
        member.trust = record.trust;
        member.held = false;
        member.value = record.value;
    }

    @Override
    public long knownUntilUs(String key, MemberState member) {
        long us = holdUs.getOrDefault(key, 0L);
        return us == Long.MAX_VALUE ? us : member.countedUs + us;
    }

    @Override
    public long timesUntilUs(long nowUs) {
        return times.sameUntilUs(nowUs);
    }

    @Override
    public long dueUs(GroupState state, RuleState rule) {
        return detector(state).dueUs(rule);
    }

    @Override
    public void judge(GroupState state, Consumer<WarningEvent> events) {
        state.members
                .entrySet()
                .removeIf(each -> knownUntilUs(each.getKey(), each.getValue()) <= state.nowUs);
        boolean anyHeld = false;
        boolean anyUncertain = false;
        for (MemberState member : state.members.values()) {
            anyHeld |= member.held;
            anyUncertain |= member.trust == Trust.UNCERTAIN;
        }
        // Uncertain ones count, and what is held does not.
        Map<String, Double> known = numbers(state, false, true);
        for (OfResidual of : residuals) {
            of.look(known);
        }
        for (OfResidual of : residuals) {
            if (of.known) {
                double left = of.regression.residual(of.fit(state), of.drivers, of.driven);
                if (!Double.isNaN(left)) {
                    known.put(of.residual.name(), left);
                }
            }
        }
        evaluate(sure, known);
        if (anyHeld) {
            evaluate(held, withResiduals(state, numbers(state, true, true)));
        }
        if (anyUncertain) {
            evaluate(certain, withResiduals(state, numbers(state, false, false)));
        }
        if (state.rule == null || !state.rule.open()) {
            Point point = telling(state, measure.source());
            state.point = point.id();
            state.asset = point.asset();
        }
        ThresholdDetector detector = detector(state);
        Latch.@Nullable Input[] inputs = new Latch.Input[sure.raise.length];
        boolean[] certainly = new boolean[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            boolean latched = detector.isLatched(state.rule, i);
            inputs[i] = input(latched, sure, i);
            if (anyHeld && inputs[i] != input(latched, held, i)) {
                inputs[i] = null;
            }
            certainly[i] =
                    !anyUncertain
                            || !Boolean.TRUE.equals(sure.raise[i])
                            || Boolean.TRUE.equals(certain.raise[i]);
        }
        state.rule =
                times.look(state.nowUs)
                        ? detector.conditions(
                                state.rule,
                                state.nowUs,
                                inputs,
                                certainly,
                                known.getOrDefault(
                                        measure.told(),
                                        state.rule == null ? Double.NaN : state.rule.peakValue),
                                told(known),
                                events)
                        : detector.rest(state.rule, state.nowUs);
        if (state.rule == null || !state.rule.open()) {
            state.point = "";
            state.asset = "";
            // What is dangerous must not become what is expected.
            for (OfResidual of : residuals) {
                if (of.known) {
                    of.regression.learn(of.fit(state), state.nowUs, of.drivers, of.driven);
                }
            }
        }
    }

    private Map<String, Double> numbers(GroupState state, boolean withHeld, boolean withUncertain) {
        Map<String, Double> numbers = new HashMap<>(registered);
        for (Input input : measure.inputs()) {
            Double number = number(state, input, withHeld, withUncertain);
            if (number != null) {
                numbers.put(input.name(), number);
            }
        }
        return numbers;
    }

    /** Adds what is left of numbers by what has been learnt; nothing is learnt of them. */
    private Map<String, Double> withResiduals(GroupState state, Map<String, Double> numbers) {
        for (Measure.Residual residual : measure.residuals()) {
            OfResidual of = new OfResidual(residual);
            of.look(numbers);
            if (of.known) {
                double left = of.regression.residual(of.fit(state), of.drivers, of.driven);
                if (!Double.isNaN(left)) {
                    numbers.put(residual.name(), left);
                }
            }
        }
        return numbers;
    }

    private void evaluate(Evaluation evaluation, Map<String, Double> known) {
        if (known.equals(evaluation.of)) {
            return;
        }
        int size = measure.conditions().size();
        evaluation.raise = new Boolean[size];
        evaluation.clear = new Boolean[size];
        for (int i = 0; i < size; i++) {
            Measure.Inputs.OfGrade condition = measure.conditions().get(i);
            Boolean raise = condition.raise().evaluate(known);
            Expression safe = condition.clear();
            evaluation.raise[i] = raise;
            evaluation.clear[i] =
                    safe == null ? (raise == null ? null : !raise) : safe.evaluate(known);
        }
        evaluation.of = known;
    }

    /**
     * What a grade sees; null where it is unknown. What raises is not safe, whatever else it is.
     */
    private static Latch.@Nullable Input input(boolean latched, Evaluation evaluation, int grade) {
        Boolean raise = evaluation.raise[grade];
        Boolean clear = evaluation.clear[grade];
        if (!latched) {
            return raise == null ? null : raise ? Latch.Input.DANGEROUS : Latch.Input.SAFE;
        }
        if (Boolean.TRUE.equals(raise) || Boolean.FALSE.equals(clear)) {
            return Latch.Input.BETWEEN;
        }
        return raise == null || clear == null ? null : Latch.Input.SAFE;
    }

    /** The numbers that a text may name. */
    private Map<String, Double> told(Map<String, Double> known) {
        Map<String, Double> told = new HashMap<>();
        for (String name : measure.names()) {
            Double number = known.get(name);
            if (number != null) {
                told.put(name, number);
            }
        }
        return told;
    }

    /** Null where it is unknown. */
    private @Nullable Double number(
            GroupState state, Input input, boolean withHeld, boolean withUncertain) {
        List<Double> numbers = new ArrayList<>();
        for (Point point : pointsOf(input)) {
            MemberState member = state.members.get(key(input.name(), point.id()));
            if (member != null) {
                if ((withHeld || !member.held)
                        && (withUncertain || member.trust != Trust.UNCERTAIN)) {
                    numbers.add(member.value);
                }
            } else if (!input.open().isEmpty()) {
                numbers.add(0.0);
            }
        }
        return numbers.isEmpty() ? null : combined(input, numbers);
    }

    private static double combined(Input input, List<Double> numbers) {
        double result = numbers.get(0);
        int count = 0;
        double sum = 0;
        for (double number : numbers) {
            sum += number;
            if (input.above() ? number >= input.limit() : number <= input.limit()) {
                count++;
            }
            result =
                    switch (input.of()) {
                        case MIN -> Math.min(result, number);
                        case MAX, ONE -> Math.max(result, number);
                        case MEAN, SUM, COUNT -> result;
                    };
        }
        return switch (input.of()) {
            case ONE, MIN, MAX -> result;
            case MEAN -> sum / numbers.size();
            case SUM -> sum;
            case COUNT -> count;
        };
    }

    /** The point whose number is that of the input, else the one whose number changed last. */
    private Point telling(GroupState state, Input input) {
        List<Point> points = pointsOf(input);
        Point telling = points.get(0);
        MemberState best = null;
        for (Point point : points) {
            MemberState member = state.members.get(key(input.name(), point.id()));
            boolean covered = best != null && !best.held && member != null && member.held;
            if (member == null || covered) {
                continue;
            }
            boolean better =
                    best == null
                            || (best.held && !member.held)
                            || switch (input.of()) {
                                case MIN -> member.value < best.value;
                                case MAX -> member.value > best.value;
                                case ONE, MEAN, SUM, COUNT -> member.sinceUs > best.sinceUs;
                            };
            if (better) {
                best = member;
                telling = point;
            }
        }
        return telling;
    }

    private ThresholdDetector detector(GroupState state) {
        return detectors.computeIfAbsent(
                state.point,
                id -> {
                    Point told = pointsOf(measure.source()).get(0);
                    for (Point point : group.members()) {
                        if (point.id().equals(id)) {
                            told = point;
                        }
                    }
                    return ThresholdDetector.of(
                            group.rule(),
                            told,
                            new WarningEvents(
                                    run,
                                    rulesVersion,
                                    id,
                                    state.asset,
                                    group.rule().unit(),
                                    group.subject()));
                });
    }
}
