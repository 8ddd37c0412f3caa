/** Copies of a city that it can be set up from again. */
@NullMarked
package city.lifeline.launcher.backup;

import org.jspecify.annotations.NullMarked;
