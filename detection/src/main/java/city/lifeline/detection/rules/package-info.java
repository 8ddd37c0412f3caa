/** Rules as data: their YAML form read and checked, and what they say about a point. */
@NullMarked
package city.lifeline.detection.rules;

import org.jspecify.annotations.NullMarked;
