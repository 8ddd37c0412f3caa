package city.lifeline.ingest.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.ingest.decode.Sparkplug.Value;
import city.lifeline.model.Quality;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.tahu.message.SparkplugBPayloadDecoder;
import org.eclipse.tahu.message.model.MetricDataType;
import org.eclipse.tahu.message.model.SparkplugBPayload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Payloads come from Eclipse Tahu, so both sides of the format are not ours. */
class SparkplugDecoderTest {

    private static final long NOW_MS = 1_763_712_000_000L;

    private final Set<String> points = new HashSet<>();
    private final SparkplugDecoder decoder = new SparkplugDecoder(new Known());
    private long clockMs = NOW_MS;

    private final class Known implements Registered {
        @Override
        public boolean hasGateway(String id) {
            return id.startsWith("GW");
        }

        @Override
        public boolean hasPoint(String gateway, String address) {
            return points.contains(address);
        }
    }

    private DecodedMessage hear(String topic, byte[] payload) {
        String[] levels = topic.split("/");
        return decoder.decode(
                new Incoming(payload, "spBv1.0/" + topic, levels[2], clockMs * 1_000));
    }

    private DecodedMessage hear(String topic, long seq, Value... metrics) {
        return hear(topic, Sparkplug.payload(NOW_MS, seq, metrics));
    }

    private static List<String> lines(DecodedMessage message) {
        assertNull(message.refused());
        return message.blocks().stream()
                .map(block -> block.index() + " " + block.address() + " " + block.values()[0])
                .toList();
    }

    private void born() {
        hear(
                "City/NBIRTH/GW-1",
                0,
                Value.of("bdSeq", MetricDataType.Int64, 3L),
                Value.of("Node Control/Rebirth", MetricDataType.Boolean, false),
                Value.of("uptime", MetricDataType.Int64, 5L).alias(1));
        hear(
                "City/DBIRTH/GW-1/boiler-3",
                1,
                Value.of("pressure", MetricDataType.Double, 300.5).alias(2).unit("kPa"),
                Value.of("temperature", MetricDataType.Float, 60.5f).alias(3).unit("°C"));
    }

    private static void assertAsks(DecodedMessage message) throws Exception {
        assertEquals(1, message.replies().size());
        Reply reply = message.replies().get(0);
        assertEquals("spBv1.0/City/NCMD/GW-1", reply.mqttTopic());
        SparkplugBPayload payload =
                new SparkplugBPayloadDecoder().buildFromByteArray(reply.payload(), null);
        assertEquals(1, payload.getMetricCount());
        assertEquals("Node Control/Rebirth", payload.getMetrics().get(0).getName());
        assertEquals(MetricDataType.Boolean, payload.getMetrics().get(0).getDataType());
        assertEquals(true, payload.getMetrics().get(0).getValue());
    }

    private static void assertRefused(Reason reason, DecodedMessage message) {
        assertNotNull(message.refused());
        assertEquals(reason, message.refused().reason());
    }

    private static void assertNoBirth(DecodedMessage message) {
        assertNotNull(message.refused());
        assertEquals(Reason.NO_BIRTH, message.refused().reason());
        assertEquals(List.of(), message.blocks());
    }

    @Test
    void birthsAreReadingsToo() {
        DecodedMessage node =
                hear(
                        "City/NBIRTH/GW-1",
                        0,
                        Value.of("bdSeq", MetricDataType.Int64, 3L),
                        Value.of("uptime", MetricDataType.Int64, 5L));
        assertEquals(List.of("1 uptime 5.0"), lines(node));
        DecodedMessage device =
                hear(
                        "City/DBIRTH/GW-1/boiler-3",
                        1,
                        Value.of("pressure", MetricDataType.Double, 300.5).unit("kPa"));
        assertEquals(List.of("0 boiler-3/pressure 300.5"), lines(device));
        assertEquals("kPa", device.blocks().get(0).unit());
        assertEquals(NOW_MS * 1_000, device.blocks().get(0).startUs());
        assertEquals(List.of(), device.replies());
    }

    @Test
    void dataIsNamedByAliasOrByName() {
        born();
        DecodedMessage data =
                hear(
                        "City/DDATA/GW-1/boiler-3",
                        2,
                        Value.of(null, MetricDataType.Double, 301.0).alias(2),
                        Value.of("temperature", MetricDataType.Float, 61.5f));
        assertEquals(
                List.of("0 boiler-3/pressure 301.0", "1 boiler-3/temperature 61.5"), lines(data));
        assertEquals(
                List.of("kPa", "Cel"), data.blocks().stream().map(DecodedBlock::unit).toList());
        assertEquals(0, data.missing());
        assertEquals(List.of(), data.replies());
        assertEquals(
                List.of("0 uptime 6.0"),
                lines(
                        hear(
                                "City/NDATA/GW-1",
                                3,
                                Value.of(null, MetricDataType.Int64, 6L).alias(1))));
    }

    @Test
    void theSequenceTurnsOverAfter255() {
        born();
        long missing = 0;
        for (int i = 2; i < 600; i++) {
            missing +=
                    hear(
                                    "City/DDATA/GW-1/boiler-3",
                                    i % 256,
                                    Value.of("pressure", MetricDataType.Double, 1.0))
                            .missing();
        }
        assertEquals(0, missing);
    }

    @Test
    void aGapIsCountedAndABirthAskedForButReadingsAreTaken() throws Exception {
        born();
        DecodedMessage data =
                hear(
                        "City/DDATA/GW-1/boiler-3",
                        7,
                        Value.of(null, MetricDataType.Double, 301.0).alias(2));
        assertEquals(5, data.missing());
        assertEquals(1, data.blocks().size());
        assertAsks(data);
        DecodedMessage next =
                hear(
                        "City/DDATA/GW-1/boiler-3",
                        9,
                        Value.of(null, MetricDataType.Double, 301.0).alias(2));
        assertEquals(1, next.missing());
        assertEquals(List.of(), next.replies());
    }

    @Test
    void aMessageThatComesTwiceIsNoGap() {
        born();
        DecodedMessage data =
                hear(
                        "City/DDATA/GW-1/boiler-3",
                        1,
                        Value.of(null, MetricDataType.Double, 301.0).alias(2));
        assertEquals(0, data.missing());
        assertEquals(List.of(), data.replies());
    }

    @Test
    void aBirthIsAskedForAtMostEveryTenSeconds() throws Exception {
        Value value = Value.of("pressure", MetricDataType.Double, 1.0);
        DecodedMessage first = hear("City/NDATA/GW-1", 5, value);
        assertNoBirth(first);
        assertAsks(first);
        clockMs += 9_999;
        DecodedMessage soon = hear("City/NDATA/GW-1", 6, value);
        assertNoBirth(soon);
        assertEquals(List.of(), soon.replies());
        clockMs += 1;
        assertAsks(hear("City/NDATA/GW-1", 7, value));
        clockMs -= 60_000;
        assertAsks(hear("City/NDATA/GW-1", 8, value));
    }

    @Test
    void dataWithoutItsBirthIsRefused() throws Exception {
        Value value = Value.of("pressure", MetricDataType.Double, 1.0);
        assertNoBirth(hear("City/DBIRTH/GW-1/boiler-3", 1, value));
        assertNoBirth(hear("City/DDATA/GW-1/boiler-3", 1, value));
        hear("City/NBIRTH/GW-1", 0);
        clockMs += 20_000;
        DecodedMessage unborn = hear("City/DDATA/GW-1/boiler-4", 1, value);
        assertNoBirth(unborn);
        assertAsks(unborn);
    }

    @Test
    void aMetricThatIsNotInTheBirthIsRefusedAlone() throws Exception {
        born();
        DecodedMessage data =
                hear(
                        "City/DDATA/GW-1/boiler-3",
                        2,
                        Value.of(null, MetricDataType.Double, 1.0).alias(99),
                        Value.of("pressure", MetricDataType.Double, 2.0),
                        Value.of("flow", MetricDataType.Double, 3.0));
        assertEquals(List.of("1 boiler-3/pressure 2.0"), lines(data));
        assertEquals(
                List.of(Reason.NO_BIRTH, Reason.NO_BIRTH),
                data.refusals().stream().map(Refusal::reason).toList());
        assertEquals("boiler-3/flow", data.refusals().get(1).point());
        assertAsks(data);
    }

    @Test
    void aNewBirthOfTheNodeEndsThoseOfItsDevices() {
        born();
        hear("City/NBIRTH/GW-1", 0, Value.of("bdSeq", MetricDataType.Int64, 4L));
        assertNoBirth(
                hear(
                        "City/DDATA/GW-1/boiler-3",
                        1,
                        Value.of("pressure", MetricDataType.Double, 1.0)));
    }

    @Test
    void onlyTheDeathOfThisLifeEndsIt() {
        born();
        Value data = Value.of("pressure", MetricDataType.Double, 1.0);
        hear("City/NDEATH/GW-1", 0, Value.of("bdSeq", MetricDataType.Int64, 2L));
        assertEquals(1, hear("City/DDATA/GW-1/boiler-3", 2, data).blocks().size());
        DecodedMessage death =
                hear("City/NDEATH/GW-1", 0, Value.of("bdSeq", MetricDataType.Int64, 3L));
        assertNull(death.refused());
        assertEquals(List.of(), death.blocks());
        assertNoBirth(hear("City/DDATA/GW-1/boiler-3", 3, data));
    }

    @Test
    void aDeadDeviceIsNotHeardBeforeItsNextBirth() {
        born();
        DecodedMessage death = hear("City/DDEATH/GW-1/boiler-3", 2);
        assertNull(death.refused());
        Value data = Value.of("pressure", MetricDataType.Double, 1.0);
        assertNoBirth(hear("City/DDATA/GW-1/boiler-3", 3, data));
        hear("City/DBIRTH/GW-1/boiler-3", 4, data);
        assertEquals(1, hear("City/DDATA/GW-1/boiler-3", 5, data).blocks().size());
    }

    @Test
    void nodesOfOneNameInTwoGroupsAreTwo() {
        born();
        assertNoBirth(hear("Other/NDATA/GW-1", 2, Value.of("uptime", MetricDataType.Int64, 1L)));
    }

    @Test
    void whatIsForgottenIsTrustedOnlyForNewerData() throws Exception {
        born();
        decoder.forget();
        Value value = Value.of(null, MetricDataType.Double, 1.0).alias(2);
        DecodedMessage newer =
                hear("City/DDATA/GW-1/boiler-3", Sparkplug.payload(NOW_MS + 1, 77, value));
        assertEquals(1, newer.blocks().size());
        assertEquals(0, newer.missing());
        assertAsks(newer);
        assertNoBirth(hear("City/DDATA/GW-1/boiler-3", Sparkplug.payload(NOW_MS - 1, 78, value)));
    }

    @Test
    void aMessageOutOfOrderChangesNothing() {
        born();
        Value value = Value.of(null, MetricDataType.Double, 1.0).alias(2);
        DecodedMessage again =
                decoder.decodeAgain(
                        new Incoming(
                                Sparkplug.payload(NOW_MS, 200, value),
                                "spBv1.0/City/DDATA/GW-1/boiler-3",
                                "GW-1",
                                NOW_MS * 1_000));
        assertEquals(1, again.blocks().size());
        assertEquals(List.of(), again.replies());
        DecodedMessage next = hear("City/DDATA/GW-1/boiler-3", 2, value);
        assertEquals(0, next.missing());
        assertEquals(List.of(), next.replies());
    }

    static Stream<Arguments> numbers() {
        return Stream.of(
                Arguments.of(MetricDataType.Int8, (byte) -3, -3),
                Arguments.of(MetricDataType.Int16, (short) -300, -300),
                Arguments.of(MetricDataType.Int32, -70_000, -70_000),
                Arguments.of(MetricDataType.Int64, -5_000_000_000L, -5e9),
                Arguments.of(MetricDataType.Int64, Long.MIN_VALUE, -0x1p63),
                Arguments.of(MetricDataType.UInt8, (short) 250, 250),
                Arguments.of(MetricDataType.UInt16, 65_000, 65_000),
                Arguments.of(MetricDataType.UInt32, 4_000_000_000L, 4e9),
                Arguments.of(MetricDataType.UInt64, BigInteger.ONE.shiftLeft(63), 0x1p63),
                Arguments.of(
                        MetricDataType.UInt64,
                        BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE.shiftLeft(11)),
                        0x1.fffffffffffffp63),
                Arguments.of(MetricDataType.Float, 1.5f, 1.5),
                Arguments.of(MetricDataType.Double, 0.1, 0.1),
                Arguments.of(MetricDataType.Boolean, true, 1),
                Arguments.of(MetricDataType.Boolean, false, 0));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void numbersAreWhatTheyWere(MetricDataType type, Object value, double expected) {
        hear("City/NBIRTH/GW-1", 0);
        DecodedMessage birth = hear("City/DBIRTH/GW-1/d", 1, Value.of("m", type, value).alias(9));
        assertEquals(List.of(), birth.refusals());
        assertEquals(expected, birth.blocks().get(0).values()[0]);
        DecodedMessage data =
                hear("City/DDATA/GW-1/d", Sparkplug.withoutTypes(NOW_MS, 2, 9, type, value));
        assertEquals(expected, data.blocks().get(0).values()[0]);
    }

    static Stream<Arguments> wrongNumbers() {
        return Stream.of(
                Arguments.of(MetricDataType.Int64, (1L << 53) + 1, Reason.RANGE),
                Arguments.of(MetricDataType.Int64, Long.MAX_VALUE, Reason.RANGE),
                Arguments.of(
                        MetricDataType.UInt64,
                        BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE),
                        Reason.RANGE),
                Arguments.of(MetricDataType.Double, Double.NaN, Reason.NAN_INF),
                Arguments.of(MetricDataType.Double, Double.NEGATIVE_INFINITY, Reason.NAN_INF),
                Arguments.of(MetricDataType.Float, Float.POSITIVE_INFINITY, Reason.NAN_INF));
    }

    @ParameterizedTest
    @MethodSource("wrongNumbers")
    void refusesNumbersThatCannotBeKept(MetricDataType type, Object value, Reason reason) {
        DecodedMessage birth =
                hear(
                        "City/NBIRTH/GW-1",
                        0,
                        Value.of("m", type, value),
                        Value.of("n", MetricDataType.Double, 1.0));
        assertEquals(reason, birth.refusals().get(0).reason());
        assertEquals(0, birth.refusals().get(0).index());
        assertEquals(List.of("1 n 1.0"), lines(birth));
    }

    @Test
    void otherTypesArePassedOverUnlessAPointIsRegisteredThere() {
        Value[] metrics = {
            Value.of("serial", MetricDataType.String, "A-17"),
            Value.of("made", MetricDataType.DateTime, Sparkplug.date(NOW_MS)),
            Value.of("note", MetricDataType.Text, "hot"),
            Value.of("raw", MetricDataType.Bytes, new byte[] {1, 2}),
            Value.of("ok", MetricDataType.Double, 1.0)
        };
        DecodedMessage birth = hear("City/NBIRTH/GW-1", 0, metrics);
        assertEquals(List.of(), birth.refusals());
        assertEquals(List.of("4 ok 1.0"), lines(birth));

        points.add("made");
        DecodedMessage data = hear("City/NDATA/GW-1", 1, metrics);
        assertEquals(1, data.refusals().size());
        assertEquals(Reason.TYPE, data.refusals().get(0).reason());
        assertEquals("made", data.refusals().get(0).point());
    }

    @Test
    void nullIsNoReading() {
        born();
        DecodedMessage data =
                hear(
                        "City/DDATA/GW-1/boiler-3",
                        2,
                        Value.of("pressure", MetricDataType.Double, null));
        assertEquals(List.of(), lines(data));
        assertEquals(List.of(), data.refusals());
    }

    @Test
    void timeIsTheMetricsOrThePayloadsOrNow() {
        born();
        DecodedMessage data =
                hear(
                        "City/DDATA/GW-1/boiler-3",
                        2,
                        Value.of("pressure", MetricDataType.Double, 1.0).at(NOW_MS - 5),
                        Value.of("temperature", MetricDataType.Float, 1f));
        assertEquals((NOW_MS - 5) * 1_000, data.blocks().get(0).startUs());
        assertEquals(NOW_MS * 1_000, data.blocks().get(1).startUs());
        clockMs += 3;
        DecodedMessage bare =
                hear(
                        "City/DDATA/GW-1/boiler-3",
                        Sparkplug.payload(
                                null, 3, Value.of("pressure", MetricDataType.Double, 1.0)));
        assertEquals((NOW_MS + 3) * 1_000, bare.blocks().get(0).startUs());
        for (long bad : new long[] {0, 1_763_712_000L, 1_763_712_000_000_000L, -1}) {
            DecodedMessage wrong =
                    hear(
                            "City/DDATA/GW-1/boiler-3",
                            4,
                            Value.of("pressure", MetricDataType.Double, 1.0).at(bad),
                            Value.of("temperature", MetricDataType.Float, 1f));
            assertEquals(Reason.TS_RANGE, wrong.refusals().get(0).reason());
            assertEquals(1, wrong.blocks().size());
        }
    }

    @Test
    void historyIsHistory() {
        born();
        DecodedMessage data =
                hear(
                        "City/DDATA/GW-1/boiler-3",
                        2,
                        Value.of("pressure", MetricDataType.Double, 1.0).historical(),
                        Value.of("temperature", MetricDataType.Float, 1f));
        assertTrue(data.blocks().get(0).historical());
        assertEquals(false, data.blocks().get(1).historical());
    }

    @Test
    void qualityIsOpcs() {
        born();
        int seq = 2;
        Object[][] codes = {
            {192, Quality.GOOD},
            {216, Quality.GOOD},
            {0, Quality.BAD},
            {24, Quality.BAD},
            {64, Quality.UNCERTAIN},
            {500, Quality.UNCERTAIN}
        };
        for (Object[] code : codes) {
            DecodedMessage data =
                    hear(
                            "City/DDATA/GW-1/boiler-3",
                            seq++,
                            Value.of("pressure", MetricDataType.Double, 1.0)
                                    .unit("bar")
                                    .quality((int) code[0]));
            assertEquals(code[1], data.blocks().get(0).quality());
            assertEquals("bar", data.blocks().get(0).unit());
        }
    }

    @Test
    void aBirthThatNamesTwiceIsRefusedThere() {
        DecodedMessage birth =
                hear(
                        "City/NBIRTH/GW-1",
                        0,
                        Value.of("a", MetricDataType.Double, 1.0).alias(1),
                        Value.of("a", MetricDataType.Double, 2.0).alias(2),
                        Value.of("b", MetricDataType.Double, 3.0).alias(1),
                        Value.of("", MetricDataType.Double, 3.0));
        assertEquals(List.of("0 a 1.0"), lines(birth));
        assertEquals(
                List.of(Reason.DUP_KEY, Reason.DUP_KEY, Reason.MISSING_FIELD),
                birth.refusals().stream().map(Refusal::reason).toList());
        DecodedMessage data =
                hear("City/NDATA/GW-1", 1, Value.of(null, MetricDataType.Double, 4.0).alias(1));
        assertEquals(Reason.NO_BIRTH, data.refusals().get(0).reason());
    }

    static Stream<Arguments> wholeMessages() {
        byte[] good = Sparkplug.payload(NOW_MS, 0, Value.of("a", MetricDataType.Double, 1.0));
        byte[] notUtf8 = Sparkplug.payload(NOW_MS, 0, Value.of("aaaa", MetricDataType.Double, 1.0));
        for (int i = 0; i < notUtf8.length; i++) {
            if (notUtf8[i] == 'a') {
                notUtf8[i] = (byte) 0xC0;
            }
        }
        Value[] many =
                IntStream.rangeClosed(0, 10_000)
                        .mapToObj(i -> Value.of("m" + i, MetricDataType.Double, 1.0))
                        .toArray(Value[]::new);
        return Stream.of(
                Arguments.of("empty", new byte[0], Reason.PARSE),
                Arguments.of("cut", Arrays.copyOf(good, good.length - 3), Reason.PARSE),
                Arguments.of("JSON", "{\"readings\":[]}".getBytes(UTF_8), Reason.PARSE),
                Arguments.of("gzip", new byte[] {0x1F, (byte) 0x8B, 8, 0, 0}, Reason.PARSE),
                Arguments.of("group end", new byte[] {0x0C}, Reason.PARSE),
                Arguments.of("not UTF-8", notUtf8, Reason.ENCODING),
                Arguments.of("seq", Sparkplug.payload(NOW_MS, 256), Reason.RANGE),
                Arguments.of("batch", Sparkplug.payload(NOW_MS, 0, many), Reason.BATCH_SIZE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wholeMessages")
    void refusesTheWholeMessage(String what, byte[] payload, Reason reason) {
        DecodedMessage message = hear("City/NBIRTH/GW-1", payload);
        assertNotNull(message.refused());
        assertEquals(reason, message.refused().reason());
    }

    @Test
    void topicsThatAreNotSparkplugsAreRefused() {
        byte[] good = Sparkplug.payload(NOW_MS, 0);
        for (String topic :
                List.of("City/NBIRTH/GW-1/d", "City/DDATA/GW-1", "City/NCMD/GW-1", "City/X/GW-1")) {
            assertRefused(Reason.SHAPE, hear(topic, good));
        }
    }

    @Test
    void unknownGatewaysLeaveNoTrace() {
        assertRefused(Reason.UNKNOWN_DEVICE, hear("City/NBIRTH/XX-1", 0));
    }

    @Test
    void memoryIsBoundedByMetricsNotBySenders() {
        Value[] many =
                IntStream.range(0, 9_000)
                        .mapToObj(i -> Value.of("m" + i, MetricDataType.Double, 1.0).alias(i))
                        .toArray(Value[]::new);
        byte[] birth = Sparkplug.payload(NOW_MS, 0, many);
        // One node: at most 50,000 metrics.
        hear("City/NBIRTH/GW-1", 0);
        for (int device = 0; device < 5; device++) {
            assertNull(hear("City/DBIRTH/GW-1/d" + device, birth).refused());
        }
        DecodedMessage last = hear("City/DBIRTH/GW-1/d5", birth);
        assertRefused(Reason.BATCH_SIZE, last);
        // Said again, it replaces what it said before.
        assertNull(hear("City/DBIRTH/GW-1/d4", birth).refused());
        // All nodes: at most 250,000; the one not heard for longest goes.
        for (int node = 2; node < 27; node++) {
            hear("City/NBIRTH/GW-" + node, birth);
        }
        Value data = Value.of("m1", MetricDataType.Double, 1.0);
        assertNoBirth(hear("City/DDATA/GW-1/d4", 1, data));
        assertEquals(1, hear("City/NDATA/GW-26", 1, data).blocks().size());
    }

    @Test
    void memoryIsBoundedByDevicesThoughTheyHaveNoMetrics() {
        byte[] empty = Sparkplug.payload(NOW_MS, 0);
        hear("City/NBIRTH/GW-1", 0);
        for (int device = 0; device < 1_000; device++) {
            assertNull(hear("City/DBIRTH/GW-1/d" + device, empty).refused());
        }
        DecodedMessage beyond = hear("City/DBIRTH/GW-1/d1000", empty);
        assertRefused(Reason.BATCH_SIZE, beyond);
        assertNull(hear("City/DBIRTH/GW-1/d7", empty).refused());
        // One that died makes room.
        hear("City/DDEATH/GW-1/d7", empty);
        assertNull(hear("City/DBIRTH/GW-1/d1000", empty).refused());
    }

    @Test
    void memoryIsBoundedByTheCharactersOfNames() {
        String filler = "x".repeat(200);
        Value[] many =
                IntStream.range(0, 4_000)
                        .mapToObj(i -> Value.of(filler + i, MetricDataType.Double, 1.0))
                        .toArray(Value[]::new);
        byte[] birth = Sparkplug.payload(NOW_MS, 0, many);
        Value data = Value.of(filler + 1, MetricDataType.Double, 1.0);
        // Some 1.6 million characters each: two devices a node, ten births in all.
        for (int node = 1; node <= 5; node++) {
            hear("City/NBIRTH/GW-" + node, 0);
            assertNull(hear("City/DBIRTH/GW-" + node + "/d1", birth).refused());
            assertNull(hear("City/DBIRTH/GW-" + node + "/d2", birth).refused());
            assertRefused(Reason.BATCH_SIZE, hear("City/DBIRTH/GW-" + node + "/d3", birth));
        }
        assertEquals(1, hear("City/DDATA/GW-1/d1", 1, data).blocks().size());
        hear("City/NBIRTH/GW-6", 0);
        hear("City/DBIRTH/GW-6/d1", birth);
        assertEquals(1, hear("City/DDATA/GW-1/d1", 2, data).blocks().size());
        assertNoBirth(hear("City/DDATA/GW-2/d1", 2, data));
    }
}
