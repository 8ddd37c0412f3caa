/** What runs inside every Java process the launcher starts; depends on nothing. */
@NullMarked
package city.lifeline.launcher.watch;

import org.jspecify.annotations.NullMarked;
