package city.lifeline.model;

import java.util.List;

/**
 * A message that was refused, wholly or in part, and is to be taken once more.
 *
 * @param id of the request that it belongs to
 * @param message its number in that request; with the id it names the message
 * @param mqttTopic it came by, which says how it is decoded
 * @param receivedAtUs when it came, clock of ingest
 * @param contentEncoding {@code gzip} where the sender declared it; else empty
 * @param indexes of the readings and blocks to take; empty: all of it
 * @param bytes the whole message
 */
public record Resubmission(
        String id,
        int message,
        String mqttTopic,
        String gateway,
        String run,
        long receivedAtUs,
        String contentEncoding,
        List<Integer> indexes,
        byte[] bytes) {

    public Resubmission {
        indexes = List.copyOf(indexes);
    }
}
