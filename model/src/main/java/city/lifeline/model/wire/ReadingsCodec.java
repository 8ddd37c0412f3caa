package city.lifeline.model.wire;

import city.lifeline.model.Block;
import city.lifeline.model.ReadingsRecord;
import city.lifeline.wire.v1.BlockRecord;
import city.lifeline.wire.v1.ClockRecord;
import com.google.protobuf.InvalidProtocolBufferException;

/** Values of the readings topics. */
public final class ReadingsCodec {

    /** Among which the gateways of a city may be divided at most. */
    public static final int MAX_SLOTS = 256;

    private static final int[] REGULAR = {};

    private ReadingsCodec() {}

    public static byte[] encode(Block block) {
        BlockRecord.Builder record =
                BlockRecord.newBuilder()
                        .setPoint(block.point())
                        .setLane(Codes.code(block.lane()))
                        .setStartUs(block.startUs())
                        .setIntervalUs(block.intervalUs())
                        .setQuality(Codes.code(block.quality()))
                        .setCause(Codes.code(block.cause()))
                        .setDeviceStartUs(block.deviceStartUs())
                        .setGateway(block.gateway())
                        .setBoot(block.boot())
                        .setSeq(block.seq())
                        .setReceivedAtUs(block.receivedAtUs());
        for (int offset : block.offsetsUs()) {
            record.addOffsetsUs(offset);
        }
        for (double value : block.values()) {
            record.addValues(value);
        }
        return city.lifeline.wire.v1.ReadingsRecord.newBuilder()
                .setBlock(record)
                .build()
                .toByteArray();
    }

    /** The clock of an undivided ingest. */
    public static byte[] encodeClock(long clockUs) {
        return encodeClock(clockUs, 0, 1);
    }

    public static byte[] encodeClock(long clockUs, int slot, int slots) {
        return city.lifeline.wire.v1.ReadingsRecord.newBuilder()
                .setClock(ClockRecord.newBuilder().setTimeUs(clockUs).setSlot(slot).setSlots(slots))
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
        return ReadingsRecord.clock(record.getTimeUs(), record.getSlot(), slots);
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
                    record.getDeviceStartUs());
        } catch (IllegalArgumentException e) {
            throw new UndecodableException("an impossible block: " + e.getMessage(), e);
        }
    }
}
