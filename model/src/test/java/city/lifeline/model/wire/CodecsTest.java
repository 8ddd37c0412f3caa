package city.lifeline.model.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Block;
import city.lifeline.model.Certainty;
import city.lifeline.model.DeadLetter;
import city.lifeline.model.GatewayStatus;
import city.lifeline.model.Grade;
import city.lifeline.model.Lane;
import city.lifeline.model.Location;
import city.lifeline.model.Outlook;
import city.lifeline.model.PointStatus;
import city.lifeline.model.Quality;
import city.lifeline.model.ReadingsRecord;
import city.lifeline.model.Resubmission;
import city.lifeline.model.ResubmissionOutcome;
import city.lifeline.model.RuleFiles;
import city.lifeline.model.Text;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Gateway;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.RegistryEntry;
import city.lifeline.wire.v1.BlockRecord;
import city.lifeline.wire.v1.WarningEventRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written is read back as it was, and what was never written is refused. */
class CodecsTest {

    private static final byte[] NO_RECORD = {(byte) 0xff, (byte) 0xff, 0x07};
    private static final long AT_US = 1_795_334_400_120_000L;

    // Readings

    private static Block block(Lane lane, Quality quality, int[] offsetsUs, double... values) {
        return new Block(
                "P-1", lane, AT_US, 0, offsetsUs, values, quality, "GW-1", "2f9c", 1207, AT_US + 5);
    }

    @Test
    void aRegularBlock() throws UndecodableException {
        Block block = Block.regular("P-1", AT_US, 10_000, new double[] {1.5, -0.0, 1e-300, 1.6});
        assertEquals(ReadingsRecord.of(block), ReadingsCodec.decode(ReadingsCodec.encode(block)));
    }

    @Test
    void anIrregularBlock() throws UndecodableException {
        Block block = block(Lane.LATE, Quality.STUCK, new int[] {0, 3, 2_000_000_000}, 1, 2, 3);
        assertEquals(ReadingsRecord.of(block), ReadingsCodec.decode(ReadingsCodec.encode(block)));
    }

    @Test
    void timesBeforeTheEpoch() throws UndecodableException {
        Block block = Block.single("P-1", -AT_US, 1);
        assertEquals(ReadingsRecord.of(block), ReadingsCodec.decode(ReadingsCodec.encode(block)));
    }

    @ParameterizedTest
    @EnumSource
    void everyQuality(Quality quality) throws UndecodableException {
        Block block = block(Lane.LIVE, quality, new int[0], 1);
        assertEquals(ReadingsRecord.of(block), ReadingsCodec.decode(ReadingsCodec.encode(block)));
    }

    @ParameterizedTest
    @EnumSource
    void everyLane(Lane lane) throws UndecodableException {
        Block block = block(lane, Quality.GOOD, new int[0], 1);
        assertEquals(ReadingsRecord.of(block), ReadingsCodec.decode(ReadingsCodec.encode(block)));
    }

    @Test
    void aClock() throws UndecodableException {
        ReadingsRecord clock =
                ReadingsCodec.decode(ReadingsCodec.encodeClock(ReadingsRecord.clock(AT_US)));
        assertTrue(clock.isClock());
        assertEquals(AT_US, clock.promisedUs());
        assertEquals(AT_US, clock.clockUs());
        assertEquals(1, clock.slots());
    }

    @Test
    void aClockOfASlot() throws UndecodableException {
        ReadingsRecord clock = ReadingsRecord.clock(AT_US, AT_US + 5, 2, 3);
        assertEquals(clock, ReadingsCodec.decode(ReadingsCodec.encodeClock(clock)));
    }

    @Test
    void aClockOfAWriterThatKnewNeitherSlotsNorTheClock() throws UndecodableException {
        assertEquals(
                ReadingsRecord.clock(AT_US),
                ReadingsCodec.decode(
                        ReadingsCodec.encodeClock(ReadingsRecord.clock(AT_US, 0, 0, 0))));
    }

    @Test
    void aClockOfASlotThatCannotBe() {
        for (int[] slot :
                new int[][] {{3, 3}, {-1, 3}, {0, -1}, {0, ReadingsCodec.MAX_SLOTS + 1}}) {
            byte[] clock =
                    ReadingsCodec.encodeClock(ReadingsRecord.clock(AT_US, AT_US, slot[0], slot[1]));
            assertThrows(UndecodableException.class, () -> ReadingsCodec.decode(clock));
        }
    }

    @Test
    void readingsThatAreNone() {
        assertThrows(UndecodableException.class, () -> ReadingsCodec.decode(NO_RECORD));
        assertThrows(UndecodableException.class, () -> ReadingsCodec.decode(new byte[0]));
    }

    @Test
    void aBlockWithoutSamples() {
        assertUndecodable(BlockRecord.newBuilder().setPoint("P-1"), "has no sample");
    }

    @Test
    void aBlockWithTooFewOffsets() {
        assertUndecodable(
                BlockRecord.newBuilder().setPoint("P-1").addValues(1).addValues(2).addOffsetsUs(0),
                "1 offsets for 2 samples");
    }

    @Test
    void aBlockOfANewerVersion() {
        assertUndecodable(BlockRecord.newBuilder().addValues(1).setQualityValue(99), "newer");
        assertUndecodable(BlockRecord.newBuilder().addValues(1).setLaneValue(99), "newer");
    }

    private static void assertUndecodable(BlockRecord.Builder block, String reason) {
        byte[] bytes =
                city.lifeline.wire.v1.ReadingsRecord.newBuilder()
                        .setBlock(block)
                        .build()
                        .toByteArray();
        UndecodableException e =
                assertThrows(UndecodableException.class, () -> ReadingsCodec.decode(bytes));
        assertTrue(String.valueOf(e.getMessage()).contains(reason), e::getMessage);
    }

    // Warning events

    private static WarningEvent event(
            WarningEvent.Kind kind, @Nullable Grade grade, Grade peak, Certainty certainty) {
        return new WarningEvent(
                "0123456789abcdefghjk",
                3,
                kind,
                "live",
                "G1",
                "v12",
                "P-1",
                "",
                grade,
                peak,
                25.5,
                60,
                20,
                "%{LEL}",
                AT_US,
                AT_US - 7,
                Lane.LATE,
                certainty,
                true);
    }

    @Test
    void anOutlook() throws UndecodableException {
        WarningEvent event =
                event(WarningEvent.Kind.RAISED, Grade.BLUE, Grade.BLUE, Certainty.POSSIBLE);
        assertRoundTrip(with(event, new Outlook(24, 20.5, 31, Double.POSITIVE_INFINITY), Map.of()));
    }

    private static WarningEvent with(
            WarningEvent event, @Nullable Outlook outlook, Map<String, Double> inputs) {
        return new WarningEvent(
                event.id(),
                event.number(),
                event.kind(),
                event.run(),
                event.rule(),
                event.rulesVersion(),
                event.point(),
                event.asset(),
                event.grade(),
                event.peak(),
                event.value(),
                event.peakValue(),
                event.limit(),
                event.unit(),
                event.atUs(),
                event.raisedAtUs(),
                event.lane(),
                event.certainty(),
                event.latched(),
                outlook,
                inputs);
    }

    @Test
    void theNumbersOfInputsAreTheSameBytesInWhateverOrderTheyWerePut() throws UndecodableException {
        byte[] bytes = null;
        for (Map<String, Double> inputs :
                List.of(Map.of("flow", 340.0, "gas", 2.1), Map.of("gas", 2.1, "flow", 340.0))) {
            WarningEvent event =
                    event(WarningEvent.Kind.RAISED, Grade.BLUE, Grade.BLUE, Certainty.LIKELY);
            WarningEvent told = with(event, null, inputs);
            assertRoundTrip(told);
            assertEquals(List.of("flow", "gas"), List.copyOf(told.inputs().keySet()));
            if (bytes != null) {
                assertArrayEquals(bytes, WarningEventCodec.encode(told));
            }
            bytes = WarningEventCodec.encode(told);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyKindOfWarningEvent(WarningEvent.Kind kind) throws UndecodableException {
        assertRoundTrip(event(kind, Grade.BLUE, Grade.RED, Certainty.LIKELY));
    }

    @ParameterizedTest
    @EnumSource
    void everyGrade(Grade grade) throws UndecodableException {
        assertRoundTrip(event(WarningEvent.Kind.RAISED, grade, grade, Certainty.LIKELY));
        assertRoundTrip(event(WarningEvent.Kind.CLEARED, null, grade, Certainty.LIKELY));
    }

    @ParameterizedTest
    @EnumSource
    void everyCertainty(Certainty certainty) throws UndecodableException {
        assertRoundTrip(event(WarningEvent.Kind.RAISED, Grade.BLUE, Grade.BLUE, certainty));
    }

    private static void assertRoundTrip(WarningEvent event) throws UndecodableException {
        byte[] bytes = WarningEventCodec.encode(event);
        assertEquals(event, WarningEventCodec.decode(bytes));
        assertArrayEquals(bytes, WarningEventCodec.encode(WarningEventCodec.decode(bytes)));
    }

    @Test
    void warningEventsThatAreNone() {
        assertThrows(UndecodableException.class, () -> WarningEventCodec.decode(NO_RECORD));
        assertThrows(UndecodableException.class, () -> WarningEventCodec.decode(new byte[0]));
        byte[] withoutKind =
                WarningEventRecord.newBuilder()
                        .setPeakGrade(WarningEventRecord.GradeCode.RED)
                        .build()
                        .toByteArray();
        assertThrows(UndecodableException.class, () -> WarningEventCodec.decode(withoutKind));
    }

    // Registry

    private static void assertRoundTrip(RegistryEntry entry) throws UndecodableException {
        assertEquals(entry, RegistryCodec.decode(RegistryCodec.encode(entry)));
    }

    @Test
    void aPointWithEverything() throws UndecodableException {
        assertRoundTrip(
                new RegistryEntry.OfPoint(
                        new Point(
                                "P-1",
                                "GW-1",
                                "A-1",
                                "strain",
                                "10*-6{strain}",
                                Duration.ofMillis(10),
                                OptionalDouble.of(-500),
                                OptionalDouble.of(0),
                                new Text("应变", "Strain"),
                                new Location(117.28, 31.86),
                                Set.of("a", "b"),
                                Map.of("design", 120.0, "setPoint", 0.0))));
    }

    @Test
    void aPointWithoutAnythingOptional() throws UndecodableException {
        assertRoundTrip(
                new RegistryEntry.OfPoint(
                        new Point(
                                "P-1",
                                "GW-1",
                                "",
                                "level",
                                "m",
                                Duration.ofHours(1),
                                OptionalDouble.empty(),
                                OptionalDouble.empty(),
                                new Text("水位", "Level"),
                                null,
                                Set.of(),
                                Map.of())));
    }

    @Test
    void assetsAndGateways() throws UndecodableException {
        assertRoundTrip(
                new RegistryEntry.OfAsset(
                        new Asset(
                                "A-1",
                                "bridge",
                                new Text("桥", "Bridge"),
                                "庐阳",
                                new Location(0, 0),
                                Set.of("x"))));
        assertRoundTrip(
                new RegistryEntry.OfAsset(
                        new Asset("A-1", "bridge", new Text("桥", "Bridge"), "", null, Set.of())));
        assertRoundTrip(
                new RegistryEntry.OfGateway(new Gateway("GW-1", new Text("网关", "Gateway"))));
    }

    @Test
    void registryEntriesThatAreNone() {
        assertThrows(UndecodableException.class, () -> RegistryCodec.decode(NO_RECORD));
        assertThrows(UndecodableException.class, () -> RegistryCodec.decode(new byte[0]));
    }

    // Rules, status, dead letters

    @Test
    void ruleFiles() throws UndecodableException {
        RuleFiles rules =
                new RuleFiles(
                        "12",
                        "王工",
                        "W1 was wrong 14 times",
                        AT_US,
                        Map.of("gas.yaml", "rules: []\n", "water.yaml", "规则"));
        assertEquals(rules, RuleFilesCodec.decode(RuleFilesCodec.encode(rules)));
        assertThrows(UndecodableException.class, () -> RuleFilesCodec.decode(NO_RECORD));
    }

    @Test
    void pointStatus() throws UndecodableException {
        PointStatus status = new PointStatus("P-1", AT_US, 3.2, Quality.UNCERTAIN);
        assertEquals(status, PointStatusCodec.decode(PointStatusCodec.encode(status)));
        assertThrows(UndecodableException.class, () -> PointStatusCodec.decode(NO_RECORD));
    }

    @Test
    void deadLetters() throws UndecodableException {
        byte[] bytes = "{\"seq\":".getBytes(StandardCharsets.UTF_8);
        DeadLetter letter =
                new DeadLetter(
                        new DeadLetter.Origin(
                                "ingest",
                                "parse",
                                "ends within an object",
                                "lifeline/v1/GW-1/readings",
                                "GW-1",
                                "live",
                                AT_US,
                                -1,
                                "",
                                "gzip",
                                "0123456789abcdefghjk"),
                        bytes,
                        5_000_000,
                        "00ff".repeat(16));
        DeadLetter decoded = DeadLetterCodec.decode(DeadLetterCodec.encodeOrigin(letter), bytes);
        assertEquals(letter.origin(), decoded.origin());
        assertArrayEquals(letter.bytes(), decoded.bytes());
        assertEquals(letter.originalSize(), decoded.originalSize());
        assertEquals(letter.sha256(), decoded.sha256());
        assertThrows(
                UndecodableException.class, () -> DeadLetterCodec.decode(NO_RECORD, new byte[0]));
    }

    @Test
    void resubmissions() throws UndecodableException {
        byte[] bytes = {1, 2, (byte) 0xff};
        Resubmission sent =
                new Resubmission(
                        "0123456789abcdefghjk",
                        3,
                        "lifeline/v1/GW-1/readings",
                        "GW-1",
                        "live",
                        AT_US,
                        "gzip",
                        List.of(0, 499),
                        bytes);
        Resubmission decoded =
                ResubmissionCodec.decode(ResubmissionCodec.encodeHeader(sent), bytes);
        assertEquals(sent.toString(), decoded.toString());
        assertArrayEquals(bytes, decoded.bytes());
        ResubmissionOutcome outcome = new ResubmissionOutcome("0123456789abcdefghjk", 3, 2, 1);
        assertEquals(outcome, ResubmissionCodec.decodeOutcome(ResubmissionCodec.encode(outcome)));
        assertThrows(
                UndecodableException.class, () -> ResubmissionCodec.decode(NO_RECORD, new byte[0]));
        assertThrows(UndecodableException.class, () -> ResubmissionCodec.decodeOutcome(NO_RECORD));
    }

    @Test
    void gatewayStatus() throws UndecodableException {
        GatewayStatus status =
                new GatewayStatus(
                        "GW-1",
                        AT_US,
                        AT_US - 1,
                        "b1",
                        17,
                        AT_US - 9,
                        15,
                        2,
                        List.of(new GatewayStatus.Range(3, 3), new GatewayStatus.Range(8, 8)),
                        AT_US - 5,
                        16,
                        1_600,
                        100,
                        1,
                        2,
                        Map.of("parse", 4L),
                        OptionalDouble.of(-2.5),
                        true);
        assertEquals(status, GatewayStatusCodec.decode(GatewayStatusCodec.encode(status)));
        assertThrows(UndecodableException.class, () -> GatewayStatusCodec.decode(NO_RECORD));
    }
}
