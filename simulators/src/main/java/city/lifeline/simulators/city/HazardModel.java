package city.lifeline.simulators.city;

import city.lifeline.model.registry.Point;
import org.jspecify.annotations.Nullable;

/** A tank that is filled at night and drawn by day, warmed by the sun; gas detectors at rest. */
final class HazardModel {

    private HazardModel() {}

    static @Nullable Signal tank(Point point, String asset, Surroundings city) {
        Noise tank = city.noise.of(asset);
        return switch (point.quantity()) {
            case "tank-level" -> t -> level(city, tank, t);
            case "tank-temperature" -> t -> temperature(city, t);
            // Vapour pressure above the liquid rises with its temperature.
            case "tank-pressure" ->
                    t ->
                            2.2 * Math.exp(0.032 * temperature(city, t))
                                    + 0.3 * tank.of("p").wander(t, 1_800);
            default -> null;
        };
    }

    static @Nullable Signal chlorine(Point point, Surroundings city) {
        Noise own = city.noise.of(point.id());
        return point.quantity().equals("chlorine-gas")
                ? t -> Math.max(0, 0.06 + 0.05 * own.wander(t, 3_600))
                : null;
    }

    /**
     * Percent, along a path of straight pieces: rest, fill, rest, draw in the morning, draw in the
     * afternoon. The next day begins where this one ends.
     */
    private static double level(Surroundings city, Noise tank, double t) {
        long day = city.local.day(t);
        double hour = city.local.hour(t);
        Noise own = tank.of(day);
        double begin = tank.of(day).uniform(0, 38, 52);
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
        double hour = city.local.hour(t);
        double sun = hour > 7 && hour < 19 ? Math.sin(Math.PI * (hour - 7) / 12) : 0;
        return 4 + 0.85 * city.weather.temperatureLagged(t, 4) + 3 * sun;
    }
}
