package city.lifeline.model.wire;

import city.lifeline.model.Block;
import city.lifeline.model.ReadingsRecord;
import city.lifeline.wire.v1.BlockRecord;
import city.lifeline.wire.v1.ClockRecord;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Values of the readings topics. */
public final class ReadingsCodec {

    /** Among which the gateways of a city may be divided at most. */
    public static final int MAX_SLOTS = 256;

    private static final int RECORD_BLOCK = city.lifeline.wire.v1.ReadingsRecord.BLOCK_FIELD_NUMBER;
    private static final int[] REGULAR = {};

    private ReadingsCodec() {}

    /**
     * A record of a block, written without the generated classes: this is done for every reading,
     * and their builders cost several times as much as the bytes.
     */
    public static byte[] encode(Block block) {
        int offsets = 0;
        for (int offset : block.offsetsUs()) {
            offsets += CodedOutputStream.computeUInt32SizeNoTag(offset);
        }
        int size = size(block, offsets);
        byte[] bytes =
                new byte
                        [CodedOutputStream.computeTagSize(RECORD_BLOCK)
                                + CodedOutputStream.computeUInt32SizeNoTag(size)
                                + size];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            out.writeTag(RECORD_BLOCK, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt32NoTag(size);
            write(block, offsets, out);
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes;
    }

    /** As Protobuf has it, a field of value 0 or "" is left out. */
    private static int size(Block block, int offsets) {
        int size = 0;
        size += size(BlockRecord.POINT_FIELD_NUMBER, block.point());
        size += size(BlockRecord.LANE_FIELD_NUMBER, Codes.code(block.lane()).getNumber());
        size += fixedSize(BlockRecord.START_US_FIELD_NUMBER, block.startUs());
        size += size(BlockRecord.INTERVAL_US_FIELD_NUMBER, block.intervalUs());
        size += packedSize(BlockRecord.OFFSETS_US_FIELD_NUMBER, offsets);
        size += packedSize(BlockRecord.VALUES_FIELD_NUMBER, block.size() * Double.BYTES);
        size += size(BlockRecord.QUALITY_FIELD_NUMBER, Codes.code(block.quality()).getNumber());
        size += size(BlockRecord.GATEWAY_FIELD_NUMBER, block.gateway());
        size += size(BlockRecord.BOOT_FIELD_NUMBER, block.boot());
        size +=
                block.seq() == 0
                        ? 0
                        : CodedOutputStream.computeUInt64Size(
                                BlockRecord.SEQ_FIELD_NUMBER, block.seq());
        size += fixedSize(BlockRecord.RECEIVED_AT_US_FIELD_NUMBER, block.receivedAtUs());
        size += size(BlockRecord.CAUSE_FIELD_NUMBER, Codes.code(block.cause()).getNumber());
        size += fixedSize(BlockRecord.DEVICE_START_US_FIELD_NUMBER, block.deviceStartUs());
        size += fixedSize(BlockRecord.CLOCK_US_FIELD_NUMBER, block.clockUs());
        return size;
    }

    private static void write(Block block, int offsets, CodedOutputStream out) throws IOException {
        write(BlockRecord.POINT_FIELD_NUMBER, block.point(), out);
        write(BlockRecord.LANE_FIELD_NUMBER, Codes.code(block.lane()).getNumber(), out);
        writeFixed(BlockRecord.START_US_FIELD_NUMBER, block.startUs(), out);
        write(BlockRecord.INTERVAL_US_FIELD_NUMBER, block.intervalUs(), out);
        if (offsets > 0) {
            out.writeTag(BlockRecord.OFFSETS_US_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt32NoTag(offsets);
            for (int offset : block.offsetsUs()) {
                out.writeUInt32NoTag(offset);
            }
        }
        out.writeTag(BlockRecord.VALUES_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(block.size() * Double.BYTES);
        for (double value : block.values()) {
            out.writeDoubleNoTag(value);
        }
        write(BlockRecord.QUALITY_FIELD_NUMBER, Codes.code(block.quality()).getNumber(), out);
        write(BlockRecord.GATEWAY_FIELD_NUMBER, block.gateway(), out);
        write(BlockRecord.BOOT_FIELD_NUMBER, block.boot(), out);
        if (block.seq() != 0) {
            out.writeUInt64(BlockRecord.SEQ_FIELD_NUMBER, block.seq());
        }
        writeFixed(BlockRecord.RECEIVED_AT_US_FIELD_NUMBER, block.receivedAtUs(), out);
        write(BlockRecord.CAUSE_FIELD_NUMBER, Codes.code(block.cause()).getNumber(), out);
        writeFixed(BlockRecord.DEVICE_START_US_FIELD_NUMBER, block.deviceStartUs(), out);
        writeFixed(BlockRecord.CLOCK_US_FIELD_NUMBER, block.clockUs(), out);
    }

    private static int size(int field, String text) {
        return text.isEmpty() ? 0 : CodedOutputStream.computeStringSize(field, text);
    }

    private static void write(int field, String text, CodedOutputStream out) throws IOException {
        if (!text.isEmpty()) {
            out.writeString(field, text);
        }
    }

    private static int size(int field, int number) {
        return number == 0 ? 0 : CodedOutputStream.computeUInt32Size(field, number);
    }

    private static void write(int field, int number, CodedOutputStream out) throws IOException {
        if (number != 0) {
            out.writeUInt32(field, number);
        }
    }

    private static int fixedSize(int field, long number) {
        return number == 0 ? 0 : CodedOutputStream.computeSFixed64Size(field, number);
    }

    private static void writeFixed(int field, long number, CodedOutputStream out)
            throws IOException {
        if (number != 0) {
            out.writeSFixed64(field, number);
        }
    }

    private static int packedSize(int field, int bytes) {
        return bytes == 0
                ? 0
                : CodedOutputStream.computeTagSize(field)
                        + CodedOutputStream.computeUInt32SizeNoTag(bytes)
                        + bytes;
    }

    /**
     * A clock record.
     *
     * @throws IllegalArgumentException if it is a block
     */
    public static byte[] encodeClock(ReadingsRecord clock) {
        if (!clock.isClock()) {
            throw new IllegalArgumentException("a block is no clock");
        }
        return city.lifeline.wire.v1.ReadingsRecord.newBuilder()
                .setClock(
                        ClockRecord.newBuilder()
                                .setTimeUs(clock.promisedUs())
                                .setSlot(clock.slot())
                                .setSlots(clock.slots())
                                .setClockUs(clock.clockUs()))
                .build()
                .toByteArray();
    }

    public static ReadingsRecord decode(byte[] bytes) throws UndecodableException {
        city.lifeline.wire.v1.ReadingsRecord record;
        try {
            record = city.lifeline.wire.v1.ReadingsRecord.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new UndecodableException("not a readings record: " + e.getMessage(), e);
        }
        return switch (record.getKindCase()) {
            case BLOCK -> ReadingsRecord.of(block(record.getBlock()));
            case CLOCK -> clock(record.getClock());
            case KIND_NOT_SET ->
                    throw new UndecodableException(
                            "a readings record that holds neither a block nor a clock");
        };
    }

    private static ReadingsRecord clock(ClockRecord record) throws UndecodableException {
        // Writers that knew of no slots wrote neither.
        int slots = record.getSlots() == 0 ? 1 : record.getSlots();
        if (slots < 0 || slots > MAX_SLOTS || record.getSlot() < 0 || record.getSlot() >= slots) {
            throw new UndecodableException(
                    "an impossible clock: slot %s of %s"
                            .formatted(
                                    Integer.toUnsignedString(record.getSlot()),
                                    Integer.toUnsignedString(slots)));
        }
        // Writers that did not say what the clock was promised no more about it.
        long clockUs = record.getClockUs() == 0 ? record.getTimeUs() : record.getClockUs();
        return ReadingsRecord.clock(record.getTimeUs(), clockUs, record.getSlot(), slots);
    }

    private static Block block(BlockRecord record) throws UndecodableException {
        int size = record.getValuesCount();
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = record.getValues(i);
        }
        int[] offsets = REGULAR;
        if (record.getOffsetsUsCount() > 0) {
            offsets = new int[record.getOffsetsUsCount()];
            for (int i = 0; i < offsets.length; i++) {
                offsets[i] = record.getOffsetsUs(i);
            }
        }
        try {
            return new Block(
                    record.getPoint(),
                    Codes.lane(record.getLane()),
                    record.getStartUs(),
                    record.getIntervalUs(),
                    offsets,
                    values,
                    Codes.quality(record.getQuality()),
                    Codes.cause(record.getCause()),
                    record.getGateway(),
                    record.getBoot(),
                    record.getSeq(),
                    record.getReceivedAtUs(),
                    record.getDeviceStartUs(),
                    record.getClockUs());
        } catch (IllegalArgumentException e) {
            throw new UndecodableException("an impossible block: " + e.getMessage(), e);
        }
    }
}
