/**
 * Detectors and the warning state machine. Pure: time comes with the samples; no clock, no I/O, no
 * randomness, so that the same readings give the same events.
 */
@NullMarked
package city.lifeline.detection;

import org.jspecify.annotations.NullMarked;
