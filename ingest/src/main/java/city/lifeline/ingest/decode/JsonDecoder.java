package city.lifeline.ingest.decode;

import city.lifeline.model.Quality;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code <prefix>/<gateway>/readings}: the JSON of the contract, strictly. A reading that is
 * well-formed but wrong is refused alone; what is not JSON fails the message.
 *
 * <p>Fields we do not know are skipped, whatever is in them. A field we know must not come twice in
 * one object; that is checked here and not by the parser, so that it costs the other readings
 * nothing.
 */
public final class JsonDecoder implements Decoder {

    private static final int VERSION = 1;

    @Override
    public DecodedMessage decode(Incoming incoming) {
        return new Reader().decode(incoming.payload());
    }

    /** The state of decoding one message. */
    private static final class Reader {

        private final Elements elements = new Elements();
        private String boot = "";
        private long seq = DecodedMessage.NO_SEQ;
        private long sentAtUs = DecodedMessage.NO_TIME;
        private String gateway = "";

        DecodedMessage decode(byte[] payload) {
            Refusal refused = null;
            try {
                try (JsonParser json = StrictJson.parser(payload)) {
                    message(json);
                }
            } catch (RefusedException e) {
                refused = e.refusal();
            } catch (IOException e) {
                refused = StrictJson.syntax(e);
            }
            return new DecodedMessage(
                    boot,
                    seq,
                    sentAtUs,
                    gateway,
                    refused == null ? elements.blocks() : List.of(),
                    refused == null ? elements.refusals() : List.of(),
                    refused);
        }

        private void message(JsonParser json) throws IOException, RefusedException {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new RefusedException(Reason.SHAPE, "the message is not a JSON object");
            }
            StrictJson.Fields seen = new StrictJson.Fields();
            boolean hasReadings = false;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken token = json.nextToken();
                switch (name) {
                    case "boot" -> {
                        seen.once(0, name);
                        String text = StrictJson.optionalText(json, token, name);
                        Elements.checkBoot(text);
                        boot = text;
                    }
                    case "seq" -> {
                        seen.once(1, name);
                        if (token != JsonToken.VALUE_NULL) {
                            long number = StrictJson.integer(json, token, name);
                            Elements.checkSeq(number);
                            seq = number;
                        }
                    }
                    case "sentAt" -> {
                        seen.once(2, name);
                        if (token != JsonToken.VALUE_NULL) {
                            sentAtUs = StrictJson.time(json, token, name);
                        }
                    }
                    case "gateway" -> {
                        seen.once(3, name);
                        gateway = StrictJson.optionalText(json, token, name);
                    }
                    case "v" -> {
                        seen.once(4, name);
                        if (StrictJson.integer(json, token, name) != VERSION) {
                            throw new RefusedException(
                                    Reason.VERSION, "only version 1 of the message is known");
                        }
                    }
                    case "readings" -> {
                        seen.once(5, name);
                        hasReadings = true;
                        elements(json, token, name, false);
                    }
                    case "blocks" -> {
                        seen.once(6, name);
                        hasReadings = true;
                        elements(json, token, name, true);
                    }
                    default -> json.skipChildren();
                }
            }
            if (!hasReadings) {
                throw new RefusedException(
                        Reason.MISSING_FIELD, "the message has neither readings nor blocks");
            }
            StrictJson.checkEnd(json);
        }

        private void elements(JsonParser json, JsonToken token, String name, boolean areBlocks)
                throws IOException, RefusedException {
            if (token != JsonToken.START_ARRAY) {
                throw new RefusedException(Reason.SHAPE, name + " is not an array");
            }
            while (json.nextToken() != JsonToken.END_ARRAY) {
                new ElementReader(elements.next(), areBlocks).read(json);
            }
        }

        private final class ElementReader {

            private final int index;
            private final boolean isBlock;
            private final StrictJson.Fields seen = new StrictJson.Fields();
            private @Nullable String point;
            private @Nullable RefusedException refused;
            private long timeUs = DecodedMessage.NO_TIME;
            private long intervalUs;
            private int[] offsetsUs = Elements.EVEN;
            private double value = Double.NaN;
            private double @Nullable [] values;
            private String unit = "";
            private Quality quality = Quality.GOOD;

            ElementReader(int index, boolean isBlock) {
                this.index = index;
                this.isBlock = isBlock;
            }

            void read(JsonParser json) throws IOException {
                if (json.currentToken() == JsonToken.START_OBJECT) {
                    fields(json);
                } else {
                    refused = new RefusedException(Reason.SHAPE, "a reading is not an object");
                    json.skipChildren();
                }
                try {
                    elements.accept(decoded());
                } catch (RefusedException e) {
                    elements.refuse(index, point == null ? "" : point, e);
                }
            }

            private void fields(JsonParser json) throws IOException {
                int depth = json.getParsingContext().getNestingDepth();
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    JsonToken token = json.nextToken();
                    try {
                        field(json, name, token);
                    } catch (RefusedException e) {
                        refused = refused == null ? e : refused;
                        // It may have been refused half-way through an array.
                        while (json.getParsingContext().getNestingDepth() > depth) {
                            json.nextToken();
                        }
                    }
                }
            }

            private void field(JsonParser json, String name, JsonToken token)
                    throws IOException, RefusedException {
                switch (name) {
                    case "point" -> {
                        seen.once(0, name);
                        point = StrictJson.text(json, token, name);
                        Elements.checkPoint(point);
                    }
                    case "time" -> {
                        if (isBlock) {
                            json.skipChildren();
                        } else {
                            seen.once(1, name);
                            timeUs = StrictJson.time(json, token, name);
                        }
                    }
                    case "start" -> {
                        if (isBlock) {
                            seen.once(1, name);
                            timeUs = StrictJson.time(json, token, name);
                        } else {
                            json.skipChildren();
                        }
                    }
                    case "value" -> {
                        if (isBlock) {
                            json.skipChildren();
                        } else {
                            seen.once(2, name);
                            value = StrictJson.number(json, token, name);
                        }
                    }
                    case "values" -> {
                        if (isBlock) {
                            seen.once(2, name);
                            values = numbers(json, token);
                        } else {
                            json.skipChildren();
                        }
                    }
                    case "intervalUs" -> {
                        if (isBlock) {
                            seen.once(3, name);
                            intervalUs = StrictJson.integer(json, token, name);
                        } else {
                            json.skipChildren();
                        }
                    }
                    case "offsetsUs" -> {
                        if (isBlock) {
                            seen.once(6, name);
                            offsetsUs = offsets(json, token);
                        } else {
                            json.skipChildren();
                        }
                    }
                    case "unit" -> {
                        seen.once(4, name);
                        unit = Elements.unit(StrictJson.optionalText(json, token, name));
                    }
                    case "quality" -> {
                        seen.once(5, name);
                        quality = quality(StrictJson.optionalText(json, token, name));
                    }
                    default -> json.skipChildren();
                }
            }

            private DecodedBlock decoded() throws RefusedException {
                if (refused != null) {
                    throw refused;
                }
                if (point == null) {
                    throw StrictJson.missing("point");
                }
                if (timeUs == DecodedMessage.NO_TIME) {
                    throw StrictJson.missing(isBlock ? "start" : "time");
                }
                if (!isBlock && !seen.has(2)) {
                    throw StrictJson.missing("value");
                }
                double[] all = isBlock ? values : new double[] {value};
                if (all == null || all.length == 0) {
                    throw StrictJson.missing("values");
                }
                Elements.checkSpacing(intervalUs, offsetsUs, all.length);
                return new DecodedBlock(
                        index, point, timeUs, (int) intervalUs, offsetsUs, all, unit, quality);
            }
        }

        private static double[] numbers(JsonParser json, JsonToken token)
                throws IOException, RefusedException {
            if (token != JsonToken.START_ARRAY) {
                throw StrictJson.type("values", "an array of numbers");
            }
            double[] numbers = new double[64];
            int size = 0;
            JsonToken next = json.nextToken();
            while (next != JsonToken.END_ARRAY) {
                if (size == MAX_ELEMENTS) {
                    throw new RefusedException(
                            Reason.BATCH_SIZE,
                            "more than " + MAX_ELEMENTS + " values in one block");
                }
                if (size == numbers.length) {
                    numbers = Arrays.copyOf(numbers, 2 * size);
                }
                numbers[size++] = StrictJson.number(json, next, "values");
                next = json.nextToken();
            }
            return Arrays.copyOf(numbers, size);
        }

        private static int[] offsets(JsonParser json, JsonToken token)
                throws IOException, RefusedException {
            if (token != JsonToken.START_ARRAY) {
                throw StrictJson.type("offsetsUs", "an array of whole numbers");
            }
            int[] offsets = new int[64];
            int size = 0;
            JsonToken next = json.nextToken();
            while (next != JsonToken.END_ARRAY) {
                if (size == MAX_ELEMENTS) {
                    throw new RefusedException(
                            Reason.BATCH_SIZE,
                            "more than " + MAX_ELEMENTS + " offsets in one block");
                }
                if (size == offsets.length) {
                    offsets = Arrays.copyOf(offsets, 2 * size);
                }
                long offset = StrictJson.integer(json, next, "offsetsUs");
                if (offset < 0 || offset > Integer.MAX_VALUE) {
                    throw new RefusedException(
                            Reason.RANGE, "an offset is not from 0 to " + Integer.MAX_VALUE);
                }
                offsets[size++] = (int) offset;
                next = json.nextToken();
            }
            return Arrays.copyOf(offsets, size);
        }

        private static Quality quality(String text) throws RefusedException {
            return switch (text) {
                case "", "GOOD" -> Quality.GOOD;
                case "UNCERTAIN" -> Quality.UNCERTAIN;
                case "BAD" -> Quality.BAD;
                default ->
                        throw new RefusedException(
                                Reason.RANGE, "quality is none of GOOD, UNCERTAIN, BAD");
            };
        }
    }
}
