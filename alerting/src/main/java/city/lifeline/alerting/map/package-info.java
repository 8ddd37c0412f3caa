/** The city's map: its layers, and where it is at risk or blind. */
@NullMarked
package city.lifeline.alerting.map;

import org.jspecify.annotations.NullMarked;
