/** A draft of rules held against those in force, over what the history store keeps. */
@NullMarked
package city.lifeline.alerting.trial;

import org.jspecify.annotations.NullMarked;
