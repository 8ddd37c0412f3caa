/** The watchdog: follows a reading of its own through the whole of Lifeline. */
@NullMarked
package city.lifeline.launcher.canary;

import org.jspecify.annotations.NullMarked;
