/** What people see on the terminal. */
@NullMarked
package city.lifeline.launcher.console;

import org.jspecify.annotations.NullMarked;
