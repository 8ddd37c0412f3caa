/**
 * The way of a warning to people, measured: red at a steady load, a flood, and lists over a large
 * archive.
 */
@NullMarked
package city.lifeline.benchmarks.alerting;

import org.jspecify.annotations.NullMarked;
