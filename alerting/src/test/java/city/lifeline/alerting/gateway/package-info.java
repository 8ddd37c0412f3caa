@NullMarked
package city.lifeline.alerting.gateway;

import org.jspecify.annotations.NullMarked;
