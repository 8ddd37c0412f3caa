package city.lifeline.benchmarks.jmh;

import city.lifeline.detection.anomaly.AnomalyScorer;
import city.lifeline.detection.anomaly.AssetScorer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The anomaly score: a sample of one point, and a row of several points together. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AnomalyBenchmark {

    private static final int VALUES = 1 << 16;
    private static final int WARM = 10_000;

    /** Together; 1: by itself. */
    @Param({"1", "8", "52"})
    public int points;

    private final double[] values = new double[VALUES];
    private AnomalyScorer alone = new AnomalyScorer();
    private AssetScorer together = new AssetScorer(2);
    private double[] row = {};
    private boolean[] trusted = {};
    private double[] scores = {};
    private int at;

    @Setup
    public void prepare() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < VALUES; i++) {
            values[i] = Math.sin(i / 30.0) + 0.2 * (random.nextDouble() - 0.5);
        }
        alone = new AnomalyScorer();
        together = new AssetScorer(points);
        row = new double[points];
        scores = new double[points];
        trusted = new boolean[points];
        Arrays.fill(trusted, true);
        for (int i = 0; i < WARM; i++) {
            score();
        }
    }

    @Benchmark
    public double score() {
        at++;
        long timeUs = at * 1_000_000L;
        if (points == 1) {
            return alone.score(timeUs, values[at & (VALUES - 1)], true);
        }
        for (int i = 0; i < points; i++) {
            row[i] = values[(at + 977 * i) & (VALUES - 1)];
        }
        return together.score(timeUs, row, trusted, scores);
    }
}
