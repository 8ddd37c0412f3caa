package city.lifeline.benchmarks.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;

import city.lifeline.gateway.GatewayMessage;
import city.lifeline.gateway.GatewayReading;
import city.lifeline.gateway.PayloadFormat;
import city.lifeline.ingest.decode.DecodedMessage;
import city.lifeline.ingest.decode.Decoder;
import city.lifeline.ingest.decode.Incoming;
import city.lifeline.ingest.decode.JsonDecoder;
import city.lifeline.ingest.decode.ProtobufDecoder;
import city.lifeline.ingest.decode.SenmlJsonDecoder;
import city.lifeline.ingest.decode.ThingsBoardDecoder;
import city.lifeline.model.Quality;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
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

/** From a payload of 50 readings to decoded blocks. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecoderBenchmark {

    private static final int READINGS = 50;
    private static final long TIME_US = 1_795_248_000_123_456L;

    /** Name of the decoder. */
    @Param({"lifeline-protobuf", "lifeline-json", "senml-json", "thingsboard-gateway"})
    public String format = "";

    private Decoder decoder = new JsonDecoder();
    private Incoming incoming = new Incoming(new byte[0], "", "", 0);

    /** Makes the payload, and checks that it decodes. */
    @Setup
    public void encode() {
        byte[] payload =
                switch (format) {
                    case "lifeline-protobuf" -> PayloadFormat.PROTOBUF.encode(message());
                    case "lifeline-json" -> PayloadFormat.JSON.encode(message());
                    case "senml-json" -> senml().getBytes(UTF_8);
                    default -> thingsBoard().getBytes(UTF_8);
                };
        decoder =
                switch (format) {
                    case "lifeline-protobuf" -> new ProtobufDecoder();
                    case "lifeline-json" -> new JsonDecoder();
                    case "senml-json" -> new SenmlJsonDecoder();
                    default -> ThingsBoardDecoder.ofGateway();
                };
        incoming = new Incoming(payload, "topic", "GW-1", TIME_US);
        if (decode().blocks().size() != READINGS) {
            throw new IllegalStateException(format + " does not decode its own payload");
        }
    }

    /** One reading. */
    @Benchmark
    @OperationsPerInvocation(READINGS)
    public DecodedMessage decode() {
        return decoder.decode(incoming);
    }

    private static double value(int i) {
        return 20 + i / 100.0;
    }

    private static GatewayMessage message() {
        List<GatewayReading> readings = new ArrayList<>();
        for (int i = 0; i < READINGS; i++) {
            readings.add(
                    new GatewayReading(
                            "GAS-%04d-CH4".formatted(i), TIME_US, value(i), "Cel", Quality.GOOD));
        }
        return new GatewayMessage("2f9c", 1_207, TIME_US, readings, List.of());
    }

    private static String senml() {
        StringBuilder pack = new StringBuilder("[");
        for (int i = 0; i < READINGS; i++) {
            pack.append(i == 0 ? "" : ",")
                    .append(
                            String.format(
                                    Locale.ROOT,
                                    "{\"n\":\"GAS-%04d-CH4\",\"u\":\"Cel\",\"t\":1795248000.125,"
                                            + "\"v\":%.2f}",
                                    i,
                                    value(i)));
        }
        return pack.append(']').toString();
    }

    private static String thingsBoard() {
        StringBuilder devices = new StringBuilder("{");
        for (int i = 0; i < READINGS; i++) {
            devices.append(i == 0 ? "" : ",")
                    .append(
                            String.format(
                                    Locale.ROOT,
                                    "\"GAS-%04d\":[{\"ts\":1795248000123,\"values\":{\"CH4\":%.2f}}]",
                                    i,
                                    value(i)));
        }
        return devices.append('}').toString();
    }
}
