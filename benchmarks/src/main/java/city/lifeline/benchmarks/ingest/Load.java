package city.lifeline.benchmarks.ingest;

import city.lifeline.gateway.PayloadFormat;
import java.util.List;

/**
 * What the messages of a case hold.
 *
 * @param key names the case on the command line
 * @param elements readings or blocks a message
 * @param samples of each; 1: plain readings, more: blocks of one second
 */
record Load(String key, String name, PayloadFormat format, int elements, int samples) {

    static final List<Load> ALL =
            List.of(
                    new Load("1", "1 reading a message", PayloadFormat.PROTOBUF, 1, 1),
                    new Load("50", "50 readings a message", PayloadFormat.PROTOBUF, 50, 1),
                    new Load("500", "500 readings a message", PayloadFormat.PROTOBUF, 500, 1),
                    new Load("blocks", "100 Hz blocks of 1 s", PayloadFormat.PROTOBUF, 1, 100),
                    new Load("json", "50 readings a message, JSON", PayloadFormat.JSON, 50, 1));

    static final int BLOCK_US = 1_000_000;

    private static final int READINGS_UNDER_WAY = 100_000;

    int perMessage() {
        return elements * samples;
    }

    /** Unit of what is counted. */
    String unit() {
        return samples == 1 ? "readings/s" : "samples/s";
    }

    /** Event time of an element's last sample, after its first. */
    int lengthUs() {
        return samples == 1 ? 0 : BLOCK_US / samples * (samples - 1);
    }

    /**
     * Messages under way from gateway to Kafka at full load: more than ingest takes at once, so
     * that it never waits, and few enough that no queue grows in the broker.
     */
    int window() {
        return Math.max(200, Math.min(4_000, READINGS_UNDER_WAY / perMessage()));
    }
}
