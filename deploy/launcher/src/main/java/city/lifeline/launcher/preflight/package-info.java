/** What is checked before anything starts. */
@NullMarked
package city.lifeline.launcher.preflight;

import org.jspecify.annotations.NullMarked;
