/** Canaries of the watchdog: warnings that are in no list and told to nobody. */
@NullMarked
package city.lifeline.alerting.canary;

import org.jspecify.annotations.NullMarked;
