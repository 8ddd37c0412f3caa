/** Flink jobs, and what they share: settings, the Kafka connection, checkpoints. */
@NullMarked
package city.lifeline.jobs;

import org.jspecify.annotations.NullMarked;
