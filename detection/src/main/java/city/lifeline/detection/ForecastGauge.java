package city.lifeline.detection;

import city.lifeline.model.Outlook;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the value will at least have become after some time, if a significant {@link Trend} goes on:
 * by the flattest slope of its interval. The present value where there is no such trend, where it
 * leads away from the limits, or where it has got further already.
 */
final class ForecastGauge implements Gauge {

    private final Trend trend;
    private final int towards;
    private final double aheadSeconds;

    ForecastGauge(Duration window, Duration ahead, boolean above, Duration interval) {
        trend = new Trend(window, interval);
        towards = above ? 1 : -1;
        aheadSeconds = Durations.us(ahead) / 1e6;
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
        if (trend.direction() != towards) {
            return value;
        }
        trend.measureSlopes();
        double flattest = trend.flattest(towards);
        if (flattest * towards <= 0) {
            return value;
        }
        double seconds = (timeUs - trend.buckets().startUs(memory, 0)) / 1e6;
        double ahead = trend.level(flattest, seconds + aheadSeconds);
        return towards > 0 ? Math.max(value, ahead) : Math.min(value, ahead);
    }

    @Override
    public @Nullable Outlook outlook(Memory memory, double value, double next, double red) {
        trend.look(memory);
        if (trend.direction() != towards) {
            return null;
        }
        trend.measureSlopes();
        return new Outlook(
                minutes(next - value, trend.slope()),
                minutes(next - value, trend.steepest(towards)),
                minutes(next - value, trend.flattest(towards)),
                minutes(red - value, trend.slope()));
    }

    private double minutes(double distance, double slope) {
        if (Double.isNaN(distance) || slope * towards <= 0) {
            return Double.POSITIVE_INFINITY;
        }
        return Math.max(0, distance / slope) / 60;
    }
}
