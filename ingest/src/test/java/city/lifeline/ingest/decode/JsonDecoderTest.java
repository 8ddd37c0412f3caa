package city.lifeline.ingest.decode;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Quality;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JsonDecoderTest {

    private static final String GOOD = "{\"point\":\"P1\",\"time\":1763712000000,\"value\":1}";

    private final JsonDecoder decoder = new JsonDecoder();

    private DecodedMessage decode(String json) {
        return decoder.decode(Given.payload(json.getBytes(UTF_8)));
    }

    private static String message(String... readings) {
        return "{\"readings\":[" + String.join(",", readings) + "]}";
    }

    private static long us(String iso) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(iso));
    }

    @Test
    void readsTheContractsExample() {
        DecodedMessage message =
                decode(
                        """
                        {"boot":"2f9c","seq":1207,"sentAt":"2026-11-21T08:00:00.120Z",
                         "readings":[{"point":"GAS-0001-CH4","time":"2026-11-21T08:00:00Z",
                                      "value":3.2,"unit":"%{LEL}","quality":"GOOD"}],
                         "blocks":[{"point":"BR-01-STR-3","start":"2026-11-21T08:00:00Z",
                                    "intervalUs":10000,"values":[1.5,1.6]}]}
                        """);

        assertNull(message.refused());
        assertEquals("2f9c", message.boot());
        assertEquals(1207, message.seq());
        assertEquals(us("2026-11-21T08:00:00.120Z"), message.sentAtUs());
        assertTrue(message.hasSequence());
        assertEquals(List.of(), message.refusals());
        DecodedBlock reading = message.blocks().get(0);
        assertEquals("GAS-0001-CH4", reading.address());
        assertEquals(us("2026-11-21T08:00:00Z"), reading.startUs());
        assertArrayEquals(new double[] {3.2}, reading.values());
        assertEquals("%{LEL}", reading.unit());
        assertEquals(Quality.GOOD, reading.quality());
        DecodedBlock block = message.blocks().get(1);
        assertEquals(1, block.index());
        assertEquals(10_000, block.intervalUs());
        assertArrayEquals(new double[] {1.5, 1.6}, block.values());
        assertEquals(us("2026-11-21T08:00:00.010Z"), block.endUs());
    }

    static Stream<Arguments> wholeMessages() {
        return Stream.of(
                Arguments.of("", Reason.PARSE),
                Arguments.of("  \n", Reason.PARSE),
                Arguments.of("hello", Reason.PARSE),
                Arguments.of("{\"readings\":[{\"point\":\"P1\"", Reason.PARSE),
                Arguments.of("{\"readings\":[" + GOOD + ",]}", Reason.PARSE),
                Arguments.of("{'readings':[]}", Reason.PARSE),
                Arguments.of("{\"readings\":[] /* none */}", Reason.PARSE),
                Arguments.of(message(GOOD) + message(GOOD), Reason.TRAILING_DATA),
                Arguments.of(message(GOOD) + "}", Reason.TRAILING_DATA),
                Arguments.of(message(GOOD) + "nul", Reason.TRAILING_DATA),
                Arguments.of("{\"seq\":1,\"seq\":2,\"readings\":[]}", Reason.DUP_KEY),
                Arguments.of("{\"readings\":[],\"readings\":[]}", Reason.DUP_KEY),
                Arguments.of("[]", Reason.SHAPE),
                Arguments.of("\"text\"", Reason.SHAPE),
                Arguments.of("null", Reason.SHAPE),
                Arguments.of("17", Reason.SHAPE),
                Arguments.of("{\"readings\":{}}", Reason.SHAPE),
                Arguments.of("{\"readings\":null}", Reason.SHAPE),
                Arguments.of("{\"x\":" + "[".repeat(40) + "]".repeat(40) + "}", Reason.SHAPE),
                Arguments.of("{}", Reason.MISSING_FIELD),
                Arguments.of("{\"boot\":\"a\",\"seq\":1}", Reason.MISSING_FIELD),
                Arguments.of("{\"v\":99,\"readings\":[]}", Reason.VERSION),
                Arguments.of("{\"seq\":9223372036854775808,\"readings\":[]}", Reason.RANGE),
                Arguments.of("{\"seq\":-1,\"readings\":[]}", Reason.RANGE),
                Arguments.of("{\"seq\":1.5,\"readings\":[]}", Reason.TYPE),
                Arguments.of("{\"seq\":\"1\",\"readings\":[]}", Reason.TYPE),
                Arguments.of("{\"boot\":7,\"readings\":[]}", Reason.TYPE),
                Arguments.of("{\"boot\":\"a b\",\"readings\":[]}", Reason.BAD_ID),
                Arguments.of("{\"sentAt\":\"yesterday\",\"readings\":[]}", Reason.TS_FORMAT),
                Arguments.of("{\"sentAt\":5,\"readings\":[]}", Reason.TS_RANGE),
                Arguments.of(reading("NaN"), Reason.NAN_INF),
                Arguments.of(reading("Infinity"), Reason.NAN_INF),
                Arguments.of(reading("-Infinity"), Reason.NAN_INF),
                Arguments.of(reading("0x1F"), Reason.PARSE),
                Arguments.of(reading("1_000"), Reason.PARSE),
                Arguments.of(reading("+5"), Reason.PARSE),
                Arguments.of(reading(".5"), Reason.PARSE),
                Arguments.of(reading("5."), Reason.PARSE),
                Arguments.of(reading("01"), Reason.PARSE),
                Arguments.of(reading("1".repeat(10_000)), Reason.NUMBER_LENGTH),
                Arguments.of(
                        "{\"boot\":\"" + "x".repeat(65_536) + "\",\"readings\":[]}",
                        Reason.FIELD_SIZE),
                Arguments.of(
                        "{\"" + "x".repeat(65_536) + "\":1,\"readings\":[]}", Reason.FIELD_SIZE),
                Arguments.of(
                        message(Stream.generate(() -> GOOD).limit(10_001).toArray(String[]::new)),
                        Reason.BATCH_SIZE));
    }

    private static String reading(String value) {
        return message("{\"point\":\"P1\",\"time\":1763712000000,\"value\":" + value + "}");
    }

    @ParameterizedTest
    @MethodSource("wholeMessages")
    void refusesTheWholeMessage(String json, Reason reason) {
        DecodedMessage message = decode(json);

        assertNotNull(message.refused());
        assertEquals(reason, message.refused().reason(), message.refused().detail());
        assertEquals(Refusal.WHOLE, message.refused().index());
        assertEquals(List.of(), message.blocks());
        assertEquals(List.of(), message.refusals());
    }

    static Stream<Arguments> readings() {
        String time = "\"time\":1763712000000";
        return Stream.of(
                Arguments.of("{" + time + ",\"value\":1}", Reason.MISSING_FIELD),
                Arguments.of("{\"point\":\"P1\",\"value\":1}", Reason.MISSING_FIELD),
                Arguments.of("{\"point\":\"P1\"," + time + "}", Reason.MISSING_FIELD),
                Arguments.of(
                        "{\"point\":\"P1\"," + time + ",\"value\":null}", Reason.MISSING_FIELD),
                Arguments.of("{}", Reason.MISSING_FIELD),
                Arguments.of("[1,[2],{\"a\":[]}]", Reason.SHAPE),
                Arguments.of("7", Reason.SHAPE),
                Arguments.of("null", Reason.SHAPE),
                Arguments.of(
                        "{\"point\":\"P1\"," + time + ",\"value\":1,\"value\":1}", Reason.DUP_KEY),
                Arguments.of(value("\"12.5\""), Reason.TYPE),
                Arguments.of(value("true"), Reason.TYPE),
                Arguments.of(value("[1,{\"x\":[2]},3]"), Reason.TYPE),
                Arguments.of(value("{\"a\":{\"b\":1}}"), Reason.TYPE),
                Arguments.of(value("\"NaN\""), Reason.NAN_INF),
                Arguments.of(value("\"-Infinity\""), Reason.NAN_INF),
                Arguments.of(value("1e400"), Reason.OVERFLOW),
                Arguments.of(value("-1e400"), Reason.OVERFLOW),
                Arguments.of(time("1763712000"), Reason.TS_RANGE),
                Arguments.of(time("1763712000000000"), Reason.TS_RANGE),
                Arguments.of(time("1763712000000000000"), Reason.TS_RANGE),
                Arguments.of(time("0"), Reason.TS_RANGE),
                Arguments.of(time("-1"), Reason.TS_RANGE),
                Arguments.of(time("-9223372036854775808"), Reason.TS_RANGE),
                Arguments.of(time("9223372036854775807"), Reason.TS_RANGE),
                Arguments.of(time("9223372036854775808"), Reason.TS_RANGE),
                Arguments.of(time("1763712000000.5"), Reason.TYPE),
                Arguments.of(time("true"), Reason.TYPE),
                Arguments.of(time("\"2026-11-21T08:00:00\""), Reason.TS_FORMAT),
                Arguments.of(time("\"2026-11-21T24:00:00Z\""), Reason.TS_FORMAT),
                Arguments.of(time("\"2026-02-29T08:00:00Z\""), Reason.TS_FORMAT),
                Arguments.of(time("\"1763712000000\""), Reason.TS_FORMAT),
                Arguments.of(time("\"\""), Reason.TS_FORMAT),
                Arguments.of(point("\"\""), Reason.BAD_ID),
                Arguments.of(point("\"a b\""), Reason.BAD_ID),
                Arguments.of(point("\"../G2\""), Reason.BAD_ID),
                Arguments.of(point("\"..\""), Reason.BAD_ID),
                Arguments.of(point("\"G1%2f\""), Reason.BAD_ID),
                Arguments.of(point("\"\u04211\""), Reason.BAD_ID),
                Arguments.of(point("\"P\uFF11\""), Reason.BAD_ID),
                Arguments.of(point("\"a\\nb\""), Reason.BAD_ID),
                Arguments.of(point("\"a,b\""), Reason.BAD_ID),
                Arguments.of(point("\"=cmd|calc\""), Reason.BAD_ID),
                Arguments.of(point("\"<script>\""), Reason.BAD_ID),
                Arguments.of(point("\"${jndi:ldap://x}\""), Reason.BAD_ID),
                Arguments.of(point("\"{{7*7}}\""), Reason.BAD_ID),
                Arguments.of(point("\"%n%s\""), Reason.BAD_ID),
                Arguments.of(point("\"\\ud800\""), Reason.BAD_ID),
                Arguments.of(point("\"" + "x".repeat(1_024) + "\""), Reason.BAD_ID),
                Arguments.of(point("17"), Reason.TYPE),
                Arguments.of(
                        "{\"point\":\"P1\"," + time + ",\"value\":1,\"quality\":\"FINE\"}",
                        Reason.RANGE),
                Arguments.of(unit("5"), Reason.TYPE),
                Arguments.of(unit("\"" + "x".repeat(65) + "\""), Reason.FIELD_SIZE),
                Arguments.of(unit("\"a\\nb\""), Reason.WRONG_UNIT),
                Arguments.of(unit("\"\\ud800\""), Reason.WRONG_UNIT));
    }

    private static String value(String value) {
        return "{\"point\":\"P1\",\"time\":1763712000000,\"value\":" + value + "}";
    }

    private static String unit(String unit) {
        return "{\"point\":\"P1\",\"time\":1763712000000,\"value\":1,\"unit\":" + unit + "}";
    }

    private static String time(String time) {
        return "{\"point\":\"P1\",\"time\":" + time + ",\"value\":1}";
    }

    private static String point(String point) {
        return "{\"point\":" + point + ",\"time\":1763712000000,\"value\":1}";
    }

    @ParameterizedTest
    @MethodSource("readings")
    void refusesOneReadingAndKeepsItsNeighbours(String bad, Reason reason) {
        DecodedMessage message = decode(message(GOOD, bad, GOOD));

        assertNull(message.refused());
        assertEquals(1, message.refusals().size());
        Refusal refusal = message.refusals().get(0);
        assertEquals(reason, refusal.reason(), refusal.detail());
        assertEquals(1, refusal.index());
        assertEquals(List.of(0, 2), message.blocks().stream().map(DecodedBlock::index).toList());
    }

    static Stream<Arguments> blocks() {
        return Stream.of(
                Arguments.of("\"intervalUs\":10", Reason.MISSING_FIELD),
                Arguments.of("\"values\":[1,2]", Reason.MISSING_FIELD),
                Arguments.of("\"intervalUs\":10,\"values\":[]", Reason.MISSING_FIELD),
                Arguments.of("\"intervalUs\":-1,\"values\":[1,2]", Reason.RANGE),
                Arguments.of("\"intervalUs\":3000000000,\"values\":[1,2]", Reason.RANGE),
                Arguments.of("\"intervalUs\":\"10\",\"values\":[1,2]", Reason.TYPE),
                Arguments.of("\"intervalUs\":10,\"values\":5", Reason.TYPE),
                Arguments.of("\"intervalUs\":10,\"values\":[1,[2,[3]],4]", Reason.TYPE),
                Arguments.of("\"intervalUs\":10,\"values\":[1,null]", Reason.MISSING_FIELD),
                Arguments.of("\"intervalUs\":10,\"values\":[1,1e999]", Reason.OVERFLOW),
                Arguments.of(
                        "\"intervalUs\":10,\"values\":[0" + ",0".repeat(10_000) + "]",
                        Reason.BATCH_SIZE));
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void refusesOneBlockAndKeepsItsNeighbours(String fields, Reason reason) {
        String start = "{\"point\":\"P1\",\"start\":1763712000000,";
        DecodedMessage message =
                decode(
                        "{\"blocks\":[%s%s},%s\"values\":[1]}],\"readings\":[%s]}"
                                .formatted(start, fields, start, GOOD));

        assertNull(message.refused());
        assertEquals(1, message.refusals().size());
        assertEquals(reason, message.refusals().get(0).reason());
        assertEquals(0, message.refusals().get(0).index());
        assertEquals(2, message.blocks().size());
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-21T08:00:00Z,2026-11-21T08:00:00Z",
        "2026-11-21T08:00:00z,2026-11-21T08:00:00Z",
        "2026-11-21t08:00:00Z,2026-11-21T08:00:00Z",
        "2026-11-21T16:00:00+08:00,2026-11-21T08:00:00Z",
        "2026-11-21T16:00:00+0800,2026-11-21T08:00:00Z",
        "2026-11-21T16:00:00+08,2026-11-21T08:00:00Z",
        "2026-11-21T02:30:00-05:30,2026-11-21T08:00:00Z",
        "2026-11-21T08:00:00.123456789Z,2026-11-21T08:00:00.123456Z",
        "2026-11-21T08:00:00.5Z,2026-11-21T08:00:00.5Z",
        "2024-02-29T23:59:59Z,2024-02-29T23:59:59Z",
        "2016-12-31T23:59:60Z,2016-12-31T23:59:59.999999Z",
    })
    void readsTimesWithAZone(String text, String expected) {
        DecodedMessage message = decode(message(time("\"" + text + "\"")));

        assertEquals(List.of(), message.refusals());
        assertEquals(us(expected), message.blocks().get(0).startUs());
    }

    @Test
    void acceptsWhatIsOddButHarmless() {
        assertEquals(0.0, onlyValue("-0.0"));
        assertEquals(
                Double.doubleToRawLongBits(0.0), Double.doubleToRawLongBits(onlyValue("-0.0")));
        assertEquals(0.0, onlyValue("1e-400"));
        assertEquals(0x1p63, onlyValue("9223372036854775808"));
        DecodedMessage exact = decode("{\"boot\":\"a\",\"seq\":9007199254740993,\"readings\":[]}");
        assertEquals(9007199254740993L, exact.seq());
        assertNull(decode("\uFEFF" + message(GOOD)).refused());
        DecodedMessage gadget =
                decode(
                        "{\"@type\":\"java.lang.Runtime\",\"__proto__\":{\"a\":[1,{}]},"
                                + "\"constructor\":null,\"readings\":["
                                + "{\"class\":{\"x\":1},"
                                + GOOD.substring(1)
                                + "]}");
        assertNull(gadget.refused());
        assertEquals(1, gadget.blocks().size());
    }

    private double onlyValue(String value) {
        return decode(message(value(value))).blocks().get(0).values()[0];
    }

    @Test
    void anEmptyListIsAHeartbeat() {
        DecodedMessage message = decode("{\"readings\":[]}");
        assertNull(message.refused());
        assertEquals(List.of(), message.blocks());
        assertFalse(message.hasSequence());
    }

    @Test
    void aSequenceNeedsABoot() {
        assertFalse(decode("{\"seq\":1,\"readings\":[]}").hasSequence());
        assertTrue(decode("{\"boot\":\"a\",\"seq\":0,\"readings\":[]}").hasSequence());
    }

    @Test
    void keepsBootAndNumberOfARefusedMessage() {
        DecodedMessage message = decode("{\"boot\":\"a\",\"seq\":5,\"readings\":[{]}");
        assertNotNull(message.refused());
        assertEquals("a", message.boot());
        assertEquals(5, message.seq());
    }

    static Stream<Arguments> encodings() throws IOException {
        String json = message(GOOD);
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream compressed = new GZIPOutputStream(gzip)) {
            compressed.write(json.getBytes(UTF_8));
        }
        return Stream.of(
                Arguments.of(json.getBytes(UTF_16LE), Reason.ENCODING),
                Arguments.of(json.getBytes(UTF_16BE), Reason.ENCODING),
                Arguments.of(
                        json.getBytes(java.nio.charset.StandardCharsets.UTF_16), Reason.ENCODING),
                Arguments.of(named(new byte[] {(byte) 0xC0, (byte) 0xAF}), Reason.ENCODING),
                Arguments.of(
                        named(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}), Reason.ENCODING),
                Arguments.of(named(new byte[] {(byte) 0xF5, 1, 1, 1}), Reason.ENCODING),
                Arguments.of(named(new byte[] {(byte) 0xE4, (byte) 0xB8}), Reason.ENCODING),
                Arguments.of(named(new byte[] {0}), Reason.ENCODING),
                Arguments.of(named("井盖".getBytes(Charset.forName("GBK"))), Reason.ENCODING),
                Arguments.of(gzip.toByteArray(), Reason.ENCODING),
                Arguments.of(new byte[] {(byte) 0xAC, (byte) 0xED, 0, 5, 's', 'r'}, Reason.PARSE));
    }

    private static byte[] named(byte[] text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("{\"readings\":[],\"name\":\"".getBytes(UTF_8));
        bytes.writeBytes(text);
        bytes.writeBytes("\"}".getBytes(UTF_8));
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void refusesWhatIsNotUtf8(byte[] payload, Reason reason) {
        DecodedMessage message = decoder.decode(Given.payload(payload));
        assertNotNull(message.refused());
        assertEquals(reason, message.refused().reason());
    }

    @Test
    void takesProperChineseText() {
        assertNull(
                decoder.decode(Given.payload(named("井盖 \uD83D\uDE00".getBytes(UTF_8)))).refused());
    }
}
