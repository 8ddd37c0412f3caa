package city.lifeline.model;

/** WGS 84, degrees. */
public record Location(double longitude, double latitude) {}
