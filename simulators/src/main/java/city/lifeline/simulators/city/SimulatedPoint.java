package city.lifeline.simulators.city;

import city.lifeline.model.Block;
import city.lifeline.model.registry.Point;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    private final Faults faults;
    private @Nullable Days days;
    private final long intervalUs;
    private final long phaseUs;
    private final double low;
    private final double high;

    /** What the sensor does by itself on two days: racing threads at worst reckon it twice. */
    private record Days(long day, List<Influence> faults) {}

    /**
     * A point.
     *
     * @param faults that its sensor has by itself
     */
    SimulatedPoint(Point point, Signal signal, Influences influences, Faults faults, Noise noise) {
        this.point = point;
        this.signal = signal;
        this.influences = influences;
        this.faults = faults;
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
        double lost = faults.rates().lost();
        if (lost > 0 && noise.of("lost").uniform(startUs / intervalUs) < lost) {
            return true;
        }
        for (Influence influence : acting(startUs, startUs)) {
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
        List<Influence> acting = acting(startUs, startUs + (count - 1) * intervalUs);
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
        if (faults.rates().spikes() > 0 || faults.rates().sentinels() > 0) {
            failNowAndThen(values, startUs);
        }
        return Block.regular(point.id(), startUs, count > 1 ? (int) intervalUs : 0, values);
    }

    private List<Influence> acting(long fromUs, long toUs) {
        List<Influence> found = influences.between(point.id(), fromUs, toUs);
        if (faults.rates().perDay().isEmpty()) {
            return found;
        }
        List<Influence> own = ownFaults(Faults.day(toUs));
        if (own.isEmpty()) {
            return found;
        }
        List<Influence> all = new ArrayList<>(found);
        for (Influence one : own) {
            if (one.overlaps(fromUs, toUs)) {
                all.add(one);
            }
        }
        return all;
    }

    private List<Influence> ownFaults(long day) {
        Days known = days;
        if (known == null || known.day() != day) {
            List<Influence> found = new ArrayList<>();
            for (long d = day - 1; d <= day; d++) {
                Faults.Episode episode = faults.sensor(point, d);
                if (episode != null) {
                    found.add(influence(episode));
                }
            }
            known = new Days(day, List.copyOf(found));
            days = known;
        }
        return known.faults();
    }

    private static Influence influence(Faults.Episode episode) {
        Influence.Mode mode =
                switch (episode.kind()) {
                    case "stuck" -> Influence.Mode.HOLD;
                    case "silent" -> Influence.Mode.LOSE;
                    case "noise" -> Influence.Mode.NOISE;
                    default -> Influence.Mode.ADD;
                };
        long riseUs = episode.kind().equals("drift") ? episode.endUs() - episode.startUs() : 0;
        return new Influence(
                mode,
                episode.amount(),
                episode.startUs(),
                episode.endUs(),
                riseUs,
                0,
                Influence.Form.LINEAR);
    }

    /** Single samples that are far off, or say that there is no value. */
    private void failNowAndThen(double[] values, long startUs) {
        Noise own = noise.of("now-and-then");
        for (int i = 0; i < values.length; i++) {
            long index = (startUs + i * intervalUs) / intervalUs;
            double drawn = own.uniform(3 * index);
            if (drawn < faults.rates().spikes()) {
                double by = Faults.span(point) * (0.2 + 0.4 * own.uniform(3 * index + 1));
                double sign = own.uniform(3 * index + 2) < 0.5 ? -1 : 1;
                values[i] = Math.max(low, Math.min(high, values[i] + sign * by));
            } else if (drawn > 1 - faults.rates().sentinels()) {
                values[i] = faults.sentinel(point.id());
            }
        }
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
                } else if (influence.mode() == Influence.Mode.SENTINEL) {
                    values[i] = influence.amount();
                } else if (influence.mode() == Influence.Mode.NOISE) {
                    double off =
                            influence.amount() * noise.of("scatter").gaussian(timeUs / intervalUs);
                    values[i] =
                            Math.max(low, Math.min(high, Math.rint((values[i] + off) * 1e6) / 1e6));
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
