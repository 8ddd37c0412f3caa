package city.lifeline.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What Lifeline says on the ack topic: {@code {"boot":"2f9c","seq":1207}}.
 *
 * @param seq highest number up to which Kafka holds every message of the boot
 */
record AckMessage(String boot, long seq) {

    private static final JsonFactory FACTORY = new JsonFactory();

    /** Null where the payload is no acknowledgement; there is nothing to be done about it. */
    static @Nullable AckMessage parse(byte[] payload) {
        String boot = "";
        long seq = -1;
        try (JsonParser json = FACTORY.createParser(payload)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                JsonToken value = json.nextToken();
                if (field.equals("boot") && value == JsonToken.VALUE_STRING) {
                    boot = json.getText();
                } else if (field.equals("seq") && value == JsonToken.VALUE_NUMBER_INT) {
                    seq = json.getLongValue();
                } else {
                    json.skipChildren();
                }
            }
        } catch (IOException e) {
            return null;
        }
        return seq < 0 ? null : new AckMessage(boot, seq);
    }
}
