package city.lifeline.simulators.city;

/** Courses over a day. */
final class Daily {

    private static final double HOURS = 24;

    private Daily() {}

    /** A cosine of a day, 1 at its peak. */
    static double wave(double hour, double peak) {
        return Math.cos(2 * Math.PI * (hour - peak) / HOURS);
    }

    /** Half a sine while the sun shines, from 0 to 1. */
    static double sun(double hour, double rises, double sets) {
        return hour > rises && hour < sets
                ? Math.sin(Math.PI * (hour - rises) / (sets - rises))
                : 0;
    }
}
