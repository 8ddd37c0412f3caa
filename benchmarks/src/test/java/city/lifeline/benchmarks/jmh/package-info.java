/**
 * Of decoders and codecs, one reading at a time; {@code benchmarks/jmh} runs them, no build does.
 */
@NullMarked
package city.lifeline.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
