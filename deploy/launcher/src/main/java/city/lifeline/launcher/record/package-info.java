/** Readings that the city keeps, in Kafka and in the history store, as recordings. */
@org.jspecify.annotations.NullMarked
package city.lifeline.launcher.record;
