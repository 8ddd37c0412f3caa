package city.lifeline.benchmarks.jmh;

import city.lifeline.detection.PointDetector;
import city.lifeline.detection.PointState;
import city.lifeline.detection.rules.ParsedRules;
import city.lifeline.detection.rules.RuleParser;
import city.lifeline.model.Block;
import city.lifeline.model.Text;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A sample through one rule that stays quiet: samples of a 10 s point that swing about a level,
 * and, for trends, ones that rise so that the trend is significant all the time.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class DetectorBenchmark {

    private static final int SAMPLES = 1_000;
    private static final int INTERVAL_US = 10_000_000;
    private static final long TIME_US = 1_795_248_000_000_000L;

    /** What the rule looks at. */
    @Param({
        "value",
        "sum: {window: 12h}",
        "mean: {window: 10min}",
        "rms: {window: 10min}",
        "swing: {window: 10min}",
        "drop: {window: 15min}",
        "rate: {window: 10min, per: 10min}",
        "forecast: {window: 30min, ahead: 30min}",
        "forecast: {window: 30min, ahead: 30min, days: 7}",
        "usual: {days: 7, floor: 10}",
        "count: {window: 24h, above: 100000}",
        "stuck: {samples: 12, times: 3}",
        "creep: {days: 90, per: 30d}",
        "percentile: {of: 95, window: 7d}",
        "shift: {every: 10min, learn: 12h}",
        "drift: {learn: 7, days: 7, fastest: 1000}",
        "steepest: {window: 10min, per: 1s}",
        "peak: {window: 10min}",
        "crest: {window: 10min}",
        "frequency: {window: 12h, from: 0.005, to: 0.03}",
        "anomaly: {}",
        "silence: {intervals: 3, atLeast: 15min}"
    })
    public String measure = "";

    /** Whether the samples rise. */
    @Param({"false", "true"})
    public boolean rising;

    private final PointState live = new PointState();
    private final PointState late = new PointState();
    private final Consumer<WarningEvent> none =
            event -> {
                throw new IllegalStateException("not quiet: " + event);
            };
    private double[] values = {};
    private PointDetector detector = compile("silence: {intervals: 2}", "grades: {red: {}}");
    private long timeUs = TIME_US;

    /** Makes the rule and the samples. */
    @Setup
    public void prepare() {
        detector =
                measure.startsWith("silence")
                        ? compile(measure, "grades: {yellow: {}}")
                        : compile(
                                measure.equals("value") ? "latch: false" : measure,
                                "raise: above",
                                "unit: " + unit(),
                                "grades: {yellow: {raise: 1000000000, clear: 900000000}}");
        values = new double[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            values[i] = 20 + Math.sin(i * 2.1) + (rising ? i : 0);
        }
    }

    private String unit() {
        return switch (measure.substring(0, Math.max(0, measure.indexOf(':')))) {
            case "usual", "count", "crest", "anomaly" -> "\"1\"";
            case "stuck" -> "s";
            case "frequency" -> "Hz";
            default -> "Cel";
        };
    }

    private static PointDetector compile(String... lines) {
        StringBuilder yaml =
                new StringBuilder(
                        """
                        rules:
                          - id: R
                            name: {zh: 规则, en: Rule}
                            applies: {quantity: temperature}
                            source: for the benchmark
                        """);
        for (String line : lines) {
            yaml.append("    ").append(line).append('\n');
        }
        ParsedRules parsed =
                RuleParser.parse("1", Map.of("rules.yaml", yaml.toString()), Registry.EMPTY);
        if (parsed.rules() == null) {
            throw new IllegalStateException(parsed.faults().toString());
        }
        Point point =
                new Point(
                        "P-1",
                        "GW-1",
                        "",
                        "temperature",
                        "Cel",
                        Duration.ofSeconds(10),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        new Text("测点", "Point"),
                        null,
                        Set.of(),
                        Map.of());
        return PointDetector.compile("live", parsed.rules(), point, null);
    }

    /** One sample. */
    @Benchmark
    @OperationsPerInvocation(SAMPLES)
    public PointState sample() {
        Block block = Block.regular("P-1", timeUs, INTERVAL_US, values);
        detector.step(live, late, block, none);
        timeUs += (long) SAMPLES * INTERVAL_US;
        return live;
    }
}
