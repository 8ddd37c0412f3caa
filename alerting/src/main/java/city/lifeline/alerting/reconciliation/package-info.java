/** Readings that Kafka has taken against those that the history store has. */
@NullMarked
package city.lifeline.alerting.reconciliation;

import org.jspecify.annotations.NullMarked;
