@NullMarked
package city.lifeline.alerting.stream;

import org.jspecify.annotations.NullMarked;
