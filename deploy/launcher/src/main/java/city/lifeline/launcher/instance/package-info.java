/**
 * What one running city on this machine consists of: its data directory, ports, secrets, settings.
 */
@NullMarked
package city.lifeline.launcher.instance;

import org.jspecify.annotations.NullMarked;
