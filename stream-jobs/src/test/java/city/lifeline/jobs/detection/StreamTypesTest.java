package city.lifeline.jobs.detection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import city.lifeline.detection.GroupState;
import city.lifeline.detection.MemberRecord;
import city.lifeline.detection.MemberState;
import city.lifeline.detection.Memory;
import city.lifeline.detection.PointState;
import city.lifeline.detection.RuleState;
import city.lifeline.jobs.history.RunBlock;
import city.lifeline.model.Block;
import city.lifeline.model.Certainty;
import city.lifeline.model.Grade;
import city.lifeline.model.Lane;
import city.lifeline.model.Outlook;
import city.lifeline.model.PointStatus;
import city.lifeline.model.Quality;
import city.lifeline.model.ReadingsRecord;
import city.lifeline.model.WarningEvent;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No type of a stream or a state falls back to Kryo, which no later version could read. */
class StreamTypesTest {

    private static final Block BLOCK =
            new Block(
                    "BR-01-STR-3",
                    Lane.LATE,
                    -1,
                    0,
                    new int[] {0, 10_000, 25_000},
                    new double[] {1.5, -0.0, Double.MAX_VALUE},
                    Quality.UNCERTAIN,
                    "GW-1",
                    "2f9c",
                    1207,
                    42);

    static Stream<Object> values() {
        return Stream.of(
                ReadingsRecord.of(BLOCK),
                ReadingsRecord.clock(1_795_334_400_000_000L, 1_795_334_700_000_000L, 1, 3),
                BLOCK,
                new RunBlock("live", BLOCK),
                event(Grade.RED, null),
                event(Grade.RED, new Outlook(24, 20, 31.5, Double.POSITIVE_INFINITY)),
                event(null, null),
                new PointStatus("P-1", 1, 2.5, Quality.GOOD),
                new CompactedRecord("lifeline.rules", 0, 7, "rules", new byte[] {1, 2}),
                new CompactedRecord("lifeline.registry", 0, 8, "point/P-1", null));
    }

    @ParameterizedTest
    @MethodSource("values")
    void survivesItsSerializer(Object value) throws IOException {
        assertEquals(value, copy(value));
    }

    @Test
    void stateSurvivesItsSerializer() throws IOException {
        PointState state = new PointState();
        state.lastUs = 7;
        state.ignoredSamples = 3;
        RuleState rule = new RuleState();
        rule.warning = "0123456789abcdefghjk";
        rule.grade = Grade.YELLOW;
        rule.peak = Grade.ORANGE;
        rule.elapsedUs[2] = 99;
        rule.latches[1] = 2;
        state.rules.put("G1", rule);
        rule.recent[1] = 5;
        rule.unit = "%{LEL}/min";
        rule.outlook = new Outlook(1, 2, Double.POSITIVE_INFINITY, 4);
        Memory memory = new Memory();
        memory.stepUs = 60;
        memory.content = "creep 30d";
        memory.newest = 5;
        memory.counts = new int[] {1, 2};
        memory.first = new double[] {1.5, 2.5};
        memory.second = new double[] {0, 1};
        memory.timeBegan = 20_514;
        memory.timeCount = 12;
        memory.timeSum = 14.5;
        memory.last = 2.5;
        memory.lastSinceUs = 8;
        memory.lastCount = 9;
        state.memories.put("G2", memory);
        state.rules.put("G2", new RuleState());

        state.gapRules.put("G3", new RuleState());
        state.gapWarned.put("G3", 5L);
        state.heldBack.put("G4", 1.5);

        PointState copy = copy(state);

        assertEquals(state.gapRules.keySet(), copy.gapRules.keySet());
        assertEquals(state.gapWarned, copy.gapWarned);
        assertEquals(state.heldBack, copy.heldBack);

        Memory memoryCopy = Objects.requireNonNull(copy.memories.get("G2"));
        assertEquals(60, memoryCopy.stepUs);
        assertEquals("creep 30d", memoryCopy.content);
        assertEquals(5, memoryCopy.newest);
        assertEquals(20_514, memoryCopy.timeBegan);
        assertEquals(12, memoryCopy.timeCount);
        assertEquals(14.5, memoryCopy.timeSum);
        assertEquals(2.5, memoryCopy.last);
        assertEquals(8, memoryCopy.lastSinceUs);
        assertEquals(9, memoryCopy.lastCount);
        assertArrayEquals(memory.counts, memoryCopy.counts);
        assertArrayEquals(memory.first, memoryCopy.first);
        assertArrayEquals(memory.second, memoryCopy.second);

        assertEquals(7, copy.lastUs);
        assertEquals(3, copy.ignoredSamples);
        assertEquals(state.rules.keySet(), copy.rules.keySet());
        RuleState ruleCopy = Objects.requireNonNull(copy.rules.get("G1"));
        assertEquals(rule.warning, ruleCopy.warning);
        assertEquals(rule.grade, ruleCopy.grade);
        assertEquals(rule.peak, ruleCopy.peak);
        assertEquals(99, ruleCopy.elapsedUs[2]);
        assertEquals(5, ruleCopy.recent[1]);
        assertEquals(rule.unit, ruleCopy.unit);
        assertEquals(rule.outlook, ruleCopy.outlook);
        assertEquals(2, ruleCopy.latches[1]);
    }

    @Test
    void theStateOfAGroupSurvivesItsSerializer() throws IOException {
        GroupState state = new GroupState();
        state.nowUs = 4;
        state.point = "P-1";
        state.asset = "A-1";
        state.rule = new RuleState();
        state.rule.warning = "w";
        MemberRecord record = new MemberRecord();
        record.group = "R/A-1";
        record.point = "P-2";
        record.timeUs = 9;
        record.counts = true;
        state.pending.add(record);
        MemberState member = new MemberState();
        member.countedUs = 8;
        member.sinceUs = 7;
        member.counts = true;
        state.members.put("P-1", member);

        GroupState copy = copy(state);

        assertEquals(4, copy.nowUs);
        assertEquals("P-1", copy.point);
        assertEquals("A-1", copy.asset);
        assertEquals("w", Objects.requireNonNull(copy.rule).warning);
        assertEquals(List.of(record), copy.pending);
        MemberState memberCopy = Objects.requireNonNull(copy.members.get("P-1"));
        assertEquals(8, memberCopy.countedUs);
        assertEquals(7, memberCopy.sinceUs);
        assertEquals(true, memberCopy.counts);
        assertEquals(null, copy(new GroupState()).rule);
    }

    @Test
    void stateIsAPojoSoThatALaterVersionMayAddFields() {
        assertInstanceOf(PojoTypeInfo.class, TypeInformation.of(PointState.class));
        assertInstanceOf(PojoTypeInfo.class, TypeInformation.of(RuleState.class));
        assertInstanceOf(PojoTypeInfo.class, TypeInformation.of(Memory.class));
        assertInstanceOf(PojoTypeInfo.class, TypeInformation.of(GroupState.class));
        assertInstanceOf(PojoTypeInfo.class, TypeInformation.of(MemberState.class));
        assertInstanceOf(PojoTypeInfo.class, TypeInformation.of(MemberRecord.class));
        assertInstanceOf(PojoTypeInfo.class, TypeInformation.of(Outlook.class));
    }

    @Test
    void blocksSurviveTheirOwnSerializer() throws IOException {
        for (Block block :
                new Block[] {
                    BLOCK,
                    Block.single("测点", 5, Double.NaN),
                    Block.regular("P-1", 0, 10_000, new double[100])
                }) {
            assertEquals(block, through(block, BlockSerializer.INSTANCE));
            assertEquals(block, copied(block, BlockSerializer.INSTANCE));
        }
    }

    private static WarningEvent event(@Nullable Grade grade, @Nullable Outlook outlook) {
        return new WarningEvent(
                "0123456789abcdefghjk",
                2,
                grade == null ? WarningEvent.Kind.CLEARED : WarningEvent.Kind.UPGRADED,
                "live",
                "G1",
                "v1",
                "P-1",
                "",
                grade,
                Grade.RED,
                1,
                2,
                3,
                "%{LEL}",
                4,
                5,
                Lane.LIVE,
                Certainty.LIKELY,
                true,
                outlook);
    }

    @SuppressWarnings("unchecked")
    private static <T> T copy(T value) throws IOException {
        SerializerConfigImpl config = new SerializerConfigImpl();
        config.setGenericTypes(false);
        return through(
                value, TypeInformation.of((Class<T>) value.getClass()).createSerializer(config));
    }

    private static <T> T through(T value, TypeSerializer<T> serializer) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(value, out);
        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
        T copy = serializer.deserialize(in);
        assertEquals(0, in.available());
        return copy;
    }

    private static <T> T copied(T value, TypeSerializer<T> serializer) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(value, out);
        DataOutputSerializer copy = new DataOutputSerializer(64);
        serializer.copy(new DataInputDeserializer(out.getCopyOfBuffer()), copy);
        return serializer.deserialize(new DataInputDeserializer(copy.getCopyOfBuffer()));
    }
}
