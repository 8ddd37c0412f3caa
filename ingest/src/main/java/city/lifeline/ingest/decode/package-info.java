/** From a payload's bytes to readings, believing nothing. Pure. */
@NullMarked
package city.lifeline.ingest.decode;

import org.jspecify.annotations.NullMarked;
