/**
 * Proof on real processes that a promise holds: break something, then compare what must be there
 * with what is.
 */
@NullMarked
package city.lifeline.prove;

import org.jspecify.annotations.NullMarked;
