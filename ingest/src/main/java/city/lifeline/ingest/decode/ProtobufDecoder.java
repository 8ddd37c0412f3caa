package city.lifeline.ingest.decode;

import city.lifeline.model.Quality;
import city.lifeline.wire.v1.GatewayBlock;
import city.lifeline.wire.v1.GatewayMessage;
import city.lifeline.wire.v1.GatewayQuality;
import city.lifeline.wire.v1.GatewayReading;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code <prefix>/<gateway>/readings.pb}, read field by field: the generated classes would cost
 * more than all that comes after them.
 *
 * <p>It takes and refuses what they would: a field that comes twice counts as it came last, one of
 * another wire type is skipped like an unknown one, packed and unpacked lists are the same.
 */
public final class ProtobufDecoder implements Decoder {

    private static final int MAX_UNIT_LENGTH = 64;

    private static final int BOOT = bytesTag(GatewayMessage.BOOT_FIELD_NUMBER);
    private static final int SEQ = varintTag(GatewayMessage.SEQ_FIELD_NUMBER);
    private static final int SENT_AT_US = varintTag(GatewayMessage.SENT_AT_US_FIELD_NUMBER);
    private static final int READINGS = bytesTag(GatewayMessage.READINGS_FIELD_NUMBER);
    private static final int BLOCKS = bytesTag(GatewayMessage.BLOCKS_FIELD_NUMBER);

    private static final int READING_POINT = bytesTag(GatewayReading.POINT_FIELD_NUMBER);
    private static final int READING_TIME_US = varintTag(GatewayReading.TIME_US_FIELD_NUMBER);
    private static final int READING_VALUE = fixed64Tag(GatewayReading.VALUE_FIELD_NUMBER);
    private static final int READING_UNIT = bytesTag(GatewayReading.UNIT_FIELD_NUMBER);
    private static final int READING_QUALITY = varintTag(GatewayReading.QUALITY_FIELD_NUMBER);

    private static final int BLOCK_POINT = bytesTag(GatewayBlock.POINT_FIELD_NUMBER);
    private static final int BLOCK_START_US = varintTag(GatewayBlock.START_US_FIELD_NUMBER);
    private static final int BLOCK_INTERVAL_US = varintTag(GatewayBlock.INTERVAL_US_FIELD_NUMBER);
    private static final int BLOCK_VALUES = bytesTag(GatewayBlock.VALUES_FIELD_NUMBER);
    private static final int BLOCK_VALUE = fixed64Tag(GatewayBlock.VALUES_FIELD_NUMBER);
    private static final int BLOCK_UNIT = bytesTag(GatewayBlock.UNIT_FIELD_NUMBER);
    private static final int BLOCK_QUALITY = varintTag(GatewayBlock.QUALITY_FIELD_NUMBER);
    private static final int BLOCK_OFFSETS_US = bytesTag(GatewayBlock.OFFSETS_US_FIELD_NUMBER);
    private static final int BLOCK_OFFSET_US = varintTag(GatewayBlock.OFFSETS_US_FIELD_NUMBER);

    private static int bytesTag(int field) {
        return (field << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }

    private static int varintTag(int field) {
        return (field << 3) | WireFormat.WIRETYPE_VARINT;
    }

    private static int fixed64Tag(int field) {
        return (field << 3) | WireFormat.WIRETYPE_FIXED64;
    }

    @Override
    public DecodedMessage decode(Incoming incoming) {
        Message message = new Message();
        try {
            message.read(CodedInputStream.newInstance(incoming.payload()));
        } catch (IOException e) {
            boolean encoding = Objects.toString(e.getMessage()).contains("UTF-8");
            return DecodedMessage.refused(
                    Refusal.whole(
                            encoding ? Reason.ENCODING : Reason.PARSE,
                            encoding
                                    ? "a text of the message is not UTF-8"
                                    : "the message is not a Protobuf GatewayMessage"));
        }
        return message.decoded();
    }

    /** The state of decoding one message. */
    private static final class Message {

        private final Elements elements = new Elements();
        private @Nullable RefusedException tooMany;
        private String boot = "";
        private long seq;
        private boolean hasSeq;
        private long sentAtUs;
        private boolean hasSentAt;

        void read(CodedInputStream in) throws IOException {
            int tag = in.readTag();
            while (tag != 0) {
                if (tag == READINGS) {
                    element(in, new Element(false));
                } else if (tag == BLOCKS) {
                    element(in, new Element(true));
                } else if (tag == BOOT) {
                    boot = in.readStringRequireUtf8();
                } else if (tag == SEQ) {
                    seq = in.readUInt64();
                    hasSeq = true;
                } else if (tag == SENT_AT_US) {
                    sentAtUs = in.readSInt64();
                    hasSentAt = true;
                } else {
                    skip(in, tag);
                }
                tag = in.readTag();
            }
        }

        private void element(CodedInputStream in, Element element) throws IOException {
            int limit = in.pushLimit(in.readRawVarint32());
            element.read(in);
            in.checkLastTagWas(0);
            in.popLimit(limit);
            if (tooMany != null) {
                return;
            }
            int index;
            try {
                index = elements.next();
            } catch (RefusedException e) {
                tooMany = e;
                return;
            }
            try {
                elements.accept(element.decoded(index));
            } catch (RefusedException e) {
                elements.refuse(index, element.point, e);
            }
        }

        DecodedMessage decoded() {
            Refusal refused = null;
            try {
                Elements.checkBoot(boot);
                Elements.checkSeq(seq);
                if (hasSentAt) {
                    Times.ofEpochUs(sentAtUs);
                }
                if (tooMany != null) {
                    throw tooMany;
                }
            } catch (RefusedException e) {
                refused = e.refusal();
            }
            boolean bootUsable =
                    refused == null
                            || (refused.reason() != Reason.BAD_ID
                                    && refused.reason() != Reason.RANGE);
            return new DecodedMessage(
                    bootUsable ? boot : "",
                    hasSeq && bootUsable ? seq : DecodedMessage.NO_SEQ,
                    hasSentAt ? sentAtUs : DecodedMessage.NO_TIME,
                    "",
                    refused == null ? elements.blocks() : List.of(),
                    refused == null ? elements.refusals() : List.of(),
                    refused);
        }
    }

    private static void skip(CodedInputStream in, int tag) throws IOException {
        if (!in.skipField(tag)) {
            throw new InvalidProtocolBufferException("an end of a group that did not begin");
        }
    }

    /** A reading or a block. */
    private static final class Element {

        private static final double[] NONE = {};

        private final boolean isBlock;
        private String point = "";
        private long timeUs;
        private long intervalUs;
        private double value;
        private String unit = "";
        private int quality;
        private double[] values = NONE;
        private int size;
        private int[] offsetsUs = Elements.EVEN;
        private int offsets;

        Element(boolean isBlock) {
            this.isBlock = isBlock;
        }

        void read(CodedInputStream in) throws IOException {
            int tag = in.readTag();
            while (tag != 0) {
                if (isBlock) {
                    blockField(in, tag);
                } else {
                    readingField(in, tag);
                }
                tag = in.readTag();
            }
        }

        private void readingField(CodedInputStream in, int tag) throws IOException {
            if (tag == READING_POINT) {
                point = in.readStringRequireUtf8();
            } else if (tag == READING_TIME_US) {
                timeUs = in.readSInt64();
            } else if (tag == READING_VALUE) {
                value = in.readDouble();
            } else if (tag == READING_UNIT) {
                unit = in.readStringRequireUtf8();
            } else if (tag == READING_QUALITY) {
                quality = in.readEnum();
            } else {
                skip(in, tag);
            }
        }

        private void blockField(CodedInputStream in, int tag) throws IOException {
            if (tag == BLOCK_POINT) {
                point = in.readStringRequireUtf8();
            } else if (tag == BLOCK_START_US) {
                timeUs = in.readSInt64();
            } else if (tag == BLOCK_INTERVAL_US) {
                intervalUs = Integer.toUnsignedLong(in.readUInt32());
            } else if (tag == BLOCK_VALUES) {
                int length = in.readRawVarint32();
                int limit = in.pushLimit(length);
                reserveValues(length / Double.BYTES);
                while (in.getBytesUntilLimit() > 0) {
                    add(in.readDouble());
                }
                in.popLimit(limit);
            } else if (tag == BLOCK_VALUE) {
                add(in.readDouble());
            } else if (tag == BLOCK_OFFSETS_US) {
                int limit = in.pushLimit(in.readRawVarint32());
                while (in.getBytesUntilLimit() > 0) {
                    addOffset(in.readUInt32());
                }
                in.popLimit(limit);
            } else if (tag == BLOCK_OFFSET_US) {
                addOffset(in.readUInt32());
            } else if (tag == BLOCK_UNIT) {
                unit = in.readStringRequireUtf8();
            } else if (tag == BLOCK_QUALITY) {
                quality = in.readEnum();
            } else {
                skip(in, tag);
            }
        }

        /** A length that was only claimed has failed before. */
        private void reserveValues(int more) {
            int needed = size + Math.min(more, MAX_ELEMENTS + 1);
            if (needed > values.length) {
                values = Arrays.copyOf(values, needed);
            }
        }

        private void add(double next) {
            // One too many tells that there are too many.
            if (size <= MAX_ELEMENTS) {
                if (size == values.length) {
                    values = Arrays.copyOf(values, Math.max(16, 2 * size));
                }
                values[size++] = next;
            }
        }

        private void addOffset(int next) {
            if (offsets <= MAX_ELEMENTS) {
                if (offsets == offsetsUs.length) {
                    offsetsUs = Arrays.copyOf(offsetsUs, Math.max(16, 2 * offsets));
                }
                offsetsUs[offsets++] = next;
            }
        }

        DecodedBlock decoded(int index) throws RefusedException {
            Elements.checkPoint(point);
            return isBlock ? block(index) : reading(index);
        }

        private DecodedBlock reading(int index) throws RefusedException {
            return new DecodedBlock(
                    index,
                    point,
                    Times.ofEpochUs(timeUs),
                    0,
                    Elements.EVEN,
                    new double[] {Elements.finite(value)},
                    checkedUnit(),
                    checkedQuality());
        }

        private DecodedBlock block(int index) throws RefusedException {
            if (size == 0) {
                throw new RefusedException(Reason.MISSING_FIELD, "the block has no values");
            }
            if (size > MAX_ELEMENTS) {
                throw new RefusedException(
                        Reason.BATCH_SIZE, "more than " + MAX_ELEMENTS + " values in one block");
            }
            double[] all = values.length == size ? values : Arrays.copyOf(values, size);
            // Beyond 2^31 - 1 they are negative here, and do not ascend.
            int[] spacing = offsets == 0 ? Elements.EVEN : Arrays.copyOf(offsetsUs, offsets);
            Elements.checkSpacing(intervalUs, spacing, size);
            for (int i = 0; i < size; i++) {
                all[i] = Elements.finite(all[i]);
            }
            return new DecodedBlock(
                    index,
                    point,
                    Times.ofEpochUs(timeUs),
                    (int) intervalUs,
                    spacing,
                    all,
                    checkedUnit(),
                    checkedQuality());
        }

        private String checkedUnit() throws RefusedException {
            if (unit.length() > MAX_UNIT_LENGTH) {
                throw new RefusedException(Reason.FIELD_SIZE, "the unit is too long");
            }
            return unit;
        }

        private Quality checkedQuality() throws RefusedException {
            return switch (quality) {
                case GatewayQuality.GATEWAY_QUALITY_GOOD_VALUE -> Quality.GOOD;
                case GatewayQuality.GATEWAY_QUALITY_UNCERTAIN_VALUE -> Quality.UNCERTAIN;
                case GatewayQuality.GATEWAY_QUALITY_BAD_VALUE -> Quality.BAD;
                default ->
                        throw new RefusedException(
                                Reason.RANGE, "quality is none of GOOD, UNCERTAIN, BAD");
            };
        }
    }
}
