package city.lifeline.ingest;

import org.jspecify.annotations.Nullable;

/**
 * A message as it came.
 *
 * @param qos 0: nothing to acknowledge, and {@code messageId} means nothing
 * @param resends the sender's user property {@code resends=true}: it sends again, in order, from
 *     the oldest that was not acknowledged
 * @param oldest the sender's user property {@code oldest}: number of the oldest message that it
 *     still keeps; null if it does not say
 * @param contentEncoding {@code gzip} if the sender declares it; else empty
 * @param signature the sender's user property {@code signature}; empty if there is none
 * @param receivedAtUs wall clock
 * @param arrivedNs for measuring
 */
record Arrival(
        MqttSession session,
        int messageId,
        int qos,
        String mqttTopic,
        byte[] payload,
        boolean resends,
        @Nullable Long oldest,
        String contentEncoding,
        String signature,
        long receivedAtUs,
        long arrivedNs) {}
