@NullMarked
package city.lifeline.alerting.audit;

import org.jspecify.annotations.NullMarked;
