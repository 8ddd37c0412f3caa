@NullMarked
package city.lifeline.alerting.warning;

import org.jspecify.annotations.NullMarked;
