/** How each process of the one-machine set-up is configured, started and found ready. */
@NullMarked
package city.lifeline.launcher.server;

import org.jspecify.annotations.NullMarked;
