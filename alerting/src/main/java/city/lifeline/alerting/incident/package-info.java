/** Warnings of one cause put together, so that people see and are told of one thing. */
@NullMarked
package city.lifeline.alerting.incident;

import org.jspecify.annotations.NullMarked;
