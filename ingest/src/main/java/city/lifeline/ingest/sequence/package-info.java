/** Which messages of a gateway were seen: repeats, gaps, and what may be acknowledged. Pure. */
@NullMarked
package city.lifeline.ingest.sequence;

import org.jspecify.annotations.NullMarked;
