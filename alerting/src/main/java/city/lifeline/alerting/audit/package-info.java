/** Who did what, in a chain that shows tampering. */
@NullMarked
package city.lifeline.alerting.audit;

import org.jspecify.annotations.NullMarked;
