package city.lifeline.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Quality;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnevenBlockTest {

    private static final double[] VALUES = {1, 2, 3};

    @Test
    void bothFormatsCarryOffsets() throws Exception {
        GatewayMessage message =
                new GatewayMessage("b", 1, 0, List.of(), List.of(block(0, 0, 9_000, 21_000)));

        String json = new String(PayloadFormat.JSON.encode(message), StandardCharsets.UTF_8);
        assertTrue(json.contains("\"offsetsUs\":[0,9000,21000]"), json);
        assertFalse(json.contains("intervalUs"), json);
        assertEquals(
                List.of(0, 9_000, 21_000),
                city.lifeline.wire.v1.GatewayMessage.parseFrom(
                                PayloadFormat.PROTOBUF.encode(message))
                        .getBlocks(0)
                        .getOffsetsUsList());
    }

    @Test
    void refusesOffsetsThatDoNotFit() {
        assertThrows(IllegalArgumentException.class, () -> block(0, 0, 9_000));
        assertThrows(IllegalArgumentException.class, () -> block(0, 1, 9_000, 21_000));
        assertThrows(IllegalArgumentException.class, () -> block(0, 0, 9_000, 9_000));
        assertThrows(IllegalArgumentException.class, () -> block(10_000, 0, 9_000, 21_000));
        assertThrows(IllegalArgumentException.class, () -> block(0));
    }

    private static GatewayBlock block(int intervalUs, int... offsetsUs) {
        return new GatewayBlock("P", 0, intervalUs, offsetsUs, VALUES, null, Quality.GOOD);
    }
}
