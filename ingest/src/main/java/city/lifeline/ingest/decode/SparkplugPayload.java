package city.lifeline.ingest.decode;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Protobuf of Sparkplug B, as far as a reading needs it: by field numbers, in one pass, without
 * an object for what is skipped (templates, data sets, metadata, files).
 *
 * @param timestampMs {@link #NO_TIMESTAMP} if there is none
 * @param seq 0 if there is none, as an encoder that leaves zeros out means it
 */
record SparkplugPayload(long timestampMs, long seq, List<Metric> metrics) {

    static final long NO_TIMESTAMP = Long.MIN_VALUE;

    private static final String UNIT = "engUnit";
    private static final String QUALITY = "Quality";
    private static final int BOOLEAN = 11;

    /** Which field holds the value. */
    enum Holder {
        NONE,
        INT,
        LONG,
        FLOAT,
        DOUBLE,
        BOOLEAN,
        /** Nothing that could be a number. */
        OTHER
    }

    static final class Metric {

        @Nullable String name;
        boolean hasAlias;
        long alias;
        long timestampMs = NO_TIMESTAMP;
        int datatype;
        boolean isHistorical;
        boolean isNull;
        Holder holder = Holder.NONE;
        // Of INT (as unsigned), LONG and BOOLEAN.
        long bits;
        // Of FLOAT and DOUBLE.
        double number;
        @Nullable String unit;
        int quality = -1;
    }

    /**
     * Reads a payload.
     *
     * @throws IOException if it is not Protobuf, or holds a text that is not UTF-8
     * @throws RefusedException if it has too many metrics
     */
    static SparkplugPayload read(byte[] bytes) throws IOException, RefusedException {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        long timestampMs = NO_TIMESTAMP;
        long seq = 0;
        List<Metric> metrics = new ArrayList<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case 1 << 3 -> timestampMs = in.readUInt64();
                case 2 << 3 | 2 -> {
                    if (metrics.size() == Decoder.MAX_ELEMENTS) {
                        throw new RefusedException(
                                Reason.BATCH_SIZE,
                                "more than " + Decoder.MAX_ELEMENTS + " metrics in one message");
                    }
                    int outer = in.pushLimit(in.readRawVarint32());
                    metrics.add(metric(in));
                    in.popLimit(outer);
                }
                case 3 << 3 -> seq = in.readUInt64();
                default -> skip(in, tag);
            }
        }
        return new SparkplugPayload(timestampMs, seq, metrics);
    }

    private static Metric metric(CodedInputStream in) throws IOException {
        Metric metric = new Metric();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case 1 << 3 | 2 -> metric.name = in.readStringRequireUtf8();
                case 2 << 3 -> {
                    metric.hasAlias = true;
                    metric.alias = in.readUInt64();
                }
                case 3 << 3 -> metric.timestampMs = in.readUInt64();
                case 4 << 3 -> metric.datatype = in.readUInt32();
                case 5 << 3 -> metric.isHistorical = in.readBool();
                case 7 << 3 -> metric.isNull = in.readBool();
                case 9 << 3 | 2 -> {
                    int outer = in.pushLimit(in.readRawVarint32());
                    properties(in, metric);
                    in.popLimit(outer);
                }
                case 10 << 3 -> {
                    metric.holder = Holder.INT;
                    metric.bits = Integer.toUnsignedLong(in.readUInt32());
                }
                case 11 << 3 -> {
                    metric.holder = Holder.LONG;
                    metric.bits = in.readUInt64();
                }
                case 12 << 3 | 5 -> {
                    metric.holder = Holder.FLOAT;
                    metric.number = in.readFloat();
                }
                case 13 << 3 | 1 -> {
                    metric.holder = Holder.DOUBLE;
                    metric.number = in.readDouble();
                }
                case 14 << 3 -> {
                    metric.holder = Holder.BOOLEAN;
                    metric.bits = in.readBool() ? 1 : 0;
                }
                case 15 << 3 | 2, 16 << 3 | 2, 17 << 3 | 2, 18 << 3 | 2, 19 << 3 | 2 -> {
                    metric.holder = Holder.OTHER;
                    skip(in, tag);
                }
                default -> skip(in, tag);
            }
        }
        return metric;
    }

    /** Keys, then as many values; both are counted, and two are looked at. */
    private static void properties(CodedInputStream in, Metric metric) throws IOException {
        int keys = 0;
        int values = 0;
        int unitAt = -1;
        int qualityAt = -1;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case 1 << 3 | 2 -> {
                    String key = in.readStringRequireUtf8();
                    unitAt = key.equals(UNIT) ? keys : unitAt;
                    qualityAt = key.equals(QUALITY) ? keys : qualityAt;
                    keys++;
                }
                case 2 << 3 | 2 -> {
                    if (values == unitAt || values == qualityAt) {
                        int outer = in.pushLimit(in.readRawVarint32());
                        property(in, metric, values == unitAt);
                        in.popLimit(outer);
                    } else {
                        skip(in, tag);
                    }
                    values++;
                }
                default -> skip(in, tag);
            }
        }
    }

    private static void property(CodedInputStream in, Metric metric, boolean isUnit)
            throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (isUnit && tag == (8 << 3 | 2)) {
                metric.unit = in.readStringRequireUtf8();
            } else if (!isUnit && tag == 3 << 3) {
                metric.quality = in.readUInt32();
            } else if (!isUnit && tag == 4 << 3) {
                metric.quality = (int) Math.min(in.readUInt64(), Integer.MAX_VALUE);
            } else {
                skip(in, tag);
            }
        }
    }

    private static void skip(CodedInputStream in, int tag) throws IOException {
        if (!in.skipField(tag)) {
            throw new InvalidProtocolBufferException("a group ends that did not begin");
        }
    }

    /** The command by which a host asks an edge node for a new birth. */
    static byte[] rebirthRequest(long timestampMs) {
        byte[] metric =
                written(
                        out -> {
                            out.writeString(1, "Node Control/Rebirth");
                            out.writeUInt64(3, timestampMs);
                            out.writeUInt32(4, BOOLEAN);
                            out.writeBool(14, true);
                        });
        return written(
                out -> {
                    out.writeUInt64(1, timestampMs);
                    out.writeByteArray(2, metric);
                });
    }

    private interface Writing {
        void to(CodedOutputStream out) throws IOException;
    }

    private static byte[] written(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            writing.to(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
