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
import java.util.OptionalLong;

/**
 * Values of {@code lifeline.gateway-progress}: {@code
 * {"epoch":1795334400000,"boots":[{"boot":"2f9c","seq":1207,"base":0,"ranges":[1210,1215]}]}}, the
 * ranges as pairs of first and last. Numbers above the base are counted; {@code lost} of them were
 * given up, of those the sender may still keep from {@code lostFrom} to {@code lostTo}, and nothing
 * from there on is acknowledged. The first boot tells since when, and what was counted of boots
 * that are forgotten. Each holder of a gateway's slot has a higher epoch than those before it. The
 * key is {@code <run>/<gateway>}.
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
                json.writeNumberField("base", boot.held().base());
                writeUnlessZero(json, "lost", boot.held().lost());
                if (boot.held().lost() != 0) {
                    // None is told too: without them any number may be lost.
                    json.writeNumberField("lostFrom", boot.held().lostFrom());
                    json.writeNumberField("lostTo", boot.held().lostTo());
                }
                writeUnlessZero(json, "since", boot.sinceUs());
                writeUnlessZero(json, "receivedBefore", boot.receivedBefore());
                writeUnlessZero(json, "missingBefore", boot.missingBefore());
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

    private static void writeUnlessZero(JsonGenerator json, String name, long value)
            throws IOException {
        if (value != 0) {
            json.writeNumberField(name, value);
        }
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
        OptionalLong base = OptionalLong.empty();
        long lost = 0;
        OptionalLong lostFrom = OptionalLong.empty();
        long lostTo = SequenceSet.NONE;
        long sinceUs = 0;
        long receivedBefore = 0;
        long missingBefore = 0;
        List<Long> ends = new ArrayList<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "boot" -> boot = json.getText();
                case "seq" -> seq = json.getLongValue();
                case "base" -> base = OptionalLong.of(json.getLongValue());
                case "lost" -> lost = json.getLongValue();
                case "lostFrom" -> lostFrom = OptionalLong.of(json.getLongValue());
                case "lostTo" -> lostTo = json.getLongValue();
                case "since" -> sinceUs = json.getLongValue();
                case "receivedBefore" -> receivedBefore = json.getLongValue();
                case "missingBefore" -> missingBefore = json.getLongValue();
                case "ranges" -> {
                    while (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
                        ends.add(json.getLongValue());
                    }
                }
                default -> json.skipChildren();
            }
        }
        // What was written before messages were counted has no base: they are counted from here on.
        SequenceSet held =
                lostFrom.isPresent()
                        ? new SequenceSet(base.orElse(seq), seq, lost, lostFrom.getAsLong(), lostTo)
                        : new SequenceSet(base.orElse(seq), seq, lost);
        for (int i = 0; i + 1 < ends.size(); i += 2) {
            held.addRange(ends.get(i), ends.get(i + 1));
        }
        return new SequenceTracker.Progress(boot, held, sinceUs, receivedBefore, missingBefore);
    }
}
