/** Registry and rules of record, and the files they come from. */
@NullMarked
package city.lifeline.alerting.city;

import org.jspecify.annotations.NullMarked;
