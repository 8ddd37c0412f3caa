/**
 * Load that costs its maker little: gateways that publish prepared messages at a steady rate, and
 * the city whose points they are of.
 */
@NullMarked
package city.lifeline.benchmarks.load;

import org.jspecify.annotations.NullMarked;
