@NullMarked
package city.lifeline.benchmarks.anomaly;

import org.jspecify.annotations.NullMarked;
