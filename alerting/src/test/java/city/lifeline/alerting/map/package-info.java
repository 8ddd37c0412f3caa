@NullMarked
package city.lifeline.alerting.map;

import org.jspecify.annotations.NullMarked;
