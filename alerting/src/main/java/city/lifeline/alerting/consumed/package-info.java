/** Records of a Kafka topic on their way into the database, each exactly once. */
@NullMarked
package city.lifeline.alerting.consumed;

import org.jspecify.annotations.NullMarked;
