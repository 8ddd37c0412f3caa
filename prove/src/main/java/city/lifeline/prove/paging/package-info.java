/** The way of a warning to people: two instances of alerting that are killed and frozen. */
@NullMarked
package city.lifeline.prove.paging;

import org.jspecify.annotations.NullMarked;
