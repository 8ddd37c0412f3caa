package city.lifeline.simulators.city;

import city.lifeline.model.registry.Point;
import org.jspecify.annotations.Nullable;

/** A tank that is filled at night and drawn by day, warmed by the sun; gas detectors at rest. */
final class HazardModel {

    private static final double CAPACITY_M3 = 3_000;
    private static final double FLOW_OVER_S = 30;

    private HazardModel() {}

    static @Nullable Signal tank(Point point, Site site) {
        Surroundings city = site.city();
        Noise tank = site.noise();
        return switch (point.quantity()) {
            case "tank-level" -> t -> level(city, tank, t);
            // Of the same course, so that mass is conserved.
            case "tank-inflow" -> t -> Math.max(0, change(city, tank, t));
            case "tank-outflow" -> t -> Math.max(0, -change(city, tank, t));
            case "tank-temperature" -> t -> temperature(city, t);
            // Vapour pressure above the liquid rises with its temperature.
            case "tank-pressure" -> {
                Noise breath = tank.of("p");
                yield t ->
                        2.2 * Math.exp(0.032 * temperature(city, t))
                                + 0.3 * breath.wander(t, 1_800);
            }
            default -> null;
        };
    }

    static @Nullable Signal detector(Point point, Site site) {
        Noise own = site.of(point);
        return switch (point.quantity()) {
            case "chlorine-gas" -> t -> Math.max(0, 0.06 + 0.05 * own.wander(t, 3_600));
            case "ammonia-gas" -> t -> Math.max(0, 0.8 + 0.6 * own.wander(t, 3_600));
            case "hydrogen-sulfide" -> t -> Math.max(0, 0.4 + 0.3 * own.wander(t, 3_600));
            case "methane" -> t -> 0.4 + 0.3 * own.wander(t, 7_200);
            default -> null;
        };
    }

    /** Cubic metres an hour. */
    private static double change(Surroundings city, Noise tank, double t) {
        double percent = level(city, tank, t) - level(city, tank, t - FLOW_OVER_S);
        return percent / 100 * CAPACITY_M3 * 3_600 / FLOW_OVER_S;
    }

    /**
     * Percent, along a path of straight pieces: rest, fill, rest, draw in the morning, draw in the
     * afternoon. The next day begins where this one ends.
     */
    private static double level(Surroundings city, Noise tank, double t) {
        long day = city.local.day(t);
        double hour = city.local.hour(t);
        Noise own = tank.of(day);
        double begin = own.uniform(0, 38, 52);
        double end = tank.of(day + 1).uniform(0, 38, 52);
        double full = own.uniform(1, 66, 74);
        double fills = own.uniform(2, 0.5, 2);
        double filled = fills + (full - begin) / 9;
        double noon = full - own.uniform(3, 8, 16);
        double[] hours = {0, fills, filled, 7, 11.5, 13, 22.5, 24};
        double[] levels = {begin, begin, full, full, noon, noon, end, end};
        int i = 1;
        while (i < hours.length - 1 && hour > hours[i]) {
            i++;
        }
        double s = (hour - hours[i - 1]) / (hours[i] - hours[i - 1]);
        return levels[i - 1] + s * (levels[i] - levels[i - 1]);
    }

    private static double temperature(Surroundings city, double t) {
        double sun = Daily.sun(city.local.hour(t), 7, 19);
        return 4 + 0.85 * city.weather.temperatureLagged(t, 4) + 3 * sun;
    }
}
