/** The simulator process. */
@NullMarked
package city.lifeline.simulators;

import org.jspecify.annotations.NullMarked;
