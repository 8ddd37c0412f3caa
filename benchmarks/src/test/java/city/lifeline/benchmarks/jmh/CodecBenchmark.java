package city.lifeline.benchmarks.jmh;

import city.lifeline.model.Block;
import city.lifeline.model.Cause;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import city.lifeline.model.ReadingsRecord;
import city.lifeline.model.wire.ReadingsCodec;
import city.lifeline.model.wire.UndecodableException;
import java.util.Arrays;
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

/** Records of the readings topic: a single reading, and a second at 100 Hz. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CodecBenchmark {

    private static final long TIME_US = 1_795_248_000_123_456L;

    /** Of the block. */
    @Param({"1", "100"})
    public int samples;

    private Block block = Block.single("", 0, 0);
    private byte[] bytes = {};

    /** Makes the block. */
    @Setup
    public void fill() {
        double[] values = new double[samples];
        Arrays.setAll(values, i -> 20 + i / 100.0);
        block =
                new Block(
                        "GAS-0001-CH4",
                        Lane.LIVE,
                        TIME_US,
                        samples == 1 ? 0 : 10_000,
                        new int[0],
                        values,
                        Quality.GOOD,
                        Cause.NONE,
                        "GW-GAS-01",
                        "2f9c",
                        1_207,
                        TIME_US,
                        0);
        bytes = ReadingsCodec.encode(block);
    }

    @Benchmark
    public byte[] encode() {
        return ReadingsCodec.encode(block);
    }

    @Benchmark
    public ReadingsRecord decode() throws UndecodableException {
        return ReadingsCodec.decode(bytes);
    }
}
