package city.lifeline.detection;

import city.lifeline.detection.rules.When;
import city.lifeline.model.Outlook;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What another gauge says, at some times only; the other takes all samples. Either every number of
 * those times, or once their mean, with the first sample after them, where samples cover at least
 * half. Not for two threads at once, as {@link LocalClock}.
 */
final class WhenGauge implements Gauge {

    private static final Buckets NOTHING = Buckets.of(Duration.ofDays(1), 1);
    private static final long MINUTE_US = 60_000_000;

    private final When when;

    /** Null: the samples' own values. */
    private final @Nullable Gauge of;

    private final LocalClock clock;
    private final long intervalUs;

    WhenGauge(When when, @Nullable Gauge of, Duration interval) {
        this.when = when;
        this.of = of;
        clock = new LocalClock(when.timetable());
        intervalUs = Durations.us(interval);
    }

    @Override
    public boolean fits(Memory memory) {
        return of == null ? NOTHING.fits(memory) : of.fits(memory);
    }

    @Override
    public Memory newMemory() {
        return of == null ? NOTHING.newMemory() : of.newMemory();
    }

    @Override
    public boolean keeps() {
        return of != null && of.keeps();
    }

    @Override
    public void keep(Memory memory) {
        if (of != null) {
            of.keep(memory);
        }
    }

    @Override
    public double take(Memory memory, long timeUs, double value) {
        double now = of == null ? value : of.take(memory, timeUs, value);
        boolean holds = clock.at(timeUs) == 1;
        if (!when.once()) {
            return holds ? now : Double.NaN;
        }
        long began = holds ? clock.beganOn(when.times(), timeUs) : Memory.NO_TIME;
        double mean = Double.NaN;
        if (memory.timeBegan != Memory.NO_TIME && memory.timeBegan != began) {
            long coveredUs = 2 * memory.timeCount * intervalUs;
            if (memory.timeCount > 0 && coveredUs >= when.times().minutes() * MINUTE_US) {
                mean = memory.timeSum / memory.timeCount;
            }
            memory.timeBegan = Memory.NO_TIME;
            memory.timeSum = 0;
            memory.timeCount = 0;
        }
        if (holds) {
            memory.timeBegan = began;
            if (!Double.isNaN(now)) {
                memory.timeSum += now;
                memory.timeCount++;
            }
        }
        return mean;
    }

    @Override
    public @Nullable Outlook outlook(Memory memory, double value, double next, double red) {
        return of == null ? null : of.outlook(memory, value, next, red);
    }
}
