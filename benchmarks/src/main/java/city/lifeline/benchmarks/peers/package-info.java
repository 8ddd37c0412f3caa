/**
 * Lifeline beside others on the same input and the same threshold: who carries how much, how soon a
 * warning is there, and what is lost or wrong when the one that judges is killed.
 */
@NullMarked
package city.lifeline.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
