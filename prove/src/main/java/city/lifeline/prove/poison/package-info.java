/** Messages that something is wrong with, and the proof that they stop nothing. */
@NullMarked
package city.lifeline.prove.poison;

import org.jspecify.annotations.NullMarked;
