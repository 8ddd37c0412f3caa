/** A telephone wall: a short-message centre whose subscribers one sees and can answer for. */
@NullMarked
package city.lifeline.simulators.telephones;

import org.jspecify.annotations.NullMarked;
