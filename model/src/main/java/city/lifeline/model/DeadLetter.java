package city.lifeline.model;

/**
 * Something that was refused, with its bytes and where they came from.
 *
 * @param bytes as they arrived; only the beginning of an oversized message
 * @param originalSize in bytes, before any cut
 * @param sha256 of the whole message as lower-case hex; empty where {@code bytes} is whole
 */
public record DeadLetter(Origin origin, byte[] bytes, long originalSize, String sha256) {

    /**
     * Where it came from and why it was refused.
     *
     * @param stage that refused it, such as {@code ingest}
     * @param reason code for machines, such as {@code parse}
     * @param detail for people: what was wrong and what to do; holds no raw input
     * @param index of the refused reading in the message, −1 for the whole message
     * @param point as written in the message; empty if none could be read
     * @param contentEncoding {@code gzip} where the sender declared it; else empty
     * @param receivedAtUs clock of ingest, µs since the epoch
     * @param resubmission id of the resubmission in which it was refused once more; empty if it
     *     came from a gateway
     */
    public record Origin(
            String stage,
            String reason,
            String detail,
            String mqttTopic,
            String gateway,
            String run,
            long receivedAtUs,
            int index,
            String point,
            String contentEncoding,
            String resubmission) {}
}
