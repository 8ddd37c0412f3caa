package city.lifeline.ingest.decode;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.Charset;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ThingsBoardDecoderTest {

    private static final long CLOCK_US = 1_763_712_000_000_000L;
    private static final long TS_US = 1_763_711_990_000_000L;
    private static final String TS = "\"ts\":1763711990000";

    private static DecodedMessage decode(Decoder decoder, String json, long clockUs) {
        return decoder.decode(new Incoming(json.getBytes(UTF_8), "t", "GW-1", clockUs));
    }

    private static DecodedMessage gateway(String json) {
        return decode(ThingsBoardDecoder.ofGateway(), json, CLOCK_US);
    }

    private static DecodedMessage device(String json) {
        return decode(ThingsBoardDecoder.ofDevice(), json, CLOCK_US);
    }

    private static List<String> lines(DecodedMessage message) {
        assertNull(message.refused());
        return message.blocks().stream()
                .map(
                        block ->
                                "%d %s %s %s"
                                        .formatted(
                                                block.index(),
                                                block.address(),
                                                block.startUs() == CLOCK_US
                                                        ? "now"
                                                        : block.startUs() == TS_US ? "ts" : "?",
                                                block.values()[0]))
                .toList();
    }

    private static void assertRefused(Reason reason, DecodedMessage message) {
        assertNotNull(message.refused());
        assertEquals(reason, message.refused().reason());
    }

    @Test
    void aGatewaySpeaksForItsDevices() {
        DecodedMessage message =
                gateway(
                        """
                        {"Device A":[{"ts":1763711990000,"values":{"temperature":42,"open":true}},
                                     {"ts":1763712000000,"values":{"temperature":43}}],
                         "水泵 B":[{"values":{"open":false},"ts":1763711990000},{"flow":1.5}],
                         "Device C":[]}
                        """);
        assertEquals(List.of(), message.refusals());
        assertEquals(
                List.of(
                        "0 Device A/temperature ts 42.0",
                        "1 Device A/open ts 1.0",
                        "2 Device A/temperature now 43.0",
                        "3 水泵 B/open ts 0.0",
                        "4 水泵 B/flow now 1.5"),
                lines(message));
    }

    @Test
    void aDeviceSpeaksForItself() {
        assertEquals(List.of("0 t now 1.0", "1 h now 2.0"), lines(device("{\"t\":1,\"h\":2}")));
        assertEquals(List.of("0 t ts 1.0"), lines(device("{" + TS + ",\"values\":{\"t\":1}}")));
        assertEquals(
                List.of("0 t now 1.0", "1 t ts 2.0"),
                lines(device("[{\"t\":1},{" + TS + ",\"values\":{\"t\":2}}]")));
        assertEquals(List.of("0 t now 1.0"), lines(device("{\"values\":{\"t\":1}}")));
        assertEquals(List.of("0 values now 5.0"), lines(device("{\"values\":5}")));
    }

    @Test
    void nothingIsAHeartbeat() {
        assertEquals(List.of(), lines(device("{}")));
        assertEquals(List.of(), lines(device("[]")));
        assertEquals(List.of(), lines(gateway("{}")));
        assertEquals(List.of(), gateway("{}").refusals());
    }

    @Test
    void inARunAsideTheNewestTimeIsTheClock() {
        DecodedMessage message =
                decode(
                        ThingsBoardDecoder.ofDevice(),
                        "[{" + TS + ",\"values\":{\"t\":2}},{\"t\":1}]",
                        DecodedMessage.NO_TIME);
        assertEquals(TS_US, message.sentAtUs());
        assertEquals(Reason.MISSING_FIELD, message.refusals().get(0).reason());
    }

    static Stream<Arguments> wholeMessages() {
        String many =
                IntStream.rangeClosed(0, 10_000)
                        .mapToObj(i -> "\"k" + i + "\":1")
                        .collect(Collectors.joining(","));
        return Stream.of(
                Arguments.of("", Reason.PARSE),
                Arguments.of("\uFEFF", Reason.PARSE),
                Arguments.of("hello", Reason.PARSE),
                Arguments.of("{\"A\":[{\"t\":1", Reason.PARSE),
                Arguments.of("{\"A\":[{\"t\":1,}]}", Reason.PARSE),
                Arguments.of("{\"A\":[{\"t\":01}]}", Reason.PARSE),
                Arguments.of("{\"A\":[{\"t\":0x1F}]}", Reason.PARSE),
                Arguments.of("{\"A\":[{\"t\":NaN}]}", Reason.NAN_INF),
                Arguments.of("{\"A\":[]}{}", Reason.TRAILING_DATA),
                Arguments.of("\"text\"", Reason.SHAPE),
                Arguments.of("null", Reason.SHAPE),
                Arguments.of(
                        "{\"A\":[{\"t\":" + "[".repeat(40) + "]".repeat(40) + "}]}", Reason.SHAPE),
                Arguments.of("{\"A\":[{\"t\":" + "9".repeat(10_000) + "}]}", Reason.NUMBER_LENGTH),
                Arguments.of("{\"A\":[{\"" + "k".repeat(70_000) + "\":1}]}", Reason.FIELD_SIZE),
                Arguments.of("{\"A\":[{\"k\":\"" + "v".repeat(65_536) + "\"}]}", Reason.FIELD_SIZE),
                Arguments.of("{\"A\":[{" + many + "}]}", Reason.BATCH_SIZE));
    }

    @ParameterizedTest
    @MethodSource("wholeMessages")
    void refusesTheWholeMessage(String json, Reason reason) {
        DecodedMessage message = gateway(json);
        assertNotNull(message.refused());
        assertEquals(reason, message.refused().reason(), message.refused().detail());
        assertEquals(List.of(), message.blocks());
        assertEquals(List.of(), message.refusals());
    }

    @Test
    void theRootSaysWhoSpeaks() {
        assertRefused(Reason.SHAPE, gateway("[]"));
        for (String root : List.of("null", "true", "17", "\"text\"")) {
            assertRefused(Reason.SHAPE, device(root));
        }
        assertRefused(Reason.TRAILING_DATA, device("{\"k\":1} 2"));
        assertRefused(Reason.BATCH_SIZE, device("[" + "{\"k\":1},".repeat(10_000) + "{\"k\":1}]"));
    }

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of("\"k\":\"12.5\"", Reason.TYPE),
                Arguments.of("\"k\":\"on\"", Reason.TYPE),
                Arguments.of("\"k\":\"NaN\"", Reason.NAN_INF),
                Arguments.of("\"k\":null", Reason.MISSING_FIELD),
                Arguments.of("\"k\":{\"a\":{\"b\":[1]}}", Reason.TYPE),
                Arguments.of("\"k\":[1,{\"a\":2}]", Reason.TYPE),
                Arguments.of("\"k\":1e999", Reason.OVERFLOW),
                Arguments.of("\"k\":1,\"k\":1", Reason.DUP_KEY),
                Arguments.of("\"\":1", Reason.BAD_ID),
                Arguments.of("\"a\\nb\":1", Reason.BAD_ID),
                Arguments.of("\"" + "x".repeat(256) + "\":1", Reason.BAD_ID));
    }

    @ParameterizedTest
    @MethodSource("values")
    void refusesOneValueAndKeepsItsNeighbours(String bad, Reason reason) {
        for (String form : List.of("{\"D\":[{%s}]}", "{\"D\":[{" + TS + ",\"values\":{%s}}]}")) {
            DecodedMessage message = gateway(form.formatted("\"a\":1," + bad + ",\"z\":2"));
            assertNull(message.refused());
            assertEquals(1, message.refusals().size());
            assertEquals(reason, message.refusals().get(0).reason());
            assertEquals(1, message.refusals().get(0).index());
            assertEquals(
                    List.of("D/a", "D/z"),
                    message.blocks().stream().map(DecodedBlock::address).toList());
        }
    }

    static Stream<Arguments> entries() {
        return Stream.of(
                Arguments.of("{\"ts\":0,\"values\":{\"k\":1}}", Reason.TS_RANGE),
                Arguments.of("{\"ts\":1763712000,\"values\":{\"k\":1}}", Reason.TS_RANGE),
                Arguments.of("{\"ts\":1763712000000000,\"values\":{\"k\":1}}", Reason.TS_RANGE),
                Arguments.of("{\"ts\":9223372036854775808,\"values\":{\"k\":1}}", Reason.TS_RANGE),
                Arguments.of("{\"ts\":\"1763711990000\",\"values\":{\"k\":1}}", Reason.TYPE),
                Arguments.of("{\"ts\":1763711990000.5,\"values\":{\"k\":1}}", Reason.TYPE),
                Arguments.of("{\"ts\":[1],\"values\":{\"k\":1}}", Reason.TYPE),
                Arguments.of("{\"ts\":null,\"values\":{\"k\":1}}", Reason.MISSING_FIELD),
                Arguments.of("{" + TS + "}", Reason.MISSING_FIELD),
                Arguments.of("{" + TS + ",\"k\":1}", Reason.MISSING_FIELD),
                Arguments.of("{" + TS + "," + TS + ",\"values\":{\"k\":1}}", Reason.DUP_KEY),
                Arguments.of("{" + TS + ",\"values\":{\"k\":1},\"values\":{}}", Reason.DUP_KEY),
                Arguments.of("5", Reason.SHAPE),
                Arguments.of("null", Reason.SHAPE),
                Arguments.of("[{\"k\":1}]", Reason.SHAPE));
    }

    @ParameterizedTest
    @MethodSource("entries")
    void refusesOneEntryAndKeepsItsNeighbours(String bad, Reason reason) {
        String good = "{\"g\":1}";
        DecodedMessage message = device("[" + good + "," + bad + "," + good + "]");
        assertNull(message.refused());
        assertEquals(List.of(reason), message.refusals().stream().map(Refusal::reason).toList());
        assertEquals(2, message.blocks().size());
    }

    @Test
    void refusesOneDeviceAndKeepsItsNeighbours() {
        DecodedMessage message =
                gateway(
                        "{\"A\":[{\"k\":1}],\"A\":[{\"k\":2}],\"\":[{\"k\":1}],\"B\":{\"k\":1},"
                                + "\"C\":5,\"D\":[{\"k\":3}]}");
        assertEquals(
                List.of(Reason.DUP_KEY, Reason.BAD_ID, Reason.SHAPE, Reason.SHAPE),
                message.refusals().stream().map(Refusal::reason).toList());
        assertArrayEquals(
                new double[] {1, 3},
                message.blocks().stream().mapToDouble(block -> block.values()[0]).toArray());
    }

    @Test
    void refusesWhatIsNotUtf8() {
        for (byte[] payload :
                List.of(
                        "{\"k\":1}".getBytes(UTF_16BE),
                        "{\"井盖\":1}".getBytes(Charset.forName("GBK")),
                        new byte[] {'{', '"', (byte) 0xC0, (byte) 0xAF, '"', ':', '1', '}'})) {
            DecodedMessage message =
                    ThingsBoardDecoder.ofDevice()
                            .decode(new Incoming(payload, "t", "GW-1", CLOCK_US));
            assertRefused(Reason.ENCODING, message);
        }
    }
}
