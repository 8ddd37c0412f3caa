@NullMarked
package city.lifeline.detection;

import org.jspecify.annotations.NullMarked;
