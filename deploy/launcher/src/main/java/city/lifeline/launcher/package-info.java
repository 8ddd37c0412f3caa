/** The {@code lifeline} command. */
@NullMarked
package city.lifeline.launcher;

import org.jspecify.annotations.NullMarked;
