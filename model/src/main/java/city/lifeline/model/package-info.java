/**
 * The words of the field as types: points, assets, readings in blocks, grades, warning events.
 * Pure: no clock, no I/O, no randomness.
 */
@NullMarked
package city.lifeline.model;

import org.jspecify.annotations.NullMarked;
