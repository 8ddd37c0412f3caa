package city.lifeline.model;

/**
 * The latest sample of a point.
 *
 * @param timeUs event time, µs since the epoch
 */
public record PointStatus(String point, long timeUs, double value, Quality quality) {}
