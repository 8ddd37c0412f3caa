@NullMarked
package city.lifeline.alerting.history;

import org.jspecify.annotations.NullMarked;
