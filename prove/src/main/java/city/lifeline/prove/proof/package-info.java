/** Promises, and the proofs of them that run without a test framework. */
@NullMarked
package city.lifeline.prove.proof;

import org.jspecify.annotations.NullMarked;
