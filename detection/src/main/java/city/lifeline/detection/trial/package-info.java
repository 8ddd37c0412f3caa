/** Rules tried out on what was recorded, and what one set warns of that another does not. */
@NullMarked
package city.lifeline.detection.trial;

import org.jspecify.annotations.NullMarked;
