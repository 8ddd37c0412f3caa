@NullMarked
package city.lifeline.alerting.notify;

import org.jspecify.annotations.NullMarked;
