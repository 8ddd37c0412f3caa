/** Drills: scenarios of the simulated city that somebody started, and the warnings they raise. */
@NullMarked
package city.lifeline.alerting.drill;

import org.jspecify.annotations.NullMarked;
