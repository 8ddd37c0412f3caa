/** Stretches in which work at some place is known, so that nobody is paged for what it raises. */
@NullMarked
package city.lifeline.alerting.maintenance;

import org.jspecify.annotations.NullMarked;
