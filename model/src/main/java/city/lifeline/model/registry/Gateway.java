package city.lifeline.model.registry;

import city.lifeline.model.Text;

/** A device that publishes readings of its points over MQTT. */
public record Gateway(String id, Text name) {}
