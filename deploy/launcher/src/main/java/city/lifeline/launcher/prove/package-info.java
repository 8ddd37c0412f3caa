/** {@code lifeline prove}: which proof shows which promise, and what came of them. */
@NullMarked
package city.lifeline.launcher.prove;

import org.jspecify.annotations.NullMarked;
