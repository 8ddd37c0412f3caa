package city.lifeline.ingest.decode;

import city.lifeline.ingest.decode.SparkplugPayload.Holder;
import city.lifeline.ingest.decode.SparkplugPayload.Metric;

/** Values of Sparkplug B as numbers. */
final class SparkplugNumber {

    // Numbers of the data types (Sparkplug B 3.0, section 6.4.16).
    private static final int INT8 = 1;
    private static final int INT16 = 2;
    private static final int INT32 = 3;
    private static final int INT64 = 4;
    private static final int UINT8 = 5;
    private static final int UINT16 = 6;
    private static final int UINT32 = 7;
    private static final int UINT64 = 8;
    private static final int FLOAT = 9;
    private static final int DOUBLE = 10;
    private static final int BOOLEAN = 11;

    private static final int MANTISSA_BITS = 53;

    private SparkplugNumber() {}

    static boolean isNumber(int datatype) {
        return datatype >= INT8 && datatype <= BOOLEAN;
    }

    /** Booleans are 0 or 1. Encoders differ in which field holds a whole number. */
    static double of(int datatype, Metric metric) throws RefusedException {
        if (metric.holder == Holder.NONE) {
            throw new RefusedException(Reason.MISSING_FIELD, "the metric has no value");
        }
        return switch (datatype) {
            case INT8 -> signed(metric, 8);
            case INT16 -> signed(metric, 16);
            case INT32 -> signed(metric, 32);
            case INT64 -> exact(metric.holder == Holder.INT ? (int) whole(metric) : whole(metric));
            case UINT8 -> unsigned(metric, 8);
            case UINT16 -> unsigned(metric, 16);
            case UINT32 -> unsigned(metric, 32);
            case UINT64 -> exactUnsigned(whole(metric));
            case FLOAT, DOUBLE -> {
                if (metric.holder != Holder.FLOAT && metric.holder != Holder.DOUBLE) {
                    throw mismatch();
                }
                yield Elements.finite(metric.number);
            }
            default -> {
                if (metric.holder != Holder.BOOLEAN) {
                    throw mismatch();
                }
                yield metric.bits;
            }
        };
    }

    private static long whole(Metric metric) throws RefusedException {
        if (metric.holder != Holder.INT && metric.holder != Holder.LONG) {
            throw mismatch();
        }
        return metric.bits;
    }

    /** Negative numbers come in as many bits as the type has, in 32 or in 64. */
    private static double signed(Metric metric, int width) throws RefusedException {
        long raw = whole(metric);
        int unused = 64 - width;
        long value = raw << unused >> unused;
        boolean fits =
                raw == value || raw == (value & 0xFFFF_FFFFL) || raw == (value & (-1L >>> unused));
        if (!fits) {
            throw beyond();
        }
        return value;
    }

    private static double unsigned(Metric metric, int width) throws RefusedException {
        long raw = whole(metric);
        if (raw >>> width != 0) {
            throw beyond();
        }
        return raw;
    }

    private static double exact(long value) throws RefusedException {
        checkExact(Math.abs(value));
        return value;
    }

    private static double exactUnsigned(long value) throws RefusedException {
        checkExact(value);
        return value >= 0 ? value : (value >>> 1) * 2.0;
    }

    private static void checkExact(long magnitude) throws RefusedException {
        int bits =
                64 - Long.numberOfLeadingZeros(magnitude) - Long.numberOfTrailingZeros(magnitude);
        if (bits > MANTISSA_BITS) {
            throw new RefusedException(
                    Reason.RANGE, "the whole number has more digits than can be kept");
        }
    }

    private static RefusedException beyond() {
        return new RefusedException(Reason.RANGE, "the number is beyond its own type");
    }

    private static RefusedException mismatch() {
        return new RefusedException(Reason.TYPE, "the value is not of the metric's type");
    }
}
