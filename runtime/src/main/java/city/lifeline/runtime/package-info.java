/**
 * What every process needs to start: its configuration file, the secrets that it names, and the
 * settings that several processes share. Knows neither Kafka's nor MQTT's client.
 */
@NullMarked
package city.lifeline.runtime;

import org.jspecify.annotations.NullMarked;
