@NullMarked
package city.lifeline.alerting.people;

import org.jspecify.annotations.NullMarked;
