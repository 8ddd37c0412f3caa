package city.lifeline.ingest.decode;

import city.lifeline.model.Quality;
import city.lifeline.wire.v1.GatewayBlock;
import city.lifeline.wire.v1.GatewayMessage;
import city.lifeline.wire.v1.GatewayQuality;
import city.lifeline.wire.v1.GatewayReading;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.Objects;

/** {@code <prefix>/<gateway>/readings.pb}. */
public final class ProtobufDecoder implements Decoder {

    private static final int MAX_UNIT_LENGTH = 64;

    @Override
    public DecodedMessage decode(Incoming incoming) {
        GatewayMessage message;
        try {
            message = GatewayMessage.parseFrom(incoming.payload());
        } catch (InvalidProtocolBufferException e) {
            boolean encoding = Objects.toString(e.getMessage()).contains("UTF-8");
            return DecodedMessage.refused(
                    Refusal.whole(
                            encoding ? Reason.ENCODING : Reason.PARSE,
                            encoding
                                    ? "a text of the message is not UTF-8"
                                    : "the message is not a Protobuf GatewayMessage"));
        }
        Elements elements = new Elements();
        Refusal refused = null;
        try {
            Elements.checkBoot(message.getBoot());
            Elements.checkSeq(message.getSeq());
            if (message.hasSentAtUs()) {
                Times.ofEpochUs(message.getSentAtUs());
            }
            decode(message, elements);
        } catch (RefusedException e) {
            refused = Refusal.whole(e.reason(), e.detail());
        }
        boolean bootUsable =
                refused == null
                        || (refused.reason() != Reason.BAD_ID && refused.reason() != Reason.RANGE);
        return new DecodedMessage(
                bootUsable ? message.getBoot() : "",
                message.hasSeq() && bootUsable ? message.getSeq() : DecodedMessage.NO_SEQ,
                message.hasSentAtUs() ? message.getSentAtUs() : DecodedMessage.NO_TIME,
                "",
                refused == null ? elements.blocks() : List.of(),
                refused == null ? elements.refusals() : List.of(),
                refused);
    }

    private static void decode(GatewayMessage message, Elements elements) throws RefusedException {
        for (GatewayReading reading : message.getReadingsList()) {
            int index = elements.next();
            try {
                elements.accept(decode(index, reading));
            } catch (RefusedException e) {
                elements.refuse(index, reading.getPoint(), e);
            }
        }
        for (GatewayBlock block : message.getBlocksList()) {
            int index = elements.next();
            try {
                elements.accept(decode(index, block));
            } catch (RefusedException e) {
                elements.refuse(index, block.getPoint(), e);
            }
        }
    }

    private static DecodedBlock decode(int index, GatewayReading reading) throws RefusedException {
        Elements.checkPoint(reading.getPoint());
        return new DecodedBlock(
                index,
                reading.getPoint(),
                Times.ofEpochUs(reading.getTimeUs()),
                0,
                Elements.EVEN,
                new double[] {Elements.finite(reading.getValue())},
                unit(reading.getUnit()),
                quality(reading.getQuality()));
    }

    private static DecodedBlock decode(int index, GatewayBlock block) throws RefusedException {
        Elements.checkPoint(block.getPoint());
        int size = block.getValuesCount();
        if (size == 0) {
            throw new RefusedException(Reason.MISSING_FIELD, "the block has no values");
        }
        if (size > MAX_ELEMENTS) {
            throw new RefusedException(
                    Reason.BATCH_SIZE, "more than " + MAX_ELEMENTS + " values in one block");
        }
        long intervalUs = Integer.toUnsignedLong(block.getIntervalUs());
        // Beyond 2^31 - 1 they are negative here, and do not ascend.
        int[] offsetsUs = block.getOffsetsUsList().stream().mapToInt(Integer::intValue).toArray();
        Elements.checkSpacing(intervalUs, offsetsUs, size);
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = Elements.finite(block.getValues(i));
        }
        return new DecodedBlock(
                index,
                block.getPoint(),
                Times.ofEpochUs(block.getStartUs()),
                (int) intervalUs,
                offsetsUs,
                values,
                unit(block.getUnit()),
                quality(block.getQuality()));
    }

    private static String unit(String unit) throws RefusedException {
        if (unit.length() > MAX_UNIT_LENGTH) {
            throw new RefusedException(Reason.FIELD_SIZE, "the unit is too long");
        }
        return unit;
    }

    private static Quality quality(GatewayQuality quality) throws RefusedException {
        return switch (quality) {
            case GATEWAY_QUALITY_GOOD -> Quality.GOOD;
            case GATEWAY_QUALITY_UNCERTAIN -> Quality.UNCERTAIN;
            case GATEWAY_QUALITY_BAD -> Quality.BAD;
            case UNRECOGNIZED ->
                    throw new RefusedException(
                            Reason.RANGE, "quality is none of GOOD, UNCERTAIN, BAD");
        };
    }
}
