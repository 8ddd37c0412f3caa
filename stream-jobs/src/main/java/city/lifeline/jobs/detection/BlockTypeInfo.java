package city.lifeline.jobs.detection;

import city.lifeline.model.Block;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.jspecify.annotations.Nullable;

/** Makes Flink send blocks with {@link BlockSerializer}. */
final class BlockTypeInfo extends TypeInformation<Block> {

    private static final long serialVersionUID = 1L;

    static final BlockTypeInfo INSTANCE = new BlockTypeInfo();

    private BlockTypeInfo() {}

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public int getArity() {
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    public Class<Block> getTypeClass() {
        return Block.class;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public TypeSerializer<Block> createSerializer(SerializerConfig config) {
        return BlockSerializer.INSTANCE;
    }

    @Override
    public boolean canEqual(@Nullable Object other) {
        return other instanceof BlockTypeInfo;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BlockTypeInfo;
    }

    @Override
    public int hashCode() {
        return BlockTypeInfo.class.hashCode();
    }

    @Override
    public String toString() {
        return "Block";
    }
}
