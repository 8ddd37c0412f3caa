@NullMarked
package city.lifeline.alerting.city;

import org.jspecify.annotations.NullMarked;
