/** Units of readings: UCUM codes, and what a value in one is in another. Pure. */
@NullMarked
package city.lifeline.ingest.units;

import org.jspecify.annotations.NullMarked;
