package city.lifeline.ingest.decode;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import city.lifeline.model.Quality;
import java.nio.charset.Charset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SenmlJsonDecoderTest {

    private static final long CLOCK_US = 1_763_712_000_000_000L;
    private static final String GOOD = "{\"n\":\"p\",\"v\":1}";

    private final SenmlJsonDecoder decoder = new SenmlJsonDecoder();

    private DecodedMessage decode(String json) {
        return decode(json, CLOCK_US);
    }

    private DecodedMessage decode(String json, long clockUs) {
        return decoder.decode(new Incoming(json.getBytes(UTF_8), "t", "GW-1", clockUs));
    }

    private DecodedBlock only(String json) {
        DecodedMessage message = decode(json);
        assertNull(message.refused());
        assertEquals(List.of(), message.refusals());
        assertEquals(1, message.blocks().size());
        return message.blocks().get(0);
    }

    @Test
    void baseFieldsHoldForAllThatFollowUntilTheyChange() {
        DecodedMessage message =
                decode(
                        """
                        [{"bn":"boiler-3/","bt":1763712000,"bu":"Cel","bv":20,"bver":10,
                          "n":"supply","v":60.5},
                         {"n":"return","t":-10,"v":25},
                         {"n":"pressure","u":"Pa","t":5,"v":300000},
                         {"bn":"boiler-4/","bv":0,"bt":1763712060,"n":"supply","v":70}]
                        """);

        assertNull(message.refused());
        assertEquals(List.of(), message.refusals());
        assertEquals(
                List.of(
                        "boiler-3/supply",
                        "boiler-3/return",
                        "boiler-3/pressure",
                        "boiler-4/supply"),
                message.blocks().stream().map(DecodedBlock::address).toList());
        assertEquals(
                List.of("Cel", "Cel", "Pa", "Cel"),
                message.blocks().stream().map(DecodedBlock::unit).toList());
        assertArrayEquals(
                new double[] {80.5, 45, 300020, 70},
                message.blocks().stream().mapToDouble(block -> block.values()[0]).toArray());
        assertArrayEquals(
                new long[] {
                    CLOCK_US, CLOCK_US - 10_000_000, CLOCK_US + 5_000_000, CLOCK_US + 60_000_000
                },
                message.blocks().stream().mapToLong(DecodedBlock::startUs).toArray());
        assertEquals(DecodedMessage.NO_TIME, message.sentAtUs());
    }

    @Test
    void baseFieldsMayStandAlone() {
        DecodedMessage message = decode("[{\"bn\":\"a-\",\"bu\":\"m\"},{\"n\":\"b\",\"v\":1},{}]");
        assertEquals(List.of(), message.refusals());
        DecodedBlock block = message.blocks().get(0);
        assertEquals("a-b", block.address());
        assertEquals("m", block.unit());
        assertEquals(1, block.index());
    }

    @Test
    void theOrderOfTheFieldsOfARecordDoesNotMatter() {
        DecodedBlock block = only("[{\"v\":1,\"n\":\"b\",\"bn\":\"a\",\"bv\":2}]");
        assertEquals("ab", block.address());
        assertEquals(3, block.values()[0]);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-60, -60000000",
        "3.5, 3500000",
        "268435455, 268435455000000",
        "-0.000001, -1",
    })
    void timesBelowTwoToThe28AreRelativeToTheClock(String time, long differenceUs) {
        assertEquals(
                CLOCK_US + differenceUs,
                only("[{\"n\":\"p\",\"v\":1,\"t\":" + time + "}]").startUs());
    }

    @Test
    void withoutATimeItIsNow() {
        assertEquals(CLOCK_US, only("[" + GOOD + "]").startUs());
    }

    @Test
    void anAbsoluteTimeKeepsItsMicroseconds() {
        assertEquals(
                1_763_712_000_123_456L,
                only("[{\"n\":\"p\",\"v\":1,\"t\":1763712000.123456}]").startUs());
        assertEquals(
                1_763_712_000_500_000L,
                only("[{\"bt\":1.763712e9,\"n\":\"p\",\"v\":1,\"t\":0.5}]").startUs());
    }

    @Test
    void inARunAsideTheNewestTimeIsTheClock() {
        DecodedMessage message =
                decode(
                        "[{\"n\":\"p\",\"v\":1,\"t\":1763712010},{\"n\":\"q\",\"v\":1,\"t\":1763712000}]",
                        DecodedMessage.NO_TIME);
        assertEquals(CLOCK_US + 10_000_000, message.sentAtUs());

        DecodedMessage relative = decode("[" + GOOD + "]", DecodedMessage.NO_TIME);
        assertEquals(Reason.MISSING_FIELD, relative.refusals().get(0).reason());
    }

    @Test
    void booleansAreOneOrNought() {
        assertEquals(1, only("[{\"n\":\"p\",\"vb\":true,\"bv\":5}]").values()[0]);
        assertEquals(0, only("[{\"n\":\"p\",\"vb\":false}]").values()[0]);
    }

    @Test
    void aSumBesideAValueDoesNoHarm() {
        assertEquals(1, only("[{\"n\":\"p\",\"v\":1,\"s\":17,\"bs\":3,\"ut\":60}]").values()[0]);
    }

    @ParameterizedTest
    @CsvSource({
        "%RH, %",
        "Cel, Cel",
        "W, W",
        "lat, deg",
        "lon, deg",
        "pH, [pH]",
        "/, 1",
        "count, 1",
        "1/min, /min",
        "beat/min, /min",
        "VA, V.A",
        "kWh, kW.h",
        "hPa, hPa",
        "m3/s, m3/s",
        "ppm, [ppm]",
        "NTU, {NTU}",
        "B, By",
        "B/s, By/s",
        "dBW, dB[W]",
        "mm/h, mm/h",
        "furlong, furlong"
    })
    void unitsBecomeUcum(String senml, String ucum) {
        assertEquals(ucum, only("[{\"n\":\"p\",\"v\":1,\"u\":\"" + senml + "\"}]").unit());
    }

    @Test
    void unknownFieldsArePassedOver() {
        assertEquals(
                Quality.GOOD,
                only("[{\"n\":\"p\",\"@type\":{\"a\":[1]},\"l\":[{}],\"v\":1}]").quality());
    }

    @Test
    void anEmptyPackIsAHeartbeat() {
        DecodedMessage message = decode("[]");
        assertNull(message.refused());
        assertEquals(List.of(), message.blocks());
    }

    static Stream<Arguments> wholeMessages() {
        return Stream.of(
                Arguments.of("", Reason.PARSE),
                Arguments.of("\uFEFF", Reason.PARSE),
                Arguments.of("hello", Reason.PARSE),
                Arguments.of("[" + GOOD, Reason.PARSE),
                Arguments.of("[" + GOOD + ",]", Reason.PARSE),
                Arguments.of("[" + GOOD + "][]", Reason.TRAILING_DATA),
                Arguments.of("[" + GOOD + "] x", Reason.TRAILING_DATA),
                Arguments.of(GOOD, Reason.SHAPE),
                Arguments.of("\"text\"", Reason.SHAPE),
                Arguments.of("null", Reason.SHAPE),
                Arguments.of("17", Reason.SHAPE),
                Arguments.of("[".repeat(40) + "]".repeat(40), Reason.SHAPE),
                Arguments.of("[{\"bver\":11}," + GOOD + "]", Reason.VERSION),
                Arguments.of("[{\"bver\":0}," + GOOD + "]", Reason.VERSION),
                Arguments.of("[{\"bver\":\"10\"}]", Reason.TYPE),
                Arguments.of("[" + GOOD + ",{\"n\":\"q\",\"v\":1,\"secret_\":1}]", Reason.VERSION),
                Arguments.of("[{\"bn\":7}," + GOOD + "]", Reason.TYPE),
                Arguments.of("[{\"bn\":\"a\",\"bn\":\"b\"}," + GOOD + "]", Reason.DUP_KEY),
                Arguments.of("[{\"bt\":\"1\"}," + GOOD + "]", Reason.TYPE),
                Arguments.of("[{\"bt\":1e999}," + GOOD + "]", Reason.OVERFLOW),
                Arguments.of("[{\"bv\":null}," + GOOD + "]", Reason.MISSING_FIELD),
                Arguments.of("[{\"bu\":\"" + "x".repeat(65) + "\"}]", Reason.FIELD_SIZE),
                Arguments.of("[{\"bn\":\"" + "x".repeat(257) + "\"}]", Reason.FIELD_SIZE),
                Arguments.of("[{\"n\":\"" + "x".repeat(65_536) + "\",\"v\":1}]", Reason.FIELD_SIZE),
                Arguments.of("[{\"n\":\"p\",\"v\":NaN}]", Reason.NAN_INF),
                Arguments.of("[{\"n\":\"p\",\"v\":.5}]", Reason.PARSE),
                Arguments.of(
                        "[{\"n\":\"p\",\"v\":" + "1".repeat(10_000) + "}]", Reason.NUMBER_LENGTH),
                Arguments.of("[" + (GOOD + ",").repeat(10_000) + GOOD + "]", Reason.BATCH_SIZE));
    }

    @ParameterizedTest
    @MethodSource("wholeMessages")
    void refusesTheWholeMessage(String json, Reason reason) {
        DecodedMessage message = decode(json);
        assertNotNull(message.refused());
        assertEquals(reason, message.refused().reason(), message.refused().detail());
        assertEquals(List.of(), message.blocks());
        assertEquals(List.of(), message.refusals());
    }

    static Stream<Arguments> records() {
        return Stream.of(
                Arguments.of("{\"n\":\"p\"}", Reason.MISSING_FIELD),
                Arguments.of("{\"v\":1}", Reason.BAD_ID),
                Arguments.of("{\"n\":\"p\",\"s\":5}", Reason.MISSING_FIELD),
                Arguments.of("{\"s\":5}", Reason.BAD_ID),
                Arguments.of("{\"n\":\"p\",\"v\":null}", Reason.MISSING_FIELD),
                Arguments.of("{\"n\":\"p\",\"vs\":\"on\"}", Reason.TYPE),
                Arguments.of("{\"n\":\"p\",\"vs\":{\"a\":[1]}}", Reason.TYPE),
                Arguments.of("{\"n\":\"p\",\"vd\":\"aGk\"}", Reason.TYPE),
                Arguments.of("{\"n\":\"p\",\"vb\":1}", Reason.TYPE),
                Arguments.of("{\"n\":\"p\",\"vb\":[1,{}]}", Reason.TYPE),
                Arguments.of("{\"n\":\"p\",\"v\":\"12.5\"}", Reason.TYPE),
                Arguments.of("{\"n\":\"p\",\"v\":[1,[2]]}", Reason.TYPE),
                Arguments.of("{\"n\":\"p\",\"v\":true}", Reason.TYPE),
                Arguments.of("{\"n\":\"p\",\"v\":\"NaN\"}", Reason.NAN_INF),
                Arguments.of("{\"n\":\"p\",\"v\":1e400}", Reason.OVERFLOW),
                Arguments.of("{\"n\":\"p\",\"v\":1,\"vs\":\"on\"}", Reason.SHAPE),
                Arguments.of("{\"n\":\"p\",\"v\":1,\"v\":2}", Reason.DUP_KEY),
                Arguments.of("{\"n\":\"p\",\"n\":\"q\",\"v\":2}", Reason.DUP_KEY),
                Arguments.of("{\"n\":5,\"v\":2}", Reason.TYPE),
                Arguments.of("{\"n\":\"\",\"v\":2}", Reason.BAD_ID),
                Arguments.of("{\"n\":\"a b\",\"v\":2}", Reason.BAD_ID),
                Arguments.of("{\"n\":\"../G2\",\"v\":2}", Reason.BAD_ID),
                Arguments.of("{\"n\":\"G1%2f\",\"v\":2}", Reason.BAD_ID),
                Arguments.of("{\"n\":\"\u04211\",\"v\":2}", Reason.BAD_ID),
                Arguments.of("{\"n\":\"P\uFF11\",\"v\":2}", Reason.BAD_ID),
                Arguments.of("{\"n\":\"a\\nb\",\"v\":2}", Reason.BAD_ID),
                Arguments.of("{\"n\":\"a\\ud800\",\"v\":2}", Reason.BAD_ID),
                Arguments.of("{\"n\":\"=cmd|calc\",\"v\":2}", Reason.BAD_ID),
                Arguments.of("{\"n\":\"${jndi:ldap://x}\",\"v\":2}", Reason.BAD_ID),
                Arguments.of("{\"n\":\"" + "x".repeat(300) + "\",\"v\":2}", Reason.BAD_ID),
                Arguments.of("{\"n\":\"p\",\"v\":2,\"u\":5}", Reason.TYPE),
                Arguments.of(
                        "{\"n\":\"p\",\"v\":2,\"u\":\"" + "x".repeat(65) + "\"}",
                        Reason.FIELD_SIZE),
                Arguments.of("{\"n\":\"p\",\"v\":2,\"t\":\"1\"}", Reason.TYPE),
                Arguments.of("{\"n\":\"p\",\"v\":2,\"t\":268435456}", Reason.TS_RANGE),
                Arguments.of("{\"n\":\"p\",\"v\":2,\"t\":1763712000000}", Reason.TS_RANGE),
                Arguments.of("{\"n\":\"p\",\"v\":2,\"t\":1e300}", Reason.TS_RANGE),
                Arguments.of("{\"n\":\"p\",\"v\":2,\"t\":-1e300}", Reason.TS_RANGE),
                Arguments.of("{\"n\":\"p\",\"v\":2,\"t\":-1700000000}", Reason.TS_RANGE),
                Arguments.of("7", Reason.SHAPE),
                Arguments.of("null", Reason.SHAPE),
                Arguments.of("[1,[2],{}]", Reason.SHAPE));
    }

    @ParameterizedTest
    @MethodSource("records")
    void refusesOneRecordAndKeepsItsNeighbours(String bad, Reason reason) {
        DecodedMessage message = decode("[" + GOOD + "," + bad + "," + GOOD + "]");
        assertNull(message.refused());
        assertEquals(1, message.refusals().size());
        assertEquals(reason, message.refusals().get(0).reason());
        assertEquals(1, message.refusals().get(0).index());
        assertEquals(List.of(0, 2), message.blocks().stream().map(DecodedBlock::index).toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void refusesWhatIsNotUtf8(int which) {
        byte[] payload =
                switch (which) {
                    case 0 -> ("[" + GOOD + "]").getBytes(UTF_16LE);
                    case 1 -> "[{\"n\":\"井盖\",\"v\":1}]".getBytes(Charset.forName("GBK"));
                    default ->
                            new byte[] {'[', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"', ']'};
                };
        DecodedMessage message = decoder.decode(new Incoming(payload, "t", "GW-1", 0));
        assertNotNull(message.refused());
        assertEquals(Reason.ENCODING, message.refused().reason());
    }

    @Test
    void oddButHarmlessNumbersAreTaken() {
        assertEquals(
                Double.doubleToRawLongBits(0.0),
                Double.doubleToRawLongBits(only("[{\"n\":\"p\",\"v\":-0.0}]").values()[0]));
        assertEquals(0.0, only("[{\"n\":\"p\",\"v\":1e-400}]").values()[0]);
    }
}
