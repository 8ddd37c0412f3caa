package city.lifeline.ingest.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.ingest.decode.Sparkplug.Value;
import city.lifeline.wire.v1.GatewayBlock;
import city.lifeline.wire.v1.GatewayMessage;
import city.lifeline.wire.v1.GatewayReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.tahu.message.model.MetricDataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every golden file is decoded as {@code expected.txt} beside it says.
 *
 * <p>{@code mvn test -pl ingest -Dtest=GoldenTest -Dlifeline.golden.write=true} writes the
 * generated messages and every {@code expected.txt} anew; look at the difference before it is
 * committed.
 */
class GoldenTest {

    private static final boolean WRITE = Boolean.getBoolean("lifeline.golden.write");
    private static final long NOW_MS = Golden.CLOCK.toEpochMilli();

    static Stream<Golden.Case> cases() throws IOException {
        if (WRITE) {
            writeGenerated();
        }
        return Golden.DECODERS.keySet().stream().flatMap(decoder -> Golden.cases(decoder).stream());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isDecodedAsExpected(Golden.Case golden) throws IOException {
        Decoder decoder = Golden.decoder(golden.decoder());
        StringBuilder actual = new StringBuilder();
        List<Path> files = golden.messages();
        List<Incoming> messages = golden.incoming();
        for (int i = 0; i < messages.size(); i++) {
            actual.append(files.get(i).getFileName()).append(System.lineSeparator());
            actual.append(Golden.text(decoder.decode(messages.get(i))));
        }
        if (WRITE) {
            Files.writeString(golden.expected(), actual);
        }
        assertEquals(Files.readString(golden.expected()), actual.toString());
    }

    @Test
    void everyDecoderHasThem() {
        for (String decoder : Golden.DECODERS.keySet()) {
            assertTrue(Golden.cases(decoder).size() >= 1, decoder);
        }
    }

    private static void writeGenerated() throws IOException {
        write(
                "lifeline-protobuf/generated/01-message.bin",
                GatewayMessage.newBuilder()
                        .setBoot("2f9c")
                        .setSeq(1207)
                        .setSentAtUs(NOW_MS * 1_000)
                        .addReadings(
                                GatewayReading.newBuilder()
                                        .setPoint("GAS-0001-CH4")
                                        .setTimeUs(NOW_MS * 1_000)
                                        .setValue(3.2)
                                        .setUnit("%{LEL}"))
                        .addReadings(
                                GatewayReading.newBuilder()
                                        .setPoint("a b")
                                        .setTimeUs(NOW_MS * 1_000)
                                        .setValue(1))
                        .addBlocks(
                                GatewayBlock.newBuilder()
                                        .setPoint("BR-01-STR-3")
                                        .setStartUs(NOW_MS * 1_000)
                                        .setIntervalUs(10_000)
                                        .addAllValues(List.of(1.5, 1.6, 1.7)))
                        .build()
                        .toByteArray());
        String life = "sparkplug-b/a-life/";
        write(
                life + "01-NBIRTH.bin",
                Sparkplug.payload(
                        NOW_MS,
                        0,
                        Value.of("bdSeq", MetricDataType.Int64, 7L),
                        Value.of("Node Control/Rebirth", MetricDataType.Boolean, false),
                        Value.of("Hardware/Make", MetricDataType.String, "anyone"),
                        Value.of("uptime", MetricDataType.UInt32, 12L).alias(1)));
        write(
                life + "02-DBIRTH-boiler3.bin",
                Sparkplug.payload(
                        NOW_MS + 10,
                        1,
                        Value.of("pressure", MetricDataType.Double, 0.62).alias(10).unit("MPa"),
                        Value.of("supply/temperature", MetricDataType.Float, 81.5f)
                                .alias(11)
                                .unit("°C"),
                        Value.of("burning", MetricDataType.Boolean, true).alias(12),
                        Value.of("valve", MetricDataType.Int16, (short) -5).alias(13),
                        Value.of("state", MetricDataType.String, "on").alias(14),
                        Value.of("flow", MetricDataType.Double, null).alias(15)));
        write(
                life + "03-DDATA-boiler3.bin",
                Sparkplug.payload(
                        NOW_MS + 1_000,
                        2,
                        Value.of(null, MetricDataType.Double, 0.63).alias(10).at(NOW_MS + 900),
                        Value.of(null, MetricDataType.Float, 82.25f).alias(11).quality(0),
                        Value.of("flow", MetricDataType.Double, 12.5)));
        write(
                life + "04-DDATA-boiler3.bin",
                Sparkplug.payload(
                        NOW_MS + 2_000,
                        5,
                        Value.of(null, MetricDataType.Double, 0.5)
                                .alias(10)
                                .at(NOW_MS - 3_600_000)
                                .historical(),
                        Value.of(null, MetricDataType.Double, 1.0).alias(99)));
        write(
                life + "05-NDATA.bin",
                Sparkplug.payload(
                        NOW_MS + 3_000, 6, Value.of(null, MetricDataType.UInt32, 15L).alias(1)));
        write(life + "06-DDEATH-boiler3.bin", Sparkplug.payload(NOW_MS + 4_000, 7));
        write(
                life + "07-DDATA-boiler3.bin",
                Sparkplug.payload(
                        NOW_MS + 5_000, 8, Value.of(null, MetricDataType.Double, 0.63).alias(10)));
        write(
                life + "08-NDEATH.bin",
                Sparkplug.payload(NOW_MS, 0, Value.of("bdSeq", MetricDataType.Int64, 7L)));
        write(
                life + "09-NDATA.bin",
                Sparkplug.payload(
                        NOW_MS + 6_000, 9, Value.of(null, MetricDataType.UInt32, 18L).alias(1)));
    }

    private static void write(String name, byte[] bytes) throws IOException {
        Path file = Golden.DIRECTORY.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }
}
