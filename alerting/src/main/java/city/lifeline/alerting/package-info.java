/** The process that keeps warnings, registry and rules of record, and shows them to people. */
@NullMarked
package city.lifeline.alerting;

import org.jspecify.annotations.NullMarked;
