@NullMarked
package city.lifeline.alerting.kafka;

import org.jspecify.annotations.NullMarked;
