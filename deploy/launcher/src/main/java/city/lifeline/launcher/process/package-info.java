/** Starting, watching, restarting and stopping processes. */
@NullMarked
package city.lifeline.launcher.process;

import org.jspecify.annotations.NullMarked;
