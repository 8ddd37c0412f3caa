@NullMarked
package city.lifeline.alerting.notify.sms;

import org.jspecify.annotations.NullMarked;
