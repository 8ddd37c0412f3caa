/** Who is there, and who is on duty. */
@NullMarked
package city.lifeline.alerting.people;

import org.jspecify.annotations.NullMarked;
