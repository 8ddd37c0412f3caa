package city.lifeline.ingest.decode;

import city.lifeline.model.Quality;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * SenML in JSON (RFC 8428): an array of records, some of whose fields hold for all that follow.
 *
 * <p>A point's address is the name with its base. Numbers and booleans (as 0 or 1) are readings;
 * texts, data and records with nothing but a sum are refused one by one. A fault in a base field
 * fails the message, since nothing after it can be believed; so does a field whose name ends in
 * {@code _}, which says that it must be understood.
 *
 * <p>A time below 2^28 s is relative to the clock at arrival. In a run aside, whose clock is what
 * its messages say, the newest time of the pack is that clock.
 */
public final class SenmlJsonDecoder implements Decoder {

    private static final int VERSION = 10;
    // RFC 8428, section 4.5.3.
    private static final double ABSOLUTE_FROM_S = 1 << 28;
    // Year 33658; beyond it µs do not fit.
    private static final double MAX_S = 1e12;
    private static final double US_PER_S = 1e6;

    @Override
    public DecodedMessage decode(Incoming incoming) {
        return new Reader(incoming.clockUs()).decode(incoming.payload());
    }

    /** The state of decoding one pack. */
    private static final class Reader {

        private final long clockUs;
        private final Elements elements = new Elements();
        private String baseName = "";
        private String baseUnit = "";
        private double baseTimeS;
        private double baseValue;
        private long newestUs = DecodedMessage.NO_TIME;

        Reader(long clockUs) {
            this.clockUs = clockUs;
        }

        DecodedMessage decode(byte[] payload) {
            try (JsonParser json = StrictJson.parser(payload)) {
                if (json.nextToken() != JsonToken.START_ARRAY) {
                    throw new RefusedException(Reason.SHAPE, "the SenML pack is not a JSON array");
                }
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    new RecordReader(elements.next()).read(json);
                }
                StrictJson.checkEnd(json);
            } catch (RefusedException e) {
                return DecodedMessage.refused(e.refusal());
            } catch (IOException e) {
                return DecodedMessage.refused(StrictJson.syntax(e));
            }
            return new DecodedMessage(
                    "",
                    DecodedMessage.NO_SEQ,
                    clockUs == DecodedMessage.NO_TIME ? newestUs : DecodedMessage.NO_TIME,
                    "",
                    elements.blocks(),
                    elements.refusals(),
                    null);
        }

        private final class RecordReader {

            private final int index;
            private final StrictJson.Fields seen = new StrictJson.Fields();
            private @Nullable RefusedException refused;
            private @Nullable RefusedException noNumber;
            private @Nullable String name;
            private @Nullable String unit;
            private double timeS;
            private double value;
            private int values;

            RecordReader(int index) {
                this.index = index;
            }

            void read(JsonParser json) throws IOException, RefusedException {
                if (json.currentToken() == JsonToken.START_OBJECT) {
                    int depth = json.getParsingContext().getNestingDepth();
                    while (json.nextToken() == JsonToken.FIELD_NAME) {
                        String label = json.currentName();
                        JsonToken token = json.nextToken();
                        if (!baseField(json, label, token)) {
                            try {
                                field(json, label, token);
                            } catch (RefusedException e) {
                                refused = refused == null ? e : refused;
                                StrictJson.leave(json, depth);
                            }
                        }
                    }
                } else {
                    refused = new RefusedException(Reason.SHAPE, "a record is not an object");
                    json.skipChildren();
                }
                if (refused == null && name == null && values == 0 && !seen.has(12)) {
                    // It only sets base fields.
                    return;
                }
                String address = name == null ? baseName : baseName + name;
                try {
                    elements.accept(resolved(address));
                } catch (RefusedException e) {
                    elements.refuse(index, address, e);
                }
            }

            /** False if it is none. Whatever is wrong with one is wrong with all that follows. */
            private boolean baseField(JsonParser json, String label, JsonToken token)
                    throws IOException, RefusedException {
                switch (label) {
                    case "bn" -> {
                        seen.once(0, label);
                        baseName = StrictJson.text(json, token, label);
                        if (baseName.length() > Elements.MAX_ADDRESS_LENGTH) {
                            throw new RefusedException(Reason.FIELD_SIZE, "bn is too long");
                        }
                    }
                    case "bt" -> {
                        seen.once(1, label);
                        baseTimeS = StrictJson.number(json, token, label);
                    }
                    case "bu" -> {
                        seen.once(2, label);
                        baseUnit = unit(json, token, label);
                    }
                    case "bv" -> {
                        seen.once(3, label);
                        baseValue = StrictJson.number(json, token, label);
                    }
                    case "bs" -> {
                        seen.once(4, label);
                        StrictJson.number(json, token, label);
                    }
                    case "bver" -> {
                        seen.once(5, label);
                        long version = StrictJson.integer(json, token, label);
                        if (version < 1 || version > VERSION) {
                            throw new RefusedException(
                                    Reason.VERSION, "only SenML up to version 10 is known");
                        }
                    }
                    default -> {
                        if (label.endsWith("_")) {
                            throw new RefusedException(
                                    Reason.VERSION,
                                    "a field that must be understood, by its name, is not known");
                        }
                        return false;
                    }
                }
                return true;
            }

            private void field(JsonParser json, String label, JsonToken token)
                    throws IOException, RefusedException {
                switch (label) {
                    case "n" -> {
                        seen.once(6, label);
                        name = StrictJson.text(json, token, label);
                    }
                    case "u" -> {
                        seen.once(7, label);
                        unit = unit(json, token, label);
                    }
                    case "v" -> {
                        seen.once(8, label);
                        values++;
                        value = StrictJson.number(json, token, label);
                    }
                    case "vs" -> other(json, 9, label, "a text is not a reading");
                    case "vb" -> {
                        seen.once(10, label);
                        values++;
                        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
                            json.skipChildren();
                            throw StrictJson.type(label, "true or false");
                        }
                        value = token == JsonToken.VALUE_TRUE ? 1 : 0;
                    }
                    case "vd" -> other(json, 11, label, "data is not a reading");
                    case "s" -> {
                        seen.once(12, label);
                        StrictJson.number(json, token, label);
                    }
                    case "t" -> {
                        seen.once(13, label);
                        timeS = StrictJson.number(json, token, label);
                    }
                    case "ut" -> {
                        seen.once(14, label);
                        StrictJson.number(json, token, label);
                    }
                    default -> json.skipChildren();
                }
            }

            private void other(JsonParser json, int bit, String label, String why)
                    throws IOException, RefusedException {
                seen.once(bit, label);
                json.skipChildren();
                values++;
                noNumber = new RefusedException(Reason.TYPE, why);
            }

            private DecodedBlock resolved(String address) throws RefusedException {
                if (refused != null) {
                    throw refused;
                }
                checkName(address);
                if (values > 1) {
                    throw new RefusedException(
                            Reason.SHAPE, "a record has more than one of v, vs, vb and vd");
                }
                if (values == 0) {
                    throw new RefusedException(
                            Reason.MISSING_FIELD,
                            seen.has(12)
                                    ? "v is missing; a sum alone is not kept"
                                    : "v is missing");
                }
                if (noNumber != null) {
                    throw noNumber;
                }
                double sum = seen.has(8) ? value + baseValue : value;
                if (Double.isInfinite(sum)) {
                    throw new RefusedException(
                            Reason.OVERFLOW, "the value and its base are too large for a number");
                }
                long timeUs = timeUs();
                newestUs = Math.max(newestUs, timeUs);
                return new DecodedBlock(
                        index,
                        address,
                        timeUs,
                        0,
                        Elements.EVEN,
                        new double[] {Elements.finite(sum)},
                        SenmlUnits.ucum(unit == null ? baseUnit : unit),
                        Quality.GOOD);
            }

            private long timeUs() throws RefusedException {
                double seconds = baseTimeS + timeS;
                if (!(Math.abs(seconds) < MAX_S)) {
                    throw new RefusedException(
                            Reason.TS_RANGE,
                            "the time is not between 1980 and 2199; is it in seconds?");
                }
                long us = Math.round(seconds * US_PER_S);
                if (seconds >= ABSOLUTE_FROM_S) {
                    return Times.ofEpochUs(us);
                }
                if (clockUs == DecodedMessage.NO_TIME) {
                    throw new RefusedException(
                            Reason.MISSING_FIELD,
                            "the time is relative, and a run aside has no clock of its own");
                }
                return Times.ofEpochUs(clockUs + us);
            }
        }

        private static String unit(JsonParser json, JsonToken token, String label)
                throws IOException, RefusedException {
            return Elements.unit(StrictJson.text(json, token, label));
        }

        /** RFC 8428, section 4.5.1. */
        private static void checkName(String name) throws RefusedException {
            boolean valid =
                    !name.isEmpty()
                            && name.length() <= Elements.MAX_ADDRESS_LENGTH
                            && isLetterOrDigit(name.charAt(0));
            for (int i = 1; valid && i < name.length(); i++) {
                char c = name.charAt(i);
                valid = isLetterOrDigit(c) || "-:./_".indexOf(c) >= 0;
            }
            if (!valid) {
                throw new RefusedException(
                        Reason.BAD_ID,
                        "the name is not 1 to %d of A-Z a-z 0-9 - : . / _, the first a letter or digit"
                                .formatted(Elements.MAX_ADDRESS_LENGTH));
            }
        }

        private static boolean isLetterOrDigit(char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        }
    }
}
