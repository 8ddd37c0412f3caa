/** What the running system reaches, measured from outside, as a gateway and a screen see it. */
@NullMarked
package city.lifeline.benchmarks;

import org.jspecify.annotations.NullMarked;
