@NullMarked
package city.lifeline.detection.anomaly;

import org.jspecify.annotations.NullMarked;
