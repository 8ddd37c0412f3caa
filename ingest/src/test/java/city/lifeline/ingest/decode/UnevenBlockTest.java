package city.lifeline.ingest.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import city.lifeline.wire.v1.GatewayBlock;
import city.lifeline.wire.v1.GatewayMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnevenBlockTest {

    private static final long START_US = 1_767_225_600_000_000L;

    @Test
    void bothFormatsCarryOffsets() {
        byte[] json = json("\"offsetsUs\":[0,9000,21000],\"values\":[1,2,3]");
        byte[] protobuf =
                GatewayMessage.newBuilder()
                        .addBlocks(
                                GatewayBlock.newBuilder()
                                        .setPoint("P")
                                        .setStartUs(START_US)
                                        .addAllOffsetsUs(List.of(0, 9_000, 21_000))
                                        .addAllValues(List.of(1.0, 2.0, 3.0)))
                        .build()
                        .toByteArray();

        for (DecodedMessage message :
                List.of(
                        new JsonDecoder().decode(Given.payload(json)),
                        new ProtobufDecoder().decode(Given.payload(protobuf)))) {
            DecodedBlock block = message.blocks().get(0);
            assertArrayEquals(new int[] {0, 9_000, 21_000}, block.offsetsUs());
            assertEquals(START_US + 9_000, block.timeUs(1));
            assertEquals(START_US + 21_000, block.endUs());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"offsetsUs\":[0,1],\"values\":[1,2,3]",
                "\"offsetsUs\":[1,2,3],\"values\":[1,2,3]",
                "\"offsetsUs\":[0,2,2],\"values\":[1,2,3]",
                "\"offsetsUs\":[0,-1,2],\"values\":[1,2,3]",
                "\"offsetsUs\":[0,1,3000000000],\"values\":[1,2,3]",
                "\"offsetsUs\":[0,1,2],\"intervalUs\":5,\"values\":[1,2,3]"
            })
    void refusesOffsetsThatDoNotFit(String fields) {
        DecodedMessage message = new JsonDecoder().decode(Given.payload(json(fields)));

        assertEquals(List.of(), message.blocks());
        assertEquals(Reason.RANGE, message.refusals().get(0).reason());
    }

    private static byte[] json(String fields) {
        return ("{\"blocks\":[{\"point\":\"P\",\"start\":\"2026-01-01T00:00:00Z\","
                        + fields
                        + "}]}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
