@NullMarked
package city.lifeline.launcher.canary;

import org.jspecify.annotations.NullMarked;
