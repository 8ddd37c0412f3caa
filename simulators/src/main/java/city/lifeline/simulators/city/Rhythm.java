package city.lifeline.simulators.city;

/** What people do over the day, each from about 0 to 1. */
final class Rhythm {

    private final LocalTime local;
    private final Noise noise;
    private final Course gas = new Course(60, this::gasAt);
    private final Course water = new Course(60, this::waterAt);
    private final Course power = new Course(60, this::powerAt);
    private final Course traffic = new Course(60, this::trafficAt);

    Rhythm(Noise noise, LocalTime local) {
        this.noise = noise;
        this.local = local;
    }

    /** Cooking and hot water: breakfast and supper, a little at noon. */
    double gas(double t) {
        return gas.at(t);
    }

    double water(double t) {
        return water.at(t);
    }

    double power(double t) {
        return power.at(t);
    }

    double traffic(double t) {
        return traffic.at(t);
    }

    private double gasAt(double t) {
        double h = local.hour(t);
        double late = local.isWeekend(t) ? 1.2 : 0;
        return clamp(
                0.16
                        + 0.50 * bump(h, 7.1 + late, 1.3)
                        + 0.28 * bump(h, 11.9, 1.2)
                        + 0.68 * bump(h, 18.6, 1.7)
                        + 0.05 * noise.of("gas").wander(t, 1_800));
    }

    private double waterAt(double t) {
        double h = local.hour(t);
        double late = local.isWeekend(t) ? 1.5 : 0;
        return clamp(
                0.30
                        + 0.28 * bump(h, 7.4 + late, 1.7)
                        + 0.30 * bump(h, 12.8, 3.8)
                        + 0.36 * bump(h, 19.8, 3.2)
                        - 0.20 * bump(h, 3.2, 2.6)
                        + 0.06 * noise.of("water").wander(t, 1_500));
    }

    private double powerAt(double t) {
        double h = local.hour(t);
        double working = local.isWeekend(t) ? 0.6 : 1;
        return clamp(
                0.40
                        + 0.30 * working * bump(h, 10.5, 3.2)
                        + 0.22 * working * bump(h, 15, 2.5)
                        + 0.32 * bump(h, 19.6, 2.4)
                        + 0.05 * noise.of("power").wander(t, 3_600));
    }

    private double trafficAt(double t) {
        double h = local.hour(t);
        double working = local.isWeekend(t) ? 0.55 : 1;
        return clamp(
                0.05
                        + 0.85 * working * bump(h, 8, 1.2)
                        + 0.45 * bump(h, 13, 3.4)
                        + 0.80 * working * bump(h, 17.9, 1.5)
                        + 0.15 * bump(h, 21, 2));
    }

    private static double bump(double hour, double centre, double width) {
        double distance = Math.abs(hour - centre);
        distance = Math.min(distance, 24 - distance) / width;
        return Math.exp(-distance * distance);
    }

    private static double clamp(double value) {
        return Math.max(0.02, Math.min(1.2, value));
    }
}
