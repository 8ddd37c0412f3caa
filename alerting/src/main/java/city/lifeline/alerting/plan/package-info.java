/** Contingency plans: what is done first about a warning, and who is called. */
@NullMarked
package city.lifeline.alerting.plan;

import org.jspecify.annotations.NullMarked;
