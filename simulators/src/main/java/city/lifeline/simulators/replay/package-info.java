/** Recordings as CSV, read through a mapping and published as a gateway would. */
@NullMarked
package city.lifeline.simulators.replay;

import org.jspecify.annotations.NullMarked;
