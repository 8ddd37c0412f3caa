/** Servers of the chain as processes that can be killed, stopped and started by handle. */
@NullMarked
package city.lifeline.prove.process;

import org.jspecify.annotations.NullMarked;
