/**
 * The physical city: every reading is a function of seed, point and time, so that a restarted
 * simulator goes on where it was and the same seed gives the same readings.
 */
@NullMarked
package city.lifeline.simulators.city;

import org.jspecify.annotations.NullMarked;
