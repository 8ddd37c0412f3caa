/** How unusual a sample is, for one point and for the points of an asset together. */
@NullMarked
package city.lifeline.detection.anomaly;

import org.jspecify.annotations.NullMarked;
