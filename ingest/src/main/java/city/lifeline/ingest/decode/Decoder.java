package city.lifeline.ingest.decode;

/**
 * Reads one format; never throws, whatever the bytes. Used by one thread.
 *
 * <p>A format whose messages refer to earlier ones (Sparkplug B's aliases) keeps what it needs for
 * each gateway, within bounds.
 */
public interface Decoder {

    /** Most readings and blocks of a message, and most values of a block. */
    int MAX_ELEMENTS = 10_000;

    /** Decodes a payload in time and memory linear in its size. */
    DecodedMessage decode(Incoming message);

    /**
     * Decodes a message out of its order, such as a dead letter that is given in once more: what is
     * known of the gateway is used and left as it is.
     */
    default DecodedMessage decodeAgain(Incoming message) {
        return decode(message);
    }

    /**
     * Forgets earlier messages: some of them will come again, others will not.
     *
     * <p>Called after Kafka failed or the connection to the broker was lost.
     */
    default void forget() {}
}
