@NullMarked
package city.lifeline.alerting.plan;

import org.jspecify.annotations.NullMarked;
