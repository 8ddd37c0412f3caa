package city.lifeline.gateway;

import city.lifeline.model.Quality;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** How a message is written, and the last level of the MQTT topic that says so. */
public enum PayloadFormat {
    JSON("readings") {
        @Override
        public byte[] encode(GatewayMessage message) {
            ByteArrayOutputStream bytes =
                    new ByteArrayOutputStream(
                            128 + 96 * (message.readings().size() + message.blocks().size()));
            try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
                json.writeStartObject();
                json.writeStringField("boot", message.boot());
                json.writeNumberField("seq", message.seq());
                json.writeStringField("sentAt", iso(message.sentAtUs()));
                if (!message.readings().isEmpty() || message.blocks().isEmpty()) {
                    json.writeArrayFieldStart("readings");
                    for (GatewayReading reading : message.readings()) {
                        write(json, reading);
                    }
                    json.writeEndArray();
                }
                if (!message.blocks().isEmpty()) {
                    json.writeArrayFieldStart("blocks");
                    for (GatewayBlock block : message.blocks()) {
                        write(json, block);
                    }
                    json.writeEndArray();
                }
                json.writeEndObject();
            } catch (IOException e) {
                throw new UncheckedIOException("writing to memory cannot fail", e);
            }
            return bytes.toByteArray();
        }
    },
    PROTOBUF("readings.pb") {
        @Override
        public byte[] encode(GatewayMessage message) {
            city.lifeline.wire.v1.GatewayMessage.Builder wire =
                    city.lifeline.wire.v1.GatewayMessage.newBuilder()
                            .setBoot(message.boot())
                            .setSeq(message.seq())
                            .setSentAtUs(message.sentAtUs());
            for (GatewayReading reading : message.readings()) {
                wire.addReadings(
                        city.lifeline.wire.v1.GatewayReading.newBuilder()
                                .setPoint(reading.point())
                                .setTimeUs(reading.timeUs())
                                .setValue(reading.value())
                                .setUnit(unit(reading.unit()))
                                .setQuality(GatewayQuality.code(reading.quality())));
            }
            for (GatewayBlock block : message.blocks()) {
                city.lifeline.wire.v1.GatewayBlock.Builder wireBlock =
                        city.lifeline.wire.v1.GatewayBlock.newBuilder()
                                .setPoint(block.point())
                                .setStartUs(block.startUs())
                                .setIntervalUs(block.intervalUs())
                                .setUnit(unit(block.unit()))
                                .setQuality(GatewayQuality.code(block.quality()));
                for (double value : block.values()) {
                    wireBlock.addValues(value);
                }
                for (int offset : block.offsetsUs()) {
                    wireBlock.addOffsetsUs(offset);
                }
                wire.addBlocks(wireBlock);
            }
            return wire.build().toByteArray();
        }
    };

    // The shortest text that reads back as the same number, as Java itself has it from 19 on.
    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build();
    private static final SerializedString POINT = new SerializedString("point");
    private static final SerializedString TIME = new SerializedString("time");
    private static final SerializedString VALUE = new SerializedString("value");
    private static final long US_PER_MS = 1_000;

    private final String topicLevel;

    PayloadFormat(String topicLevel) {
        this.topicLevel = topicLevel;
    }

    /** Last level of the MQTT topic. */
    public String topicLevel() {
        return topicLevel;
    }

    /** The payload. */
    public abstract byte[] encode(GatewayMessage message);

    private static String unit(@Nullable String unit) {
        return unit == null ? "" : unit;
    }

    private static void write(JsonGenerator json, GatewayReading reading) throws IOException {
        json.writeStartObject();
        json.writeFieldName(POINT);
        json.writeString(reading.point());
        json.writeFieldName(TIME);
        if (reading.timeUs() % US_PER_MS == 0) {
            json.writeNumber(reading.timeUs() / US_PER_MS);
        } else {
            json.writeString(iso(reading.timeUs()));
        }
        json.writeFieldName(VALUE);
        json.writeNumber(reading.value());
        writeUnitAndQuality(json, reading.unit(), reading.quality());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, GatewayBlock block) throws IOException {
        json.writeStartObject();
        json.writeStringField("point", block.point());
        json.writeStringField("start", iso(block.startUs()));
        if (block.offsetsUs().length == 0) {
            json.writeNumberField("intervalUs", block.intervalUs());
        } else {
            json.writeFieldName("offsetsUs");
            json.writeArray(block.offsetsUs(), 0, block.offsetsUs().length);
        }
        json.writeFieldName("values");
        json.writeArray(block.values(), 0, block.values().length);
        writeUnitAndQuality(json, block.unit(), block.quality());
        json.writeEndObject();
    }

    private static void writeUnitAndQuality(
            JsonGenerator json, @Nullable String unit, Quality quality) throws IOException {
        if (unit != null) {
            json.writeStringField("unit", unit);
        }
        if (quality != Quality.GOOD) {
            json.writeStringField("quality", quality.name());
        }
    }

    private static String iso(long us) {
        return Instant.EPOCH.plus(us, ChronoUnit.MICROS).toString();
    }
}
