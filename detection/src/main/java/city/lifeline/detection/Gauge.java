package city.lifeline.detection;

import city.lifeline.detection.rules.Measure;
import city.lifeline.detection.rules.ThresholdCondition;
import city.lifeline.detection.rules.When;
import city.lifeline.model.Outlook;
import city.lifeline.model.registry.Point;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Turns the samples of a point into the number that a rule's limits are about. */
interface Gauge {

    /** The gauge of a condition at a point; null where the sample's own value is all. */
    static @Nullable Gauge of(ThresholdCondition condition, Point point) {
        Gauge gauge = of(condition.measure(), condition.above(), point);
        When when = condition.when();
        return when == null ? gauge : new WhenGauge(when, gauge, point.interval());
    }

    /** The gauge of a measure at a point; null where the sample's own value is all. */
    static @Nullable Gauge of(Measure measure, boolean above, Point point) {
        if (measure instanceof Measure.Windowed windowed) {
            return new WindowGauge(windowed.statistic(), windowed.window(), point.interval());
        }
        if (measure instanceof Measure.Rate rate) {
            return new RateGauge(rate.window(), rate.per(), point.interval());
        }
        if (measure instanceof Measure.Steepest steepest) {
            return new SteepestGauge(steepest, point.interval(), ThresholdDetector.gapUs(point));
        }
        if (measure instanceof Measure.Forecast forecast) {
            return forecast.days() == 0
                    ? new ForecastGauge(
                            forecast.window(), forecast.ahead(), above, point.interval())
                    : new DailyForecastGauge(forecast, above, point.interval());
        }
        if (measure instanceof Measure.Usual usual) {
            return new UsualGauge(usual);
        }
        if (measure instanceof Measure.Count count) {
            return new CountGauge(count, point.interval());
        }
        if (measure instanceof Measure.Stuck stuck) {
            return new StuckGauge(stuck);
        }
        if (measure instanceof Measure.Creep creep) {
            return new CreepGauge(creep, point.interval());
        }
        if (measure instanceof Measure.Percentile percentile) {
            return new PercentileGauge(percentile);
        }
        if (measure instanceof Measure.Frequency frequency) {
            return new FrequencyGauge(frequency, point.interval());
        }
        if (measure instanceof Measure.Shift shift) {
            return new ShiftGauge(shift);
        }
        if (measure instanceof Measure.Drift drift) {
            return new DriftGauge(drift, point.interval());
        }
        if (measure instanceof Measure.Anomaly) {
            return new AnomalyGauge();
        }
        return null;
    }

    /** The unit of the number, where samples are in {@code unit}. */
    static String unit(Measure measure, String unit) {
        String own = Measure.ownUnit(measure);
        if (own != null) {
            return own;
        }
        if (measure instanceof Measure.Members members) {
            return members.unit();
        }
        if (measure instanceof Measure.Inputs inputs) {
            Measure.Residual residual = inputs.residual(inputs.told());
            if (residual != null && residual.in() == Measure.Residual.In.SIGMAS) {
                return "1";
            }
            Measure.Input told = inputs.source();
            boolean number = !told.open().isEmpty() || told.of() == Measure.Input.Of.COUNT;
            return number ? "1" : unit(told.measure(), told.unit());
        }
        if (measure instanceof Measure.Creep creep) {
            return unit + "/" + per(creep.per());
        }
        if (measure instanceof Measure.Steepest steepest) {
            return unit + "/" + per(steepest.per());
        }
        return measure instanceof Measure.Rate rate ? unit + "/" + per(rate.per()) : unit;
    }

    private static String per(Duration per) {
        long us = Durations.us(per);
        for (UcumTime unit : UcumTime.values()) {
            if (us % unit.us == 0) {
                long count = us / unit.us;
                return count == 1 ? unit.code : "(%d.%s)".formatted(count, unit.code);
            }
        }
        throw new IllegalStateException(per + " is no number of microseconds");
    }

    /** Units of time, greatest first. */
    enum UcumTime {
        YEAR("a", 31_557_600_000_000L),
        DAY("d", 86_400_000_000L),
        HOUR("h", 3_600_000_000L),
        MINUTE("min", 60_000_000L),
        SECOND("s", 1_000_000L),
        MILLISECOND("ms", 1_000L),
        MICROSECOND("us", 1L);

        private final String code;
        private final long us;

        UcumTime(String code, long us) {
            this.code = code;
            this.us = us;
        }
    }

    /** Whether a memory is one of this measure, with the same parameters. */
    boolean fits(Memory memory);

    Memory newMemory();

    /** Whether {@link #keep} must be called. */
    default boolean keeps() {
        return false;
    }

    /** A block is over: what is remembered must be in what is stored of the memory. */
    default void keep(Memory memory) {}

    /**
     * Takes a sample that is newer than all before it, and that the rule accepts.
     *
     * @return not a number if there is none yet
     */
    double take(Memory memory, long timeUs, double value);

    /**
     * When the value will reach limits, by what was remembered at the newest sample.
     *
     * @param next limit that the value has not reached
     * @param red limit of red; not a number if there is none ahead
     */
    default @Nullable Outlook outlook(Memory memory, double value, double next, double red) {
        return null;
    }
}
