package city.lifeline.simulators.city;

import city.lifeline.model.registry.Point;
import org.jspecify.annotations.Nullable;

/** Cables warmed by the square of their current with a lag of hours, in a tunnel in the ground. */
final class DuctModel {

    private static final double MAX_A = 620;
    private static final double PUMP_STARTS_M = 0.32;
    private static final double LAG_S = 10 * 1_500;

    private DuctModel() {}

    /** One for all points of a tunnel. */
    static final class Tunnel {

        private final Site site;
        private final Noise noise;
        private final Noise air;
        private final Noise sump;
        private final String load;
        private final Course heat = new Course(300, this::heatAt);

        Tunnel(Site site) {
            this.site = site;
            this.noise = site.noise();
            this.air = noise.of("air");
            this.sump = noise.of("sump");
            this.load = site.drive("load");
        }

        @Nullable Signal signal(Point point) {
            Surroundings city = site.city();
            Noise own = site.of(point);
            return switch (point.quantity()) {
                case "current" -> this::current;
                case "joint-temperature" -> {
                    double resistance = own.uniform(0, 75, 95);
                    yield t -> air(t) + resistance * heat(t);
                }
                case "air-temperature" -> this::air;
                case "oxygen" -> t -> 20.75 + 0.08 * own.wander(t, 5_400);
                case "hydrogen-sulfide" -> t -> Math.max(0, 0.5 + 0.4 * own.wander(t, 5_400));
                case "methane" -> t -> 0.4 + 0.2 * own.wander(t, 7_200);
                case "humidity" ->
                        t ->
                                72
                                        + 6 * own.smooth(t, 30_000)
                                        + Math.min(
                                                15, city.weather.runoff(t - 3_600 - site.lagS()));
                case "partial-discharge" ->
                        t -> 40 + 25 * heat(t) + 12 * Math.abs(own.wander(t, 300));
                case "sump-level" -> this::sump;
                case "running-pumps" -> t -> sump(t) > PUMP_STARTS_M ? 1 : 0;
                default -> null;
            };
        }

        private double sump(double t) {
            return 0.22
                    + 0.05 * sump.smooth(t, 20_000)
                    + 0.01 * site.city().weather.runoff(t - 1_800 - site.lagS());
        }

        private double current(double t) {
            return natural(t) * site.factor(load, t);
        }

        private double natural(double t) {
            return MAX_A * (0.75 * site.city().rhythm.power(t) + 0.03 * noise.wander(t, 700));
        }

        private double heat(double t) {
            return site.city().influences.touches(load, t - LAG_S, t)
                    ? heatOf(this::current, t)
                    : heat.at(t);
        }

        private double heatAt(double t) {
            return heatOf(this::natural, t);
        }

        /** Square of the current over its maximum, with a time constant of two hours. */
        private static double heatOf(Signal current, double t) {
            double sum = 0;
            double weights = 0;
            for (int i = 0; i < 10; i++) {
                double lagS = i * 1_500;
                double weight = Math.exp(-lagS / 7_200);
                double share = current.at(t - lagS) / MAX_A;
                sum += weight * share * share;
                weights += weight;
            }
            return sum / weights;
        }

        /** The ground keeps the year's swing small. */
        private double air(double t) {
            double season = -5 * Math.cos(2 * Math.PI * (site.city().local.yearFraction(t) - 0.14));
            return 19 + season + 5 * heat(t) + 0.4 * air.wander(t, 9_000);
        }
    }

    static @Nullable Signal cover(Point point, Site site) {
        Noise own = site.of(point);
        double rest = own.uniform(0, 0.3, 1.5);
        return point.quantity().equals("cover-tilt")
                ? t -> rest + 0.1 * site.city().rhythm.traffic(t) * own.wander(t, 30)
                : null;
    }
}
