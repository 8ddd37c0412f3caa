@NullMarked
package city.lifeline.alerting.incident;

import org.jspecify.annotations.NullMarked;
