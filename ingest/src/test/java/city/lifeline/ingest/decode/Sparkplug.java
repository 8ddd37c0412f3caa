package city.lifeline.ingest.decode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Date;
import org.eclipse.tahu.SparkplugInvalidTypeException;
import org.eclipse.tahu.message.SparkplugBPayloadEncoder;
import org.eclipse.tahu.message.model.Metric;
import org.eclipse.tahu.message.model.MetricDataType;
import org.eclipse.tahu.message.model.PropertyDataType;
import org.eclipse.tahu.message.model.PropertySet;
import org.eclipse.tahu.message.model.PropertyValue;
import org.eclipse.tahu.message.model.SparkplugBPayload;
import org.jspecify.annotations.Nullable;

/** Payloads as Eclipse Tahu writes them. */
final class Sparkplug {

    private Sparkplug() {}

    // Tahu speaks of time so.
    @SuppressWarnings("JavaUtilDate")
    static Date date(long ms) {
        return new Date(ms);
    }

    /** A metric to write; each method gives another. */
    record Value(
            @Nullable String name,
            MetricDataType type,
            @Nullable Object value,
            @Nullable Long alias,
            @Nullable Long timeMs,
            boolean isHistorical,
            @Nullable String unit,
            @Nullable Integer quality) {

        static Value of(@Nullable String name, MetricDataType type, @Nullable Object value) {
            return new Value(name, type, value, null, null, false, null, null);
        }

        Value alias(long to) {
            return new Value(name, type, value, to, timeMs, isHistorical, unit, quality);
        }

        Value at(long ms) {
            return new Value(name, type, value, alias, ms, isHistorical, unit, quality);
        }

        Value historical() {
            return new Value(name, type, value, alias, timeMs, true, unit, quality);
        }

        Value unit(String of) {
            return new Value(name, type, value, alias, timeMs, isHistorical, of, quality);
        }

        Value quality(int code) {
            return new Value(name, type, value, alias, timeMs, isHistorical, unit, code);
        }

        private Metric metric() throws SparkplugInvalidTypeException {
            Metric.MetricBuilder builder = new Metric.MetricBuilder(name, type, value);
            builder.isHistorical(isHistorical ? true : null);
            if (alias != null) {
                builder.alias(alias);
            }
            builder.timestamp(timeMs == null ? null : date(timeMs));
            PropertySet properties = new PropertySet();
            if (unit != null) {
                properties.setProperty(
                        "engUnit", new PropertyValue<>(PropertyDataType.String, unit));
            }
            if (quality != null) {
                properties.setProperty(
                        "Quality", new PropertyValue<>(PropertyDataType.Int32, quality));
            }
            if (!properties.isEmpty()) {
                builder.properties(properties);
            }
            return builder.createMetric();
        }
    }

    static byte[] payload(@Nullable Long timeMs, long seq, Value... values) {
        return payload(timeMs, seq, false, values);
    }

    /** Of one metric, by its alias, whose type only the birth knows. */
    static byte[] withoutTypes(
            long timeMs, long seq, long alias, MetricDataType type, Object value) {
        return payload(timeMs, seq, true, Value.of(null, type, value).alias(alias));
    }

    private static byte[] payload(
            @Nullable Long timeMs, long seq, boolean withoutTypes, Value... values) {
        SparkplugBPayload.SparkplugBPayloadBuilder builder =
                new SparkplugBPayload.SparkplugBPayloadBuilder(seq);
        builder.setTimestamp(timeMs == null ? null : date(timeMs));
        try {
            for (Value value : values) {
                builder.addMetric(value.metric());
            }
            return new SparkplugBPayloadEncoder().getBytes(builder.createPayload(), withoutTypes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SparkplugInvalidTypeException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
