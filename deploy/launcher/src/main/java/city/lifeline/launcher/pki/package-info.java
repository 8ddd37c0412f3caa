/** A city's own certificate authority. */
@NullMarked
package city.lifeline.launcher.pki;

import org.jspecify.annotations.NullMarked;
