/** How alike a recording and a simulated point are: figures and a picture. */
@NullMarked
package city.lifeline.launcher.compare;

import org.jspecify.annotations.NullMarked;
