/** Dead letters: kept, counted, found and taken once more. */
@NullMarked
package city.lifeline.alerting.letter;

import org.jspecify.annotations.NullMarked;
