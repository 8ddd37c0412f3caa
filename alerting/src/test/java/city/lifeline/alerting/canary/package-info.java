@NullMarked
package city.lifeline.alerting.canary;

import org.jspecify.annotations.NullMarked;
