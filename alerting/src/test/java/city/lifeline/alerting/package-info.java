@NullMarked
package city.lifeline.alerting;

import org.jspecify.annotations.NullMarked;
