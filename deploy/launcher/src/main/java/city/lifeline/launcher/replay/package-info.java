/** {@code lifeline replay}: from files to a summary of their warnings. */
@NullMarked
package city.lifeline.launcher.replay;

import org.jspecify.annotations.NullMarked;
