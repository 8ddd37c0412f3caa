/** The edge to Kafka. Nothing else in this module knows its clients. */
@NullMarked
package city.lifeline.alerting.kafka;

import org.jspecify.annotations.NullMarked;
