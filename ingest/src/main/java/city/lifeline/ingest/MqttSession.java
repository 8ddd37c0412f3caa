package city.lifeline.ingest;

/**
 * One connection to the broker. Acknowledging over another connection than a message came by would
 * acknowledge whatever message has the same id there, so each message keeps its session.
 */
interface MqttSession {

    /**
     * Tells the broker that a message is taken care of, at the latest at the next {@link #flush}.
     * Does not block.
     */
    void acknowledge(int messageId);

    /** Sends what was acknowledged. */
    default void flush() {}

    /**
     * Publishes an acknowledgement to a gateway at QoS 0. Does not block.
     *
     * @return false if it could not be handed to the network now
     */
    boolean publish(String mqttTopic, byte[] payload);

    /** Ends this connection; a new session follows, in which the broker delivers again. */
    void restart();
}
