@NullMarked
package city.lifeline.alerting.release;

import org.jspecify.annotations.NullMarked;
