package city.lifeline.ingest.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import city.lifeline.wire.v1.GatewayBlock;
import city.lifeline.wire.v1.GatewayMessage;
import city.lifeline.wire.v1.GatewayReading;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read by hand is what Protobuf's own classes would read, however the bytes are broken. */
class ProtobufDecoderBytesTest {

    private static final int MESSAGES = 3_000;
    private static final long TIME_US = 1_795_248_000_000_000L;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void bytesAreTakenWhereTheGeneratedClassesTakeThem(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < MESSAGES; i++) {
            byte[] payload = broken(message(random).toByteArray(), random);
            String where = "seed " + seed + ", message " + i;

            DecodedMessage decoded =
                    new ProtobufDecoder()
                            .decode(new Incoming(payload, "t", "GW-1", DecodedMessage.NO_TIME));

            GatewayMessage expected;
            try {
                expected = GatewayMessage.parseFrom(payload);
            } catch (InvalidProtocolBufferException e) {
                assertNotNull(decoded.refused(), where);
                continue;
            }
            if (decoded.refused() == null) {
                assertEquals(
                        expected.getReadingsCount() + expected.getBlocksCount(),
                        decoded.blocks().size() + decoded.refusals().size(),
                        where);
                assertEquals(expected.getBoot(), decoded.boot(), where);
                if (expected.getBlocksCount() == 0) {
                    decoded.blocks().forEach(block -> check(expected, block, where));
                }
            } else {
                assertEquals(false, decoded.refused().reason() == Reason.PARSE, where);
            }
        }
    }

    private static void check(GatewayMessage expected, DecodedBlock block, String where) {
        GatewayReading reading = expected.getReadings(block.index());
        assertEquals(reading.getPoint(), block.address(), where);
        assertEquals(reading.getTimeUs(), block.startUs(), where);
        assertEquals(reading.getValue() + 0.0, block.values()[0], where);
        assertEquals(reading.getUnit(), block.unit(), where);
    }

    private static byte[] broken(byte[] payload, Random random) {
        if (random.nextInt(3) == 0) {
            return payload;
        }
        byte[] broken = payload.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(4) == 0
                ? Arrays.copyOf(broken, random.nextInt(broken.length + 1))
                : broken;
    }

    private static GatewayMessage message(Random random) {
        GatewayMessage.Builder message = GatewayMessage.newBuilder().setBoot("b1").setSeq(7);
        int readings = 1 + random.nextInt(3);
        for (int i = 0; i < readings; i++) {
            message.addReadings(
                    GatewayReading.newBuilder()
                            .setPoint("P-" + i)
                            .setTimeUs(TIME_US + i)
                            .setValue(random.nextGaussian())
                            .setUnit(random.nextBoolean() ? "kPa" : "")
                            .setQualityValue(random.nextInt(3)));
        }
        if (random.nextInt(3) == 0) {
            message.addBlocks(
                    GatewayBlock.newBuilder()
                            .setPoint("B")
                            .setStartUs(TIME_US)
                            .setIntervalUs(10)
                            .addValues(1)
                            .addValues(2));
        }
        return message.build();
    }
}
