@NullMarked
package city.lifeline.detection.trial;

import org.jspecify.annotations.NullMarked;
