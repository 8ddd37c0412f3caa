package city.lifeline.ingest.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.util.Objects;

/**
 * What all JSON formats share: bounds, types that are never coerced, and words for what is wrong.
 */
final class StrictJson {

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(32)
                                    .maxNumberLength(100)
                                    // Bounds what is buffered of a long number, too.
                                    .maxStringLength(65_535)
                                    .maxNameLength(256)
                                    .build())
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    // Names of devices are a sender's choice, and the JVM never forgets quickly.
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .build();

    private StrictJson() {}

    /** Of UTF-8 that starts like JSON. */
    static JsonParser parser(byte[] payload) throws IOException, RefusedException {
        Utf8.check(payload);
        return FACTORY.createParser(payload);
    }

    static void checkEnd(JsonParser json) throws RefusedException {
        boolean ends;
        try {
            ends = json.nextToken() == null;
        } catch (IOException e) {
            ends = false;
        }
        if (!ends) {
            throw new RefusedException(
                    Reason.TRAILING_DATA, "something follows the end of the message");
        }
    }

    /** Ends at the end of the object or array at this depth, wherever in it the parser stands. */
    static void leave(JsonParser json, int depth) throws IOException {
        while (json.getParsingContext().getNestingDepth() > depth) {
            json.nextToken();
        }
    }

    static double number(JsonParser json, JsonToken token, String name)
            throws IOException, RefusedException {
        switch (token) {
            case VALUE_NUMBER_FLOAT, VALUE_NUMBER_INT -> {
                double number = json.getDoubleValue();
                if (Double.isInfinite(number)) {
                    throw new RefusedException(
                            Reason.OVERFLOW, name + " is too large for a number");
                }
                return Elements.finite(number);
            }
            case VALUE_STRING -> {
                String text = json.getText();
                if (text.equals("NaN")
                        || text.equals("Infinity")
                        || text.equals("-Infinity")
                        || text.equals("+Infinity")) {
                    throw new RefusedException(Reason.NAN_INF, name + " is not a finite number");
                }
                throw type(name, "a number without quotes");
            }
            case VALUE_NULL -> throw missing(name);
            default -> throw type(name, "a number");
        }
    }

    static long integer(JsonParser json, JsonToken token, String name)
            throws IOException, RefusedException {
        if (token == JsonToken.VALUE_NULL) {
            throw missing(name);
        }
        if (token != JsonToken.VALUE_NUMBER_INT) {
            throw type(name, "a whole number");
        }
        try {
            return json.getLongValue();
        } catch (InputCoercionException e) {
            throw new RefusedException(Reason.RANGE, name + " is beyond -2^63 to 2^63 - 1");
        }
    }

    static long time(JsonParser json, JsonToken token, String name)
            throws IOException, RefusedException {
        switch (token) {
            case VALUE_STRING -> {
                return Times.ofIso(json.getText());
            }
            case VALUE_NUMBER_INT -> {
                return epochMs(json, token, name);
            }
            case VALUE_NULL -> throw missing(name);
            default -> throw type(name, "an ISO-8601 time with zone or whole milliseconds");
        }
    }

    /** Whole milliseconds since the epoch; returns µs. */
    static long epochMs(JsonParser json, JsonToken token, String name)
            throws IOException, RefusedException {
        if (token == JsonToken.VALUE_NULL) {
            throw missing(name);
        }
        if (token != JsonToken.VALUE_NUMBER_INT) {
            throw type(name, "whole milliseconds");
        }
        try {
            return Times.ofEpochMs(json.getLongValue());
        } catch (InputCoercionException e) {
            throw new RefusedException(Reason.TS_RANGE, name + " is beyond any time");
        }
    }

    static String text(JsonParser json, JsonToken token, String name)
            throws IOException, RefusedException {
        if (token == JsonToken.VALUE_NULL) {
            throw missing(name);
        }
        if (token != JsonToken.VALUE_STRING) {
            throw type(name, "a text");
        }
        return json.getText();
    }

    static String optionalText(JsonParser json, JsonToken token, String name)
            throws IOException, RefusedException {
        return token == JsonToken.VALUE_NULL ? "" : text(json, token, name);
    }

    static RefusedException missing(String field) {
        return new RefusedException(Reason.MISSING_FIELD, field + " is missing");
    }

    static RefusedException type(String name, String expected) {
        return new RefusedException(Reason.TYPE, name + " is not " + expected);
    }

    /** Jackson has no codes for what it finds, only sentences. */
    static Refusal syntax(IOException e) {
        String message = Objects.toString(e.getMessage());
        if (e instanceof StreamConstraintsException) {
            if (message.startsWith("Number")) {
                return Refusal.whole(Reason.NUMBER_LENGTH, "a number has too many digits");
            }
            if (message.startsWith("Document nesting")) {
                return Refusal.whole(Reason.SHAPE, "the message is nested too deeply");
            }
            return Refusal.whole(Reason.FIELD_SIZE, "a text of the message is too long");
        }
        if (message.startsWith("Non-standard token")) {
            return Refusal.whole(Reason.NAN_INF, "NaN and Infinity are not JSON numbers");
        }
        return Refusal.whole(Reason.PARSE, "the message is not well-formed JSON");
    }

    /** Which of the known fields of an object have come. */
    static final class Fields {

        private int seen;

        void once(int bit, String name) throws RefusedException {
            if (has(bit)) {
                throw new RefusedException(Reason.DUP_KEY, name + " comes twice");
            }
            seen |= 1 << bit;
        }

        boolean has(int bit) {
            return (seen & 1 << bit) != 0;
        }
    }
}
