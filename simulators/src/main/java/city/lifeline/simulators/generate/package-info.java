/** Writes the files of an invented city. */
@NullMarked
package city.lifeline.simulators.generate;

import org.jspecify.annotations.NullMarked;
