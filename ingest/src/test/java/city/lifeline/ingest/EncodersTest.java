package city.lifeline.ingest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import city.lifeline.gateway.GatewayBlock;
import city.lifeline.gateway.GatewayMessage;
import city.lifeline.gateway.GatewayReading;
import city.lifeline.gateway.PayloadFormat;
import city.lifeline.ingest.decode.DecodedBlock;
import city.lifeline.ingest.decode.DecodedMessage;
import city.lifeline.ingest.decode.Decoder;
import city.lifeline.ingest.decode.Given;
import city.lifeline.ingest.decode.JsonDecoder;
import city.lifeline.ingest.decode.ProtobufDecoder;
import city.lifeline.model.Quality;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the reference client writes is what ingest reads. */
class EncodersTest {

    private static final long TIME_US = 1_763_712_000_000_000L;
    private static final List<Quality> QUALITIES =
            List.of(Quality.GOOD, Quality.UNCERTAIN, Quality.BAD);

    private static Decoder decoder(PayloadFormat format) {
        return switch (format) {
            case JSON -> new JsonDecoder();
            case PROTOBUF -> new ProtobufDecoder();
        };
    }

    @ParameterizedTest
    @EnumSource
    void everythingComesBack(PayloadFormat format) {
        Random random = new Random(11);
        for (int round = 0; round < 200; round++) {
            GatewayMessage sent = message(random, round);
            DecodedMessage read = decoder(format).decode(Given.payload(format.encode(sent)));

            assertNull(read.refused());
            assertEquals(List.of(), read.refusals());
            assertEquals(sent.boot(), read.boot());
            assertEquals(sent.seq(), read.seq());
            assertEquals(sent.sentAtUs(), read.sentAtUs());
            assertEquals(sent.readings().size() + sent.blocks().size(), read.blocks().size());
            for (int i = 0; i < sent.readings().size(); i++) {
                GatewayReading reading = sent.readings().get(i);
                DecodedBlock block = read.blocks().get(i);
                assertEquals(reading.point(), block.address());
                assertEquals(reading.timeUs(), block.startUs());
                assertArrayEquals(new double[] {reading.value()}, block.values());
                assertEquals(Objects.requireNonNullElse(reading.unit(), ""), block.unit());
                assertEquals(reading.quality(), block.quality());
            }
            for (int i = 0; i < sent.blocks().size(); i++) {
                GatewayBlock expected = sent.blocks().get(i);
                DecodedBlock block = read.blocks().get(sent.readings().size() + i);
                assertEquals(expected.point(), block.address());
                assertEquals(expected.startUs(), block.startUs());
                assertEquals(expected.intervalUs(), block.intervalUs());
                assertArrayEquals(expected.values(), block.values());
            }
        }
    }

    private static GatewayMessage message(Random random, int seq) {
        List<GatewayReading> readings = new ArrayList<>();
        List<GatewayBlock> blocks = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            readings.add(
                    new GatewayReading(
                            "P" + i,
                            TIME_US + random.nextInt(1_000_000_000),
                            random.nextGaussian() * 1e6,
                            random.nextBoolean() ? "%{LEL}" : null,
                            QUALITIES.get(random.nextInt(3))));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            blocks.add(
                    GatewayBlock.good(
                            "B" + i,
                            TIME_US + random.nextInt(1_000_000),
                            10_000,
                            random.doubles(1 + random.nextInt(100)).toArray()));
        }
        return new GatewayMessage("2f9c", seq, TIME_US + seq, readings, blocks);
    }
}
