/**
 * From MQTT to Kafka: validates, normalises, refuses with a reason, and acknowledges only what
 * Kafka holds. {@link city.lifeline.ingest.Pipeline} tells the way of a message.
 */
@NullMarked
package city.lifeline.ingest;

import org.jspecify.annotations.NullMarked;
