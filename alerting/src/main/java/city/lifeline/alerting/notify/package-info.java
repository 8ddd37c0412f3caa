/** Warnings brought to people: what is owed to whom, and by which channel it goes. */
@NullMarked
package city.lifeline.alerting.notify;

import org.jspecify.annotations.NullMarked;
