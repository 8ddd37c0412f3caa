package city.lifeline.ingest.decode;

import city.lifeline.model.Quality;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Telemetry as gateways and devices send it to a ThingsBoard server.
 *
 * <pre>
 *  gateway   {"Device A": [{"ts": 1763712000000, "values": {"temperature": 42, "humidity": 80}}, …], …}
 *  device    {"temperature": 42}   {"ts": …, "values": {…}}   [any of these, …]
 * </pre>
 *
 * <p>A point's address is {@code Device A/temperature}, and {@code temperature} for a device on its
 * own account. Each key is a reading, counted in the order of the message; without {@code ts} it is
 * of the clock at arrival. Booleans are 0 or 1. Texts are refused, though they may hold a number.
 */
public final class ThingsBoardDecoder implements Decoder {

    private final boolean ofGateway;

    private ThingsBoardDecoder(boolean ofGateway) {
        this.ofGateway = ofGateway;
    }

    /** Of {@code v1/gateway/telemetry}. */
    public static ThingsBoardDecoder ofGateway() {
        return new ThingsBoardDecoder(true);
    }

    /** Of {@code v1/devices/me/telemetry}. */
    public static ThingsBoardDecoder ofDevice() {
        return new ThingsBoardDecoder(false);
    }

    @Override
    public DecodedMessage decode(Incoming incoming) {
        Reader reader = new Reader(incoming.clockUs());
        try (JsonParser json = StrictJson.parser(incoming.payload())) {
            if (json.nextToken() == null) {
                throw new RefusedException(Reason.PARSE, "the message is blank");
            }
            if (ofGateway) {
                reader.devices(json);
            } else {
                reader.device(json);
            }
            StrictJson.checkEnd(json);
        } catch (RefusedException e) {
            return DecodedMessage.refused(e.refusal());
        } catch (IOException e) {
            return DecodedMessage.refused(StrictJson.syntax(e));
        }
        return reader.message();
    }

    /** The state of decoding one message. */
    private static final class Reader {

        private final long clockUs;
        private final Elements elements = new Elements();
        private long newestUs = DecodedMessage.NO_TIME;

        Reader(long clockUs) {
            this.clockUs = clockUs;
        }

        DecodedMessage message() {
            return new DecodedMessage(
                    "",
                    DecodedMessage.NO_SEQ,
                    clockUs == DecodedMessage.NO_TIME ? newestUs : DecodedMessage.NO_TIME,
                    "",
                    elements.blocks(),
                    elements.refusals(),
                    null);
        }

        void devices(JsonParser json) throws IOException, RefusedException {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw new RefusedException(
                        Reason.SHAPE, "the message is not a JSON object of devices");
            }
            Map<String, Boolean> seen = new LinkedHashMap<>();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String device = json.currentName();
                boolean isArray = json.nextToken() == JsonToken.START_ARRAY;
                if (seen.put(device, true) != null) {
                    skip(json, device, Reason.DUP_KEY, "the device comes twice");
                } else if (device.isEmpty()) {
                    skip(json, device, Reason.BAD_ID, "the device has no name");
                } else if (!isArray) {
                    skip(json, device, Reason.SHAPE, "a device's telemetry is not an array");
                } else {
                    array(json, device + '/');
                }
            }
        }

        void device(JsonParser json) throws IOException, RefusedException {
            switch (json.currentToken()) {
                case START_OBJECT -> new Telemetry("").read(json);
                case START_ARRAY -> array(json, "");
                default ->
                        throw new RefusedException(
                                Reason.SHAPE,
                                "the message is not a JSON object or an array of them");
            }
        }

        private void array(JsonParser json, String device) throws IOException, RefusedException {
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (json.currentToken() == JsonToken.START_OBJECT) {
                    new Telemetry(device).read(json);
                } else {
                    skip(json, device, Reason.SHAPE, "an entry of the array is not an object");
                }
            }
        }

        private void skip(JsonParser json, String address, Reason reason, String detail)
                throws IOException, RefusedException {
            elements.refuse(elements.next(), address, new RefusedException(reason, detail));
            json.skipChildren();
        }

        /** What a key holds. */
        private record Value(int index, double number, @Nullable RefusedException refused) {}

        /** One object: keys and values, or a time and an object of them. */
        private final class Telemetry {

            private final String device;
            private final Map<String, Value> direct = new LinkedHashMap<>();
            private @Nullable Map<String, Value> timed;
            private @Nullable RefusedException refused;
            private long timeUs = DecodedMessage.NO_TIME;
            private boolean hasTs;

            Telemetry(String device) {
                this.device = device;
            }

            void read(JsonParser json) throws IOException, RefusedException {
                int depth = json.getParsingContext().getNestingDepth();
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String key = json.currentName();
                    JsonToken token = json.nextToken();
                    if (key.equals("ts")) {
                        ts(json, token, depth);
                    } else if (key.equals("values") && token == JsonToken.START_OBJECT) {
                        if (timed != null) {
                            refuse(new RefusedException(Reason.DUP_KEY, "values comes twice"));
                        }
                        timed = timed == null ? new LinkedHashMap<>() : timed;
                        while (json.nextToken() == JsonToken.FIELD_NAME) {
                            value(json, timed, depth + 1);
                        }
                    } else {
                        value(json, direct, token, key, depth);
                    }
                }
                take();
            }

            private void ts(JsonParser json, JsonToken token, int depth) throws IOException {
                try {
                    if (hasTs) {
                        throw new RefusedException(Reason.DUP_KEY, "ts comes twice");
                    }
                    hasTs = true;
                    timeUs = StrictJson.epochMs(json, token, "ts");
                } catch (RefusedException e) {
                    refuse(e);
                    StrictJson.leave(json, depth);
                }
            }

            private void value(JsonParser json, Map<String, Value> values, int depth)
                    throws IOException, RefusedException {
                String key = json.currentName();
                value(json, values, json.nextToken(), key, depth);
            }

            private void value(
                    JsonParser json,
                    Map<String, Value> values,
                    JsonToken token,
                    String key,
                    int depth)
                    throws IOException, RefusedException {
                int index = elements.next();
                Value value;
                try {
                    value = new Value(index, number(json, token), null);
                } catch (RefusedException e) {
                    value = new Value(index, Double.NaN, e);
                    StrictJson.leave(json, depth);
                }
                Value former = values.put(key, value);
                if (former != null) {
                    values.put(
                            key,
                            new Value(
                                    former.index(),
                                    Double.NaN,
                                    new RefusedException(Reason.DUP_KEY, "the key comes twice")));
                }
            }

            private static double number(JsonParser json, JsonToken token)
                    throws IOException, RefusedException {
                return switch (token) {
                    case VALUE_TRUE -> 1;
                    case VALUE_FALSE -> 0;
                    default -> StrictJson.number(json, token, "the value");
                };
            }

            private void refuse(RefusedException why) {
                refused = refused == null ? why : refused;
            }

            private void take() throws RefusedException {
                if (timed == null && hasTs) {
                    refuse(
                            new RefusedException(
                                    Reason.MISSING_FIELD, "there is ts, but values is missing"));
                }
                if (!hasTs) {
                    timeUs = clockUs;
                    if (clockUs == DecodedMessage.NO_TIME) {
                        refuse(
                                new RefusedException(
                                        Reason.MISSING_FIELD,
                                        "ts is missing, and a run aside has no clock of its own"));
                    }
                }
                Map<String, Value> values = timed == null ? direct : timed;
                if (values.isEmpty() && refused != null && (hasTs || timed != null)) {
                    elements.refuse(elements.next(), device, refused);
                }
                for (Map.Entry<String, Value> each : values.entrySet()) {
                    take(device + each.getKey(), each.getKey(), each.getValue());
                }
            }

            private void take(String address, String key, Value value) {
                try {
                    if (key.isEmpty()) {
                        throw new RefusedException(Reason.BAD_ID, "the key is empty");
                    }
                    Elements.checkAddress(address);
                    if (value.refused() != null) {
                        throw value.refused();
                    }
                    if (refused != null) {
                        throw refused;
                    }
                    newestUs = Math.max(newestUs, timeUs);
                    elements.accept(
                            new DecodedBlock(
                                    value.index(),
                                    address,
                                    timeUs,
                                    0,
                                    Elements.EVEN,
                                    new double[] {value.number()},
                                    "",
                                    Quality.GOOD));
                } catch (RefusedException e) {
                    elements.refuse(value.index(), address, e);
                }
            }
        }
    }
}
