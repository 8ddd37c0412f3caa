/**
 * How well the anomaly score tells what is odd, on seeded synthetic series and on labelled
 * recordings, beside AWS Random Cut Forest on the same samples in the same run.
 */
@NullMarked
package city.lifeline.benchmarks.anomaly;

import org.jspecify.annotations.NullMarked;
