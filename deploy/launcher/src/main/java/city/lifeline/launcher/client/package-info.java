/** Commands' view of a running city: its settings, REST interface and processes. */
@NullMarked
package city.lifeline.launcher.client;

import org.jspecify.annotations.NullMarked;
