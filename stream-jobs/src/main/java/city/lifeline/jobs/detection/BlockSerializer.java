package city.lifeline.jobs.detection;

import city.lifeline.model.Block;
import city.lifeline.model.Cause;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/**
 * Blocks on the way between tasks of one version of one job. Flink's serializer for records looks
 * at each field by reflection; this edge carries everything the city measures.
 *
 * <p>Not for state: there is no room for a later version.
 */
final class BlockSerializer extends TypeSerializerSingleton<Block> {

    private static final long serialVersionUID = 1L;

    static final BlockSerializer INSTANCE = new BlockSerializer();

    private static final Lane[] LANES = Lane.values();
    private static final Quality[] QUALITIES = Quality.values();
    private static final Cause[] CAUSES = Cause.values();
    private static final int[] REGULAR = {};

    // Both ends are the same version: an enum's place in its list says enough.
    @SuppressWarnings("EnumOrdinal")
    @Override
    public void serialize(Block block, DataOutputView target) throws IOException {
        StringValue.writeString(block.point(), target);
        target.writeByte(block.lane().ordinal());
        target.writeLong(block.startUs());
        target.writeInt(block.intervalUs());
        target.writeInt(block.offsetsUs().length);
        for (int offset : block.offsetsUs()) {
            target.writeInt(offset);
        }
        target.writeInt(block.values().length);
        for (double value : block.values()) {
            target.writeDouble(value);
        }
        target.writeByte(block.quality().ordinal());
        target.writeByte(block.cause().ordinal());
        StringValue.writeString(block.gateway(), target);
        StringValue.writeString(block.boot(), target);
        target.writeLong(block.seq());
        target.writeLong(block.receivedAtUs());
        target.writeLong(block.deviceStartUs());
        target.writeLong(block.clockUs());
    }

    @SuppressWarnings("EnumOrdinal")
    @Override
    public Block deserialize(DataInputView source) throws IOException {
        String point = StringValue.readString(source);
        Lane lane = LANES[source.readByte()];
        long startUs = source.readLong();
        int intervalUs = source.readInt();
        int offsetCount = source.readInt();
        int[] offsets = offsetCount == 0 ? REGULAR : new int[offsetCount];
        for (int i = 0; i < offsetCount; i++) {
            offsets[i] = source.readInt();
        }
        double[] values = new double[source.readInt()];
        for (int i = 0; i < values.length; i++) {
            values[i] = source.readDouble();
        }
        Quality quality = QUALITIES[source.readByte()];
        Cause cause = CAUSES[source.readByte()];
        String gateway = StringValue.readString(source);
        String boot = StringValue.readString(source);
        long seq = source.readLong();
        long receivedAtUs = source.readLong();
        long deviceStartUs = source.readLong();
        long clockUs = source.readLong();
        return new Block(
                point,
                lane,
                startUs,
                intervalUs,
                offsets,
                values,
                quality,
                cause,
                gateway,
                boot,
                seq,
                receivedAtUs,
                deviceStartUs,
                clockUs);
    }

    @Override
    public Block deserialize(Block reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public Block createInstance() {
        return Block.single("", 0, 0);
    }

    @Override
    public Block copy(Block from) {
        return from;
    }

    @Override
    public Block copy(Block from, Block reuse) {
        return from;
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
    }

    @Override
    public TypeSerializerSnapshot<Block> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Says which serializer wrote. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Block> {

        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
