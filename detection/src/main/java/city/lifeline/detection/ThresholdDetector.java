package city.lifeline.detection;

import city.lifeline.detection.rules.Measure;
import city.lifeline.detection.rules.Rule;
import city.lifeline.detection.rules.SampleCount;
import city.lifeline.detection.rules.Schedule;
import city.lifeline.detection.rules.ThresholdLimits;
import city.lifeline.model.Cause;
import city.lifeline.model.Certainty;
import city.lifeline.model.Grade;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.registry.Point;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One threshold rule, compiled for one point. Immutable. */
final class ThresholdDetector {

    /** A new extreme is told at most this often. */
    private static final long PEAK_EVERY_US = 10_000_000;

    private static final long SHORTEST_GAP_US = 1_000_000;
    private static final int INTERVALS_IN_GAP = 3;
    private static final int SAMPLES_BETWEEN_SPIKES = 4;
    private static final Buckets NO_GAUGE = Buckets.of(Duration.ofDays(1), 1);

    private final Rule rule;
    private final WarningEvents warnings;
    private final boolean above;

    /** Mildest first. */
    private final Grade[] grades;

    private final double[] raise;
    private final double[] clear;
    private final long[] onDelayUs;
    private final long[] offDelayUs;
    private final SampleCount[] samples;

    /** Null where the limits are about the samples' own values. */
    private final @Nullable Gauge gauge;

    private final boolean forecasts;

    /** Whether it is the value that is dangerous; otherwise a condition of which it is a part. */
    private final boolean hasLimits;

    /** How far a lone sample lies off to be left out; 0: none is. */
    private final double spike;

    /** Whether the on-delay goes on until the clear limit is left. */
    private final boolean mustRecover;

    private final String unit;

    /** Slots of the grades that the rule does not have. */
    private final int[] goneSlots;

    private final long gapUs;

    /** Where limits change with the time: a detector for each period, and which of them it is. */
    private final ThresholdDetector[] periods;

    private final @Nullable LocalClock clock;

    /** A rule that has no problems at the point. */
    static ThresholdDetector of(Rule rule, Point point, WarningEvents warnings) {
        List<List<ThresholdLimits>> limits = rule.periodsFor(point);
        Schedule schedule = rule.condition().schedule();
        if (schedule == null) {
            return new ThresholdDetector(rule, limits.get(0), point, warnings, null);
        }
        ThresholdDetector[] periods = new ThresholdDetector[limits.size()];
        for (int i = 0; i < periods.length; i++) {
            periods[i] = new ThresholdDetector(rule, limits.get(i), point, warnings, null);
        }
        LocalClock clock = new LocalClock(schedule.timetable());
        return new ThresholdDetector(rule, limits.get(0), point, warnings, clock, periods);
    }

    private ThresholdDetector(
            Rule rule,
            List<ThresholdLimits> limits,
            Point point,
            WarningEvents warnings,
            @Nullable LocalClock clock,
            ThresholdDetector... periods) {
        this.clock = clock;
        this.periods = periods;
        this.rule = rule;
        this.warnings = warnings;
        above = rule.above();
        int size = limits.size();
        grades = new Grade[size];
        raise = new double[size];
        clear = new double[size];
        onDelayUs = new long[size];
        offDelayUs = new long[size];
        samples = new SampleCount[size];
        for (int i = 0; i < size; i++) {
            ThresholdLimits of = limits.get(i);
            grades[i] = of.grade();
            raise[i] = of.raise();
            clear[i] = of.clear();
            onDelayUs[i] = Durations.us(of.onDelay());
            offDelayUs[i] = Durations.us(of.offDelay());
            samples[i] = of.samples();
        }
        Measure measure = rule.measure();
        gauge = Gauge.of(rule.condition(), point);
        forecasts = measure instanceof Measure.Forecast;
        hasLimits = !(measure instanceof Measure.Inputs);
        mustRecover =
                measure instanceof Measure.Windowed windowed
                        && windowed.statistic() == Measure.Statistic.DROP;
        unit = Gauge.unit(measure, point.unit());
        goneSlots =
                List.of(Grade.values()).stream()
                        .filter(grade -> !List.of(grades).contains(grade))
                        .mapToInt(RuleState::slot)
                        .toArray();
        gapUs = gapUs(point);
        spike = rule.condition().spike();
    }

    /** Whether what it looks at is how long the value has stayed the same. */
    boolean looksForRests() {
        return rule.measure() instanceof Measure.Stuck;
    }

    /** Whether its warning is open and the newest sample has not moved. */
    boolean isStuck(PointState point) {
        RuleState state = point.rules.get(rule.id());
        Memory memory = point.memories.get(rule.id());
        return state != null && state.open() && memory != null && memory.lastCount > 1;
    }

    /** Whether what it looks at is how far the sensor has drifted. */
    boolean looksForDrift() {
        return gauge instanceof DriftGauge;
    }

    /** Whether its warning is open, and a sample is no more than what the drift explains. */
    boolean isDrifting(PointState point, long timeUs, double value) {
        RuleState state = point.rules.get(rule.id());
        Memory memory = point.memories.get(rule.id());
        return state != null
                && state.open()
                && memory != null
                && gauge instanceof DriftGauge drift
                && drift.fits(memory)
                && drift.explains(memory, timeUs, value);
    }

    String ruleId() {
        return rule.id();
    }

    boolean above() {
        return above;
    }

    /** Whether it must see every sample, harmless ones too. */
    boolean remembers() {
        return gauge != null || spike > 0;
    }

    /** The limit that a value must reach for anything to happen while the rule is quiet. */
    double mildestRaise() {
        double mildest = raise[0];
        for (ThresholdDetector period : periods) {
            mildest =
                    above ? Math.min(mildest, period.raise[0]) : Math.max(mildest, period.raise[0]);
        }
        return mildest;
    }

    /** Samples further apart say nothing of the time between them. */
    static long gapUs(Point point) {
        return Math.max(INTERVALS_IN_GAP * Durations.us(point.interval()), SHORTEST_GAP_US);
    }

    /**
     * Whether a sample would end an episode of this rule, but for its delay. Of a window, whatever
     * comes after a gap does: what was in the window before is no part of it.
     */
    boolean isSafe(long timeUs, double value, Quality quality, Cause cause) {
        if (clock != null) {
            return periods[clock.at(timeUs)].isSafe(timeUs, value, quality, cause);
        }
        if (gauge != null) {
            return rule.accepts(quality, cause) && Double.isFinite(value);
        }
        return rule.accepts(quality, cause) && (above ? value < clear[0] : value > clear[0]);
    }

    /** What a sample that is safe tells; not a number where that is not the sample's own. */
    double safeValue(double value) {
        return gauge == null || forecasts ? value : Double.NaN;
    }

    /** Takes one sample that is newer than all before it. */
    void sample(
            PointState point,
            long timeUs,
            double value,
            Quality quality,
            Cause cause,
            Lane lane,
            Consumer<WarningEvent> events) {
        if (clock != null) {
            periods[clock.at(timeUs)].sample(point, timeUs, value, quality, cause, lane, events);
            return;
        }
        RuleState state = point.rules.get(rule.id());
        if (!rule.accepts(quality, cause) || !Double.isFinite(value)) {
            if (state != null) {
                state.interrupted = true;
                state.trust = Trust.HELD;
            }
            return;
        }
        if (spike == 0) {
            judge(
                    point,
                    gauge == null ? null : memory(point),
                    timeUs,
                    value,
                    quality,
                    lane,
                    events);
            return;
        }
        // A sample far from the one before waits for the next: if that is where the one before was,
        // it was a spike; if not, it counts, one sample late. Never two of five, which would be a
        // swing.
        Memory memory = memory(point);
        if (memory.heldUs != 0) {
            long heldUs = memory.heldUs;
            double held = memory.heldValue;
            memory.heldUs = 0;
            if (isSpike(memory, timeUs, value, heldUs, held)) {
                memory.sinceSpike = 0;
            } else {
                pass(point, memory, heldUs, held, quality, lane, events);
            }
        }
        if (memory.beforeUs != 0
                && timeUs - memory.beforeUs <= 2 * gapUs
                && Math.abs(value - memory.beforeValue) >= spike) {
            memory.heldUs = timeUs;
            memory.heldValue = value;
            return;
        }
        pass(point, memory, timeUs, value, quality, lane, events);
    }

    /** Whether {@link #keep} must be called. */
    boolean keeps() {
        return gauge != null && gauge.keeps();
    }

    /** A block is over. */
    void keep(PointState point) {
        Memory memory = point.memories.get(rule.id());
        if (gauge != null && memory != null && gauge.fits(memory)) {
            gauge.keep(memory);
        }
    }

    private boolean isSpike(Memory memory, long timeUs, double value, long heldUs, double held) {
        double away = held - memory.beforeValue;
        double back = held - value;
        return memory.sinceSpike >= SAMPLES_BETWEEN_SPIKES
                && timeUs - heldUs <= gapUs
                && heldUs - memory.beforeUs <= gapUs
                && Math.abs(back) >= spike
                && away * back > 0
                && 2 * Math.abs(value - memory.beforeValue) < Math.abs(away);
    }

    private void pass(
            PointState point,
            Memory memory,
            long timeUs,
            double value,
            Quality quality,
            Lane lane,
            Consumer<WarningEvent> events) {
        memory.beforeUs = timeUs;
        memory.beforeValue = value;
        memory.sinceSpike = Math.min(memory.sinceSpike + 1, SAMPLES_BETWEEN_SPIKES);
        judge(point, memory, timeUs, value, quality, lane, events);
    }

    /** Judges a sample that the rule accepts. */
    private void judge(
            PointState point,
            @Nullable Memory memory,
            long timeUs,
            double value,
            Quality quality,
            Lane lane,
            Consumer<WarningEvent> events) {
        RuleState state = point.rules.get(rule.id());
        double judged = gauge == null || memory == null ? value : gauge.take(memory, timeUs, value);
        if (Double.isNaN(judged)) {
            if (state != null) {
                state.interrupted = true;
                state.trust = Trust.of(quality);
            }
            return;
        }
        if (state == null) {
            if (!reaches(judged, raise[0])) {
                return;
            }
            state = new RuleState();
            point.rules.put(rule.id(), state);
        }
        moveLatches(state, countedUs(state, timeUs), judged);
        state.acceptedUs = timeUs;
        state.interrupted = false;
        state.trust = Trust.of(quality);
        tell(state, memory, timeUs, forecasts ? value : judged, quality, lane, events);
        if (!state.open() && state.isOff()) {
            point.rules.remove(rule.id());
        }
    }

    /**
     * Takes how many of a group's points count from a time on; a delay that was running is over at
     * the very time that {@link #dueUs} says.
     *
     * @param state what was remembered; null if the rule was quiet
     * @param sure as many count for certain
     * @param possible as many would if those of which nothing is known still did
     * @param certain as many of {@code sure} are told by samples that are not uncertain
     * @return what is to be remembered; null if the rule is quiet
     */
    @Nullable RuleState members(
            @Nullable RuleState state,
            long timeUs,
            double sure,
            double possible,
            double certain,
            Consumer<WarningEvent> events) {
        if (state == null && !reaches(sure, raise[0])) {
            return null;
        }
        RuleState of = state == null ? begin(timeUs) : state;
        long passedUs = timeUs - of.acceptedUs;
        for (int i = 0; i < grades.length; i++) {
            moveGroupLatch(of, i, passedUs, input(i, sure), input(i, possible));
        }
        Grade latched = highestLatched(of);
        boolean rests = latched != null && certain < sure && !reaches(certain, raiseLimit(latched));
        return told(of, timeUs, sure, rests ? Quality.UNCERTAIN : Quality.GOOD, events);
    }

    /**
     * Takes whether the conditions of a group hold from a time on; see {@link #members}.
     *
     * @param inputs of each grade, mildest first; null where it is unknown
     * @param certain whether each holds, too, if nothing that is uncertain counts
     * @param value that warnings tell
     * @param numbers of inputs that are known, by name
     */
    @Nullable RuleState conditions(
            @Nullable RuleState state,
            long timeUs,
            Latch.@Nullable Input[] inputs,
            boolean[] certain,
            double value,
            Map<String, Double> numbers,
            Consumer<WarningEvent> events) {
        if (state == null && !Arrays.asList(inputs).contains(Latch.Input.DANGEROUS)) {
            return null;
        }
        RuleState of = state == null ? begin(timeUs) : state;
        long passedUs = timeUs - of.acceptedUs;
        for (int i = 0; i < grades.length; i++) {
            Latch.Input input = inputs[i];
            if (input == null) {
                moveGroupLatch(of, i, passedUs, Latch.Input.SAFE, Latch.Input.DANGEROUS);
            } else {
                moveGroupLatch(of, i, passedUs, input, input);
            }
        }
        boolean rests = false;
        for (int i = 0; i < grades.length; i++) {
            // The highest that is latched decides.
            if (isLatched(of, i)) {
                rests = !certain[i];
            }
        }
        // What is not known now is told as it was last.
        Map<String, Double> newest = of.inputs == null ? new HashMap<>() : new HashMap<>(of.inputs);
        newest.putAll(numbers);
        of.inputs = newest;
        return told(of, timeUs, value, rests ? Quality.UNCERTAIN : Quality.GOOD, events);
    }

    /**
     * Notes that the rule of a group does not look at a time: delays stand still from it on, and
     * what is open stays open.
     *
     * @return what is to be remembered; null if the rule is quiet
     */
    @Nullable RuleState rest(@Nullable RuleState state, long timeUs) {
        if (state == null) {
            return null;
        }
        for (int i = 0; i < grades.length; i++) {
            moveGroupLatch(
                    state, i, timeUs - state.acceptedUs, Latch.Input.SAFE, Latch.Input.DANGEROUS);
        }
        state.acceptedUs = timeUs;
        return state.open() || !state.isOff() ? state : null;
    }

    private static RuleState begin(long timeUs) {
        RuleState state = new RuleState();
        state.acceptedUs = timeUs;
        return state;
    }

    private @Nullable RuleState told(
            RuleState of,
            long timeUs,
            double value,
            Quality quality,
            Consumer<WarningEvent> events) {
        for (int slot : goneSlots) {
            of.latches[slot] = of.latch(slot).after(Latch.Input.GRADE_GONE).code();
            of.recent[slot] = 0;
        }
        of.acceptedUs = timeUs;
        tell(of, null, timeUs, value, quality, Lane.LIVE, events);
        return of.open() || !of.isOff() ? of : null;
    }

    /** Whether a grade is latched; of a group whose rule is quiet, none is. */
    boolean isLatched(@Nullable RuleState state, int grade) {
        return state != null && state.latch(RuleState.slot(grades[grade])).latched();
    }

    /** When the next delay is over if nothing comes before; greatest if none is running. */
    long dueUs(RuleState state) {
        long dueUs = Long.MAX_VALUE;
        for (int i = 0; i < grades.length; i++) {
            int slot = RuleState.slot(grades[i]);
            if (state.recent[slot] != 0) {
                long delayUs = state.latch(slot) == Latch.PENDING ? onDelayUs[i] : offDelayUs[i];
                dueUs = Math.min(dueUs, state.acceptedUs + delayUs - state.elapsedUs[slot]);
            }
        }
        return dueUs;
    }

    /** A group counts no samples: {@code recent} says whether its delay is running. */
    private void moveGroupLatch(
            RuleState state, int grade, long passedUs, Latch.Input atLeast, Latch.Input atMost) {
        int slot = RuleState.slot(grades[grade]);
        Latch before = state.latch(slot);
        if (state.recent[slot] != 0) {
            state.elapsedUs[slot] += passedUs;
        }
        boolean unknown =
                before.latched()
                        ? (atLeast == Latch.Input.SAFE) != (atMost == Latch.Input.SAFE)
                        : (atLeast == Latch.Input.DANGEROUS) != (atMost == Latch.Input.DANGEROUS);
        if (unknown) {
            state.recent[slot] = 0;
            return;
        }
        Latch next = before.after(before.latched() ? atMost : atLeast);
        if (next.timed()) {
            if (next != before) {
                state.elapsedUs[slot] = 0;
            }
            if (next == Latch.PENDING && state.elapsedUs[slot] >= onDelayUs[grade]) {
                next = next.after(Latch.Input.ON_DELAY_OVER);
            } else if (next == Latch.RELEASING && state.elapsedUs[slot] >= offDelayUs[grade]) {
                next = next.after(Latch.Input.OFF_DELAY_OVER);
            }
        }
        state.recent[slot] = next.timed() ? 1 : 0;
        state.latches[slot] = next.code();
    }

    private Memory memory(PointState point) {
        Memory memory = point.memories.get(rule.id());
        if (memory == null || !(gauge == null ? NO_GAUGE.fits(memory) : gauge.fits(memory))) {
            memory = gauge == null ? NO_GAUGE.newMemory() : gauge.newMemory();
            memory.sinceSpike = SAMPLES_BETWEEN_SPIKES;
            point.memories.put(rule.id(), memory);
        }
        return memory;
    }

    /** How much of the time since the last accepted sample may count towards a delay. */
    private long countedUs(RuleState state, long timeUs) {
        long passedUs = timeUs - state.acceptedUs;
        return state.interrupted || passedUs > gapUs ? 0 : passedUs;
    }

    private void moveLatches(RuleState state, long countedUs, double value) {
        for (int i = 0; i < grades.length; i++) {
            int slot = RuleState.slot(grades[i]);
            Latch before = state.latch(slot);
            Latch.Input input = input(i, value);
            boolean counted = samples[i].need() > 1;
            if (counted) {
                countSample(state, slot, samples[i], input == Latch.Input.DANGEROUS);
            }
            boolean waits =
                    before == Latch.PENDING
                            && (counted
                                    ? state.recent[slot] != 0
                                    : mustRecover && input == Latch.Input.BETWEEN);
            Latch next = before.after(waits ? Latch.Input.DANGEROUS : input);
            if (next.timed()) {
                long elapsedUs = next == before ? state.elapsedUs[slot] + countedUs : 0;
                state.elapsedUs[slot] = elapsedUs;
                if (next == Latch.PENDING
                        && (counted
                                ? Long.bitCount(state.recent[slot]) >= samples[i].need()
                                : elapsedUs >= onDelayUs[i])) {
                    next = next.after(Latch.Input.ON_DELAY_OVER);
                } else if (next == Latch.RELEASING && elapsedUs >= offDelayUs[i]) {
                    next = next.after(Latch.Input.OFF_DELAY_OVER);
                }
            }
            state.latches[slot] = next.code();
        }
        for (int slot : goneSlots) {
            state.latches[slot] = state.latch(slot).after(Latch.Input.GRADE_GONE).code();
            state.recent[slot] = 0;
        }
    }

    private static void countSample(
            RuleState state, int slot, SampleCount count, boolean dangerous) {
        long kept = count.of() == Long.SIZE ? -1 : (1L << count.of()) - 1;
        state.recent[slot] = (state.recent[slot] << 1 | (dangerous ? 1 : 0)) & kept;
    }

    private Latch.Input input(int grade, double value) {
        if (reaches(value, raise[grade])) {
            return Latch.Input.DANGEROUS;
        }
        boolean safe = above ? value < clear[grade] : value > clear[grade];
        return safe ? Latch.Input.SAFE : Latch.Input.BETWEEN;
    }

    private boolean reaches(double value, double limit) {
        return above ? value >= limit : value <= limit;
    }

    private boolean exceeds(double value, double other) {
        return above ? value > other : value < other;
    }

    private void tell(
            RuleState state,
            @Nullable Memory memory,
            long timeUs,
            double value,
            Quality quality,
            Lane lane,
            Consumer<WarningEvent> events) {
        Grade latched = highestLatched(state);
        Grade held = state.grade;
        if (held == null) {
            if (latched != null) {
                state.peakValue = value;
                prepare(state, memory, value, raiseLimit(latched), true);
                doubt(state, quality, latched);
                warnings.tell(
                        rule.id(),
                        state,
                        Condition.Change.RISEN,
                        latched,
                        timeUs,
                        value,
                        lane,
                        events);
            }
            return;
        }
        if (hasLimits && exceeds(value, state.peakValue)) {
            state.peakValue = value;
        }
        Condition.Change change = change(state, held, latched, timeUs, value, quality);
        if (change == null) {
            return;
        }
        if (!hasLimits && change == Condition.Change.RISEN) {
            state.peakValue = value;
        }
        Grade next =
                switch (change) {
                    case GONE -> null;
                    case RISEN, FALLEN -> latched;
                    case NEW_EXTREME -> held;
                };
        double limit =
                switch (change) {
                    case GONE -> clear[0];
                    case FALLEN -> latched == null ? clear[0] : clearLimitAbove(latched);
                    case RISEN, NEW_EXTREME -> raiseLimit(next == null ? held : next);
                };
        boolean graver = change == Condition.Change.RISEN || change == Condition.Change.NEW_EXTREME;
        Certainty told = state.certainty;
        prepare(state, memory, value, limit, graver);
        if (next == null && told == Certainty.POSSIBLE) {
            // That it is over makes it no more certain that it was.
            state.certainty = told;
        }
        doubt(state, quality, next);
        warnings.tell(rule.id(), state, change, next, timeUs, value, lane, events);
    }

    /** What has happened to an open warning; null if nothing worth telling. */
    private Condition.@Nullable Change change(
            RuleState state,
            Grade held,
            @Nullable Grade latched,
            long timeUs,
            double value,
            Quality quality) {
        if (latched == null) {
            return Condition.Change.GONE;
        }
        if (latched.isAbove(held)) {
            return Condition.Change.RISEN;
        }
        if (held.isAbove(latched) && !rule.latch()) {
            return Condition.Change.FALLEN;
        }
        // One that is uncertain would leave the warning possible, and so would each after it.
        if (forecasts
                && state.certainty == Certainty.POSSIBLE
                && quality != Quality.UNCERTAIN
                && reaches(value, raiseLimit(held))) {
            return Condition.Change.NEW_EXTREME;
        }
        boolean newExtreme =
                exceeds(state.peakValue, state.toldPeakValue)
                        && timeUs - state.toldAtUs >= PEAK_EVERY_US;
        return newExtreme ? Condition.Change.NEW_EXTREME : null;
    }

    /** Sets what an event tells of the rule; kept because the rule may be gone at the next. */
    private void prepare(
            RuleState state, @Nullable Memory memory, double value, double limit, boolean graver) {
        state.limit = limit;
        state.latched = rule.latch();
        state.unit = unit;
        if (!forecasts) {
            state.certainty = rule.certainty();
            return;
        }
        if (!graver) {
            state.outlook = null;
            return;
        }
        boolean come = reaches(value, limit);
        state.certainty = come ? Certainty.LIKELY : Certainty.POSSIBLE;
        double next = come ? limitAfter(value) : limit;
        boolean redAhead =
                grades[grades.length - 1] == Grade.RED && !reaches(value, raise[raise.length - 1]);
        state.outlook =
                gauge == null || memory == null || Double.isNaN(next)
                        ? null
                        : gauge.outlook(
                                memory,
                                value,
                                next,
                                redAhead ? raise[raise.length - 1] : Double.NaN);
    }

    /**
     * What rests on a sample that is uncertain is possible only; of a warning that is or was red
     * nothing is taken off, for it may be the hazard all the same.
     */
    private static void doubt(RuleState state, Quality quality, @Nullable Grade grade) {
        if (quality == Quality.UNCERTAIN
                && grade != null
                && grade != Grade.RED
                && state.peak != Grade.RED) {
            state.certainty = Certainty.POSSIBLE;
        }
    }

    /** The mildest limit that a value has not reached; not a number if it has reached them all. */
    private double limitAfter(double value) {
        for (double limit : raise) {
            if (!reaches(value, limit)) {
                return limit;
            }
        }
        return Double.NaN;
    }

    private @Nullable Grade highestLatched(RuleState state) {
        for (int i = grades.length - 1; i >= 0; i--) {
            if (state.latch(RuleState.slot(grades[i])).latched()) {
                return grades[i];
            }
        }
        return null;
    }

    /** Of a grade that the rule may have lost since, the nearest milder one's. */
    private double raiseLimit(Grade grade) {
        for (int i = grades.length - 1; i > 0; i--) {
            if (grade.isAtLeast(grades[i])) {
                return raise[i];
            }
        }
        return raise[0];
    }

    /** The clear limit that the value left last when it fell to a grade. */
    private double clearLimitAbove(Grade grade) {
        for (int i = 0; i < grades.length; i++) {
            if (grades[i].isAbove(grade)) {
                return clear[i];
            }
        }
        return clear[grades.length - 1];
    }
}
