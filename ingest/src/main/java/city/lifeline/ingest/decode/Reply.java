package city.lifeline.ingest.decode;

/** An MQTT message that a format wants to send back, such as Sparkplug B's rebirth request. */
public record Reply(String mqttTopic, byte[] payload) {}
