package city.lifeline.ingest;

import java.nio.charset.StandardCharsets;

/** What a gateway hears on its ack topic: {@code {"boot":"2f9c","seq":1207}}. */
final class AckPayload {

    private AckPayload() {}

    /** The boot is a valid id, so it needs no escaping. */
    static byte[] of(String boot, long seq) {
        return ("{\"boot\":\"" + boot + "\",\"seq\":" + seq + "}").getBytes(StandardCharsets.UTF_8);
    }
}
