package city.lifeline.simulators.replay;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Writes a recording that crosses thresholds, for tests and demonstrations: each point wanders
 * between two values, now and then surging towards the upper one. The same seed writes the same
 * bytes.
 */
public final class RecordingGenerator {

    private static final double PULL = 0.05;
    private static final double SURGE_PROBABILITY = 0.01;
    private static final int SURGE_MIN_SAMPLES = 10;
    private static final int SURGE_MORE_SAMPLES = 60;

    private final long seed;

    /**
     * A point to record.
     *
     * @param low value that it rests near
     * @param high value that its surges reach, and overshoot by a tenth of the span
     */
    public record PointSpec(String point, double low, double high) {}

    public RecordingGenerator(long seed) {
        this.seed = seed;
    }

    /** Writes {@code time,point,value} rows in the order of time. */
    public void write(
            Path file, List<PointSpec> points, Instant start, Duration interval, int samples)
            throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        Walk[] walks = new Walk[points.size()];
        for (int i = 0; i < walks.length; i++) {
            walks[i] = new Walk(points.get(i), random.split());
        }
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            out.write("time,point,value\n");
            for (int sample = 0; sample < samples; sample++) {
                Instant time = start.plus(interval.multipliedBy(sample));
                for (Walk walk : walks) {
                    out.write(
                            String.format(
                                    Locale.ROOT,
                                    "%s,%s,%.3f\n",
                                    time,
                                    walk.spec.point(),
                                    walk.next()));
                }
            }
        }
    }

    private static final class Walk {

        private final PointSpec spec;
        private final SplittableRandom random;
        private final double span;
        private double value;
        private double target;
        private int surging;

        Walk(PointSpec spec, SplittableRandom random) {
            this.spec = spec;
            this.random = random;
            this.span = spec.high() - spec.low();
            this.value = spec.low();
            this.target = spec.low();
        }

        double next() {
            if (surging > 0) {
                surging--;
            } else if (random.nextDouble() < SURGE_PROBABILITY) {
                surging = SURGE_MIN_SAMPLES + random.nextInt(SURGE_MORE_SAMPLES);
                target = spec.low() + span * (0.3 + 0.8 * random.nextDouble());
            } else {
                target = spec.low() + 0.1 * span;
            }
            double pull = surging > 0 ? 4 * PULL : PULL;
            value += pull * (target - value) + 0.02 * span * (random.nextDouble() - 0.5);
            return value;
        }
    }
}
