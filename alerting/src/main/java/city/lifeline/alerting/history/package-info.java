/** Readings of the past, asked of the history store. */
@NullMarked
package city.lifeline.alerting.history;

import org.jspecify.annotations.NullMarked;
