package city.lifeline.ingest.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import city.lifeline.wire.v1.GatewayBlock;
import city.lifeline.wire.v1.GatewayMessage;
import city.lifeline.wire.v1.GatewayReading;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProtobufDecoderTest {

    private static final long TIME_US = 1_763_712_000_000_000L;

    private final ProtobufDecoder decoder = new ProtobufDecoder();

    private DecodedMessage decode(byte[] payload) {
        return decoder.decode(Given.payload(payload));
    }

    private static GatewayReading.Builder good() {
        return GatewayReading.newBuilder().setPoint("P1").setTimeUs(TIME_US).setValue(1);
    }

    private static GatewayBlock.Builder block() {
        return GatewayBlock.newBuilder().setPoint("P1").setStartUs(TIME_US).setIntervalUs(10);
    }

    static Stream<Arguments> readings() {
        return Stream.of(
                Arguments.of(good().setPoint(""), Reason.BAD_ID),
                Arguments.of(good().setPoint("a b"), Reason.BAD_ID),
                Arguments.of(good().setValue(Double.NaN), Reason.NAN_INF),
                Arguments.of(good().setValue(Double.NEGATIVE_INFINITY), Reason.NAN_INF),
                Arguments.of(good().setTimeUs(0), Reason.TS_RANGE),
                Arguments.of(good().setTimeUs(Long.MIN_VALUE), Reason.TS_RANGE),
                Arguments.of(good().setTimeUs(Long.MAX_VALUE), Reason.TS_RANGE),
                Arguments.of(good().setTimeUs(TIME_US / 1_000), Reason.TS_RANGE),
                Arguments.of(good().setUnit("x".repeat(100)), Reason.FIELD_SIZE),
                Arguments.of(good().setQualityValue(9), Reason.RANGE));
    }

    @ParameterizedTest
    @MethodSource("readings")
    void refusesOneReadingAndKeepsItsNeighbours(GatewayReading.Builder bad, Reason reason) {
        DecodedMessage message =
                decode(
                        GatewayMessage.newBuilder()
                                .addReadings(good())
                                .addReadings(bad)
                                .addReadings(good())
                                .build()
                                .toByteArray());

        assertNull(message.refused());
        assertEquals(List.of(reason), message.refusals().stream().map(Refusal::reason).toList());
        assertEquals(1, message.refusals().get(0).index());
        assertEquals(List.of(0, 2), message.blocks().stream().map(DecodedBlock::index).toList());
    }

    static Stream<Arguments> blocks() {
        return Stream.of(
                Arguments.of(block(), Reason.MISSING_FIELD),
                Arguments.of(
                        block().setIntervalUs(0).addValues(1).addValues(2), Reason.MISSING_FIELD),
                Arguments.of(block().setIntervalUs(-1).addValues(1).addValues(2), Reason.RANGE),
                Arguments.of(block().addValues(1).addValues(Double.NaN), Reason.NAN_INF));
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void refusesABadBlock(GatewayBlock.Builder bad, Reason reason) {
        DecodedMessage message =
                decode(
                        GatewayMessage.newBuilder()
                                .addReadings(good())
                                .addBlocks(bad)
                                .addBlocks(block().addValues(1).addValues(2))
                                .build()
                                .toByteArray());

        assertEquals(List.of(reason), message.refusals().stream().map(Refusal::reason).toList());
        assertEquals(1, message.refusals().get(0).index());
        assertEquals(2, message.blocks().size());
        assertArrayEquals(new double[] {1, 2}, message.blocks().get(1).values());
    }

    @Test
    void refusesWhatIsNotProtobuf() {
        DecodedMessage message = decode(new byte[] {(byte) 0xFF, 1, 2, 3});
        assertNotNull(message.refused());
        assertEquals(Reason.PARSE, message.refused().reason());
    }

    @Test
    void refusesTextThatIsNotUtf8() {
        byte[] bytes = GatewayMessage.newBuilder().setBoot("ab").build().toByteArray();
        bytes[2] = (byte) 0xC0;
        DecodedMessage message = decode(bytes);
        assertNotNull(message.refused());
        assertEquals(Reason.ENCODING, message.refused().reason());
    }

    @Test
    void refusesTooMany() {
        GatewayMessage.Builder many = GatewayMessage.newBuilder().setBoot("b").setSeq(4);
        for (int i = 0; i < 10_001; i++) {
            many.addReadings(good());
        }
        DecodedMessage message = decode(many.build().toByteArray());
        assertNotNull(message.refused());
        assertEquals(Reason.BATCH_SIZE, message.refused().reason());
        assertEquals(4, message.seq());
    }

    @Test
    void refusesASequenceBeyondALong() {
        DecodedMessage message =
                decode(GatewayMessage.newBuilder().setSeq(-5).build().toByteArray());
        assertNotNull(message.refused());
        assertEquals(Reason.RANGE, message.refused().reason());
    }
}
