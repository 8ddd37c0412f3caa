@NullMarked
package city.lifeline.detection.rules;

import org.jspecify.annotations.NullMarked;
