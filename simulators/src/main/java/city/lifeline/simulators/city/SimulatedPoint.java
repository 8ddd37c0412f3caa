package city.lifeline.simulators.city;

import city.lifeline.model.Block;
import city.lifeline.model.registry.Point;
import java.time.Duration;
import java.util.List;

/** A point with its physics and its sensor. Samples lie at multiples of its interval. */
public final class SimulatedPoint {

    /** Points that report at least so often travel in blocks. */
    private static final Duration FAST = Duration.ofMillis(200);

    private static final long BLOCK_US = 1_000_000;
    private static final int SPIKE_EVERY = 20;

    private final Point point;
    private final Signal signal;
    private final Influences influences;
    private final Sensor sensor;
    private final Noise noise;
    private final double lostShare;
    private final long intervalUs;
    private final long phaseUs;
    private final double low;
    private final double high;

    /**
     * A point.
     *
     * @param lostShare of the samples that never arrive
     */
    SimulatedPoint(
            Point point, Signal signal, Influences influences, double lostShare, Noise noise) {
        this.point = point;
        this.signal = signal;
        this.influences = influences;
        this.lostShare = lostShare;
        this.sensor = Sensor.of(point.quantity());
        this.noise = noise.of(point.id()).of("sensor");
        this.intervalUs = point.interval().toNanos() / 1_000;
        this.low = point.physicalLow().orElse(Double.NEGATIVE_INFINITY);
        this.high = point.physicalHigh().orElse(Double.POSITIVE_INFINITY);
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

    /** Whether the block that starts at a moment never arrives. */
    public boolean isLost(long startUs) {
        if (lostShare > 0 && noise.of("lost").uniform(startUs / intervalUs) < lostShare) {
            return true;
        }
        for (Influence influence : influences.between(point.id(), startUs, startUs)) {
            if (influence.mode() == Influence.Mode.LOSE && influence.isActive(startUs)) {
                return true;
            }
        }
        return false;
    }

    /** The block that starts at a moment given by {@link #firstStartUs}. */
    public Block block(long startUs) {
        int count = isFast() ? (int) (stepUs() / intervalUs) : 1;
        double[] values = new double[count];
        signal.fill(values, startUs / 1e6, intervalUs / 1e6);
        List<Influence> acting =
                influences.between(point.id(), startUs, startUs + (count - 1) * intervalUs);
        if (!acting.isEmpty()) {
            act(values, startUs, acting);
        }
        for (int i = 0; i < count; i++) {
            long timeUs = startUs + i * intervalUs;
            values[i] = read(values[i], timeUs);
        }
        if (!acting.isEmpty()) {
            fail(values, startUs, acting);
        }
        return Block.regular(point.id(), startUs, count > 1 ? (int) intervalUs : 0, values);
    }

    private double read(double real, long timeUs) {
        double read = sensor.read(real, noise.gaussian(Math.floorDiv(timeUs, intervalUs)));
        return Math.max(low, Math.min(high, read));
    }

    private void act(double[] values, long startUs, List<Influence> acting) {
        for (int i = 0; i < values.length; i++) {
            double t = (startUs + i * intervalUs) / 1e6;
            for (Influence influence : acting) {
                values[i] = influence.on(values[i], t);
            }
        }
    }

    /** What the sensor makes of it while something is wrong with it. */
    private void fail(double[] values, long startUs, List<Influence> acting) {
        for (Influence influence : acting) {
            if (!influence.isOfSensor()) {
                continue;
            }
            for (int i = 0; i < values.length; i++) {
                long timeUs = startUs + i * intervalUs;
                if (!influence.isActive(timeUs)) {
                    continue;
                }
                if (influence.mode() == Influence.Mode.HOLD) {
                    values[i] = held(influence.startUs());
                } else if (influence.mode() == Influence.Mode.SPIKE
                        && noise.of("spike").uniform(timeUs / intervalUs) < 1.0 / SPIKE_EVERY) {
                    values[i] = Math.max(low, Math.min(high, values[i] + influence.amount()));
                }
            }
        }
    }

    /** The last reading before a sensor got stuck. */
    private double held(long sinceUs) {
        long lastUs = Math.floorDiv(sinceUs - phaseUs, intervalUs) * intervalUs + phaseUs;
        return read(signal.at(lastUs / 1e6), lastUs);
    }
}
