/** Simulated days of a city through the pure detection, scored against what really happened. */
@NullMarked
package city.lifeline.launcher.evaluate;

import org.jspecify.annotations.NullMarked;
