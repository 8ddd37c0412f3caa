package city.lifeline.ingest.decode;

/**
 * What a decoder is given.
 *
 * @param payload decompressed
 * @param mqttTopic that the message came by
 * @param gateway that the topic or the route names
 * @param clockUs the run's clock at arrival, for formats whose readings may come without a time; µs
 *     since the epoch, or {@link DecodedMessage#NO_TIME} in a run aside, whose clock is what its
 *     messages say
 */
public record Incoming(byte[] payload, String mqttTopic, String gateway, long clockUs) {}
