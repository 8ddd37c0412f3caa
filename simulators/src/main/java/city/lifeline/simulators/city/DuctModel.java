package city.lifeline.simulators.city;

import city.lifeline.model.registry.Point;
import org.jspecify.annotations.Nullable;

/** Cables warmed by the square of their current with a lag of hours, in a tunnel in the ground. */
final class DuctModel {

    private static final double MAX_A = 620;

    private DuctModel() {}

    static @Nullable Signal tunnel(Point point, String asset, Surroundings city) {
        Noise tunnel = city.noise.of(asset);
        Noise own = city.noise.of(point.id());
        return switch (point.quantity()) {
            case "current" -> t -> current(city, tunnel, t);
            case "joint-temperature" -> {
                double resistance = own.uniform(0, 75, 95);
                yield t -> air(city, tunnel, t) + resistance * heat(city, tunnel, t);
            }
            case "air-temperature" -> t -> air(city, tunnel, t);
            case "oxygen" -> t -> 20.75 + 0.08 * own.wander(t, 5_400);
            case "hydrogen-sulfide" -> t -> Math.max(0, 0.5 + 0.4 * own.wander(t, 5_400));
            case "sump-level" ->
                    t ->
                            0.22
                                    + 0.05 * own.smooth(t, 20_000)
                                    + 0.01 * city.weather.runoff(t - 1_800);
            default -> null;
        };
    }

    static @Nullable Signal cover(Point point, Surroundings city) {
        Noise own = city.noise.of(point.id());
        double rest = own.uniform(0, 0.3, 1.5);
        return point.quantity().equals("cover-tilt")
                ? t -> rest + 0.1 * city.rhythm.traffic(t) * own.wander(t, 30)
                : null;
    }

    private static double current(Surroundings city, Noise tunnel, double t) {
        return MAX_A * (0.75 * city.rhythm.power(t) + 0.03 * tunnel.wander(t, 700));
    }

    /** Square of the current over its maximum, with a time constant of two hours. */
    private static double heat(Surroundings city, Noise tunnel, double t) {
        double sum = 0;
        double weights = 0;
        for (int i = 0; i < 10; i++) {
            double lagS = i * 1_500;
            double weight = Math.exp(-lagS / 7_200);
            double load = current(city, tunnel, t - lagS) / MAX_A;
            sum += weight * load * load;
            weights += weight;
        }
        return sum / weights;
    }

    /** The ground keeps the year's swing small. */
    private static double air(Surroundings city, Noise tunnel, double t) {
        double season = -5 * Math.cos(2 * Math.PI * (city.local.yearFraction(t) - 0.14));
        return 19 + season + 5 * heat(city, tunnel, t) + 0.4 * tunnel.of("air").wander(t, 9_000);
    }
}
