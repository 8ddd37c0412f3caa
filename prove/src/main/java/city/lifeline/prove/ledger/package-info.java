/** What was published, what is in Kafka, and the difference between the two. */
@NullMarked
package city.lifeline.prove.ledger;

import org.jspecify.annotations.NullMarked;
