@NullMarked
package city.lifeline.alerting.maintenance;

import org.jspecify.annotations.NullMarked;
