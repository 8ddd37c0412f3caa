/** Gateways that write down what they publish. */
@NullMarked
package city.lifeline.prove.load;

import org.jspecify.annotations.NullMarked;
