package city.lifeline.ingest.sequence;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Values of {@code lifeline.gateway-progress}: {@code
 * {"epoch":1795334400000,"boots":[{"boot":"2f9c","seq":1207,"ranges":[1210,1215]}]}}, the ranges as
 * pairs of first and last. Each holder of a gateway's slot has a higher epoch than those before it.
 * The key is {@code <run>/<gateway>}.
 */
public final class ProgressCodec {

    private static final String EPOCH = "epoch";

    private static final JsonFactory FACTORY = new JsonFactory();

    private ProgressCodec() {}

    public static byte[] encode(long epoch, List<SequenceTracker.Progress> progress) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeNumberField(EPOCH, epoch);
            json.writeArrayFieldStart("boots");
            for (SequenceTracker.Progress boot : progress) {
                json.writeStartObject();
                json.writeStringField("boot", boot.boot());
                json.writeNumberField("seq", boot.held().contiguous());
                if (!boot.held().ranges().isEmpty()) {
                    json.writeArrayFieldStart("ranges");
                    for (Map.Entry<Long, Long> range : boot.held().ranges().entrySet()) {
                        json.writeNumber(range.getKey());
                        json.writeNumber(range.getValue());
                    }
                    json.writeEndArray();
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Epoch of whoever wrote the value; 0 of versions that wrote none.
     *
     * @throws IOException if it is something else
     */
    public static long epoch(byte[] value) throws IOException {
        try (JsonParser json = FACTORY.createParser(value)) {
            boolean first =
                    json.nextToken() == JsonToken.START_OBJECT
                            && json.nextToken() == JsonToken.FIELD_NAME
                            && json.currentName().equals(EPOCH);
            return first && json.nextToken() == JsonToken.VALUE_NUMBER_INT
                    ? json.getLongValue()
                    : 0;
        }
    }

    /**
     * What {@link #encode} wrote.
     *
     * @throws IOException if it is something else
     */
    public static List<SequenceTracker.Progress> decode(byte[] value) throws IOException {
        List<SequenceTracker.Progress> progress = new ArrayList<>();
        try (JsonParser json = FACTORY.createParser(value)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean boots = json.currentName().equals("boots");
                json.nextToken();
                if (boots) {
                    while (json.nextToken() == JsonToken.START_OBJECT) {
                        progress.add(boot(json));
                    }
                } else {
                    json.skipChildren();
                }
            }
        }
        return progress;
    }

    private static SequenceTracker.Progress boot(JsonParser json) throws IOException {
        String boot = "";
        long seq = 0;
        List<Long> ends = new ArrayList<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "boot" -> boot = json.getText();
                case "seq" -> seq = json.getLongValue();
                case "ranges" -> {
                    while (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
                        ends.add(json.getLongValue());
                    }
                }
                default -> json.skipChildren();
            }
        }
        SequenceSet held = new SequenceSet(seq);
        for (int i = 0; i + 1 < ends.size(); i += 2) {
            held.addRange(ends.get(i), ends.get(i + 1));
        }
        return new SequenceTracker.Progress(boot, held);
    }
}
