package city.lifeline.detection;

import java.time.Duration;

/** The slope of a significant {@link Trend}; 0 where it may be chance. */
final class RateGauge implements Gauge {

    private final Trend trend;
    private final double perSeconds;

    RateGauge(Duration window, Duration per, Duration interval) {
        trend = new Trend(window, interval);
        perSeconds = Durations.us(per) / 1e6;
    }

    @Override
    public boolean fits(Memory memory) {
        return trend.buckets().fits(memory);
    }

    @Override
    public Memory newMemory() {
        return trend.buckets().newMemory();
    }

    @Override
    public double take(Memory memory, long timeUs, double value) {
        trend.take(memory, timeUs, value);
        trend.look(memory);
        if (!trend.isKnown()) {
            return Double.NaN;
        }
        if (trend.direction() == 0) {
            return 0;
        }
        trend.measureSlopes();
        return trend.slope() * perSeconds;
    }
}
