package city.lifeline.benchmarks.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.benchmarks.load.PayloadTemplate;
import city.lifeline.gateway.PayloadFormat;
import city.lifeline.wire.v1.GatewayMessage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PayloadTemplateTest {

    private static final long SEQ = PayloadTemplate.FIRST_SEQ + 7;
    private static final long EVENT_US = 1_795_248_000_000_000L;
    private static final long SENT_US = EVENT_US + 17;

    private static PayloadTemplate template(PayloadFormat format, int elements, int samples) {
        return Publisher.template(
                new Load("k", "name", format, elements, samples), "GW", "b1", 3, new Random(1));
    }

    @Test
    void protobufHoldsWhatWasFilledIn() throws InvalidProtocolBufferException {
        byte[] payload = template(PayloadFormat.PROTOBUF, 2, 1).payload(SEQ, EVENT_US, SENT_US);

        GatewayMessage message = GatewayMessage.parseFrom(payload);

        assertEquals(SEQ, message.getSeq());
        assertEquals(SENT_US, message.getSentAtUs());
        assertEquals(2, message.getReadingsCount());
        assertEquals(BenchCity.point("GW", 4), message.getReadings(1).getPoint());
        assertEquals(EVENT_US, message.getReadings(0).getTimeUs());
        assertEquals(EVENT_US, message.getReadings(1).getTimeUs());
    }

    @Test
    void blocksBeginAtTheEventTime() throws InvalidProtocolBufferException {
        byte[] payload = template(PayloadFormat.PROTOBUF, 1, 100).payload(SEQ, EVENT_US, SENT_US);

        GatewayMessage message = GatewayMessage.parseFrom(payload);

        assertEquals(EVENT_US, message.getBlocks(0).getStartUs());
        assertEquals(100, message.getBlocks(0).getValuesCount());
    }

    @Test
    void jsonHoldsWhatWasFilledIn() throws IOException {
        byte[] payload = template(PayloadFormat.JSON, 2, 1).payload(SEQ, EVENT_US, SENT_US);

        JsonNode message = new ObjectMapper().readTree(payload);

        assertEquals(SEQ, message.path("seq").asLong());
        assertEquals("2026-11-21T08:00:00.000017Z", message.path("sentAt").asText());
        assertEquals(
                "2026-11-21T08:00:00.000000Z",
                message.path("readings").get(1).path("time").asText());
    }

    @ParameterizedTest
    @EnumSource(PayloadFormat.class)
    void theEventTimeIsReadBackFromAnyMessageOfTheCase(PayloadFormat format) {
        byte[] payload = template(format, 3, 1).payload(SEQ, EVENT_US, SENT_US);

        assertEquals(EVENT_US, template(format, 3, 1).eventUs(payload));
    }

    @Test
    void allPayloadsOfACaseAreEquallyLong() {
        Random random = new Random(1);
        Load load = new Load("k", "name", PayloadFormat.JSON, 50, 1);
        int length = template(PayloadFormat.JSON, 50, 1).payload(SEQ, EVENT_US, SENT_US).length;
        for (int i = 0; i < 50; i++) {
            byte[] payload =
                    Publisher.template(load, "GW", "b1", 3, random).payload(SEQ, EVENT_US, SENT_US);
            assertEquals(length, payload.length);
        }
    }

    @Test
    void aWindowIsNeverSoSmallThatIngestWaits() {
        for (Load load : Load.ALL) {
            assertTrue(load.window() >= 200, load.name());
        }
    }
}
