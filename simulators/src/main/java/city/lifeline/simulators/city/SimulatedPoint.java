package city.lifeline.simulators.city;

import city.lifeline.model.Block;
import city.lifeline.model.registry.Point;
import java.time.Duration;

/** A point with its physics and its sensor. Samples lie at multiples of its interval. */
public final class SimulatedPoint {

    /** Points that report at least so often travel in blocks. */
    private static final Duration FAST = Duration.ofMillis(200);

    private static final long BLOCK_US = 1_000_000;

    private final Point point;
    private final Signal signal;
    private final Happenings happenings;
    private final Sensor sensor;
    private final Noise noise;
    private final long intervalUs;
    private final long phaseUs;

    SimulatedPoint(Point point, Signal signal, Happenings happenings, Noise noise) {
        this.point = point;
        this.signal = signal;
        this.happenings = happenings;
        this.sensor = Sensor.of(point.quantity());
        this.noise = noise.of(point.id()).of("sensor");
        this.intervalUs = point.interval().toNanos() / 1_000;
        // Slow points do not all report at the full minute.
        long milliseconds = intervalUs / 1_000;
        double phase = this.noise.of("phase").uniform(0) * milliseconds;
        this.phaseUs = isFast() ? 0 : Math.round(Math.floor(phase)) * 1_000;
    }

    public Point point() {
        return point;
    }

    private boolean isFast() {
        return point.interval().compareTo(FAST) < 0;
    }

    /** From one block to the next. */
    public long stepUs() {
        return isFast() ? Math.max(intervalUs, BLOCK_US / intervalUs * intervalUs) : intervalUs;
    }

    /** Start of the first block that begins at or after a moment, µs since the epoch. */
    public long firstStartUs(long fromUs) {
        long step = stepUs();
        return Math.floorDiv(fromUs - phaseUs + step - 1, step) * step + phaseUs;
    }

    /** When the last sample of a block that starts at a moment has been taken. */
    public long completeUs(long startUs) {
        return isFast() ? startUs + stepUs() - intervalUs : startUs;
    }

    /** The block that starts at a moment given by {@link #firstStartUs}. */
    public Block block(long startUs) {
        int count = isFast() ? (int) (stepUs() / intervalUs) : 1;
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = value(startUs + i * intervalUs);
        }
        return Block.regular(point.id(), startUs, count > 1 ? (int) intervalUs : 0, values);
    }

    private double value(long timeUs) {
        double t = timeUs / 1e6;
        double real = happenings.apply(point, signal.at(t), t);
        double read = sensor.read(real, noise.gaussian(Math.floorDiv(timeUs, intervalUs)));
        double low = point.physicalLow().orElse(Double.NEGATIVE_INFINITY);
        double high = point.physicalHigh().orElse(Double.POSITIVE_INFINITY);
        return Math.max(low, Math.min(high, read));
    }
}
