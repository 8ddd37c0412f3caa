package city.lifeline.simulators.city;

import city.lifeline.model.registry.Point;
import org.jspecify.annotations.Nullable;

/** Demand with two peaks and a winter factor; pressure falls with the square of flow. */
final class GasModel {

    private GasModel() {}

    static @Nullable Signal manhole(Point point, Site site) {
        Surroundings city = site.city();
        Noise own = site.of(point);
        // Biogas: a low level that breathes with the day.
        double base = own.uniform(0, 0.4, 2.2);
        double phase = own.uniform(1, 10, 16);
        return switch (point.quantity()) {
            case "methane" ->
                    t ->
                            base
                                    * Math.exp(
                                            0.3 * Daily.wave(city.local.hour(t), phase)
                                                    + 0.35 * air(own, t));
            case "hydrogen-sulfide" -> t -> Math.max(0, 0.6 + 0.4 * own.wander(t, 7_200));
            default -> null;
        };
    }

    static @Nullable Signal cabin(Point point, Site site) {
        Noise own = site.of(point);
        return switch (point.quantity()) {
            case "methane" -> t -> 0.4 * Math.exp(0.5 * air(own, t));
            case "oxygen" -> t -> 20.8 + 0.06 * own.wander(t, 5_400);
            case "air-temperature" ->
                    t ->
                            14
                                    + 0.25 * site.city().weather.temperatureLagged(t, 8)
                                    + own.wander(t, 9e3);
            default -> null;
        };
    }

    /** How much lingers where air is renewed now more, now less: it remembers a day. */
    private static double air(Noise own, double t) {
        return 1.35 * own.smooth(t, 86_400)
                + 0.6 * own.of(8).wander(t, 3_600)
                + 0.3 * own.of(9).wander(t, 420);
    }

    static @Nullable Signal station(Point point, Site site) {
        Surroundings city = site.city();
        Noise own = site.noise();
        double capacity = own.uniform(0, 1_300, 1_700);
        Noise taste = own.of("demand");
        String leak = site.drive("leak");
        // A main that is broken draws gas without anybody cooking.
        Signal demand =
                t -> {
                    double winter = 1 + 0.5 * Math.max(0, (14 - city.weather.temperature(t)) / 20);
                    return city.rhythm.gas(t) * winter * (1 + 0.05 * taste.wander(t, 2_700))
                            + site.sum(leak, t);
                };
        return switch (point.quantity()) {
            case "flow" -> t -> capacity * demand.at(t);
            case "inlet-pressure" -> {
                Noise grid = own.of("grid");
                yield t -> {
                    double q = demand.at(t);
                    return 0.82 - 0.03 * q * q + 0.012 * grid.wander(t, 10_800);
                };
            }
            case "outlet-pressure" -> {
                double setPoint = point.limits().getOrDefault("setPoint", 0.3);
                Noise out = own.of("out");
                yield t -> {
                    double q = demand.at(t);
                    return setPoint
                            * (1.012
                                    - 0.03 * q * q
                                    - 0.55 * site.sum(leak, t)
                                    + 0.006 * out.wander(t, 600));
                };
            }
            case "temperature" ->
                    t -> 6 + 0.6 * city.weather.temperatureLagged(t, 2) - 2 * demand.at(t);
            case "methane" -> {
                Noise room = own.of("room");
                yield t -> 0.5 + 0.3 * room.wander(t, 7_200);
            }
            case "filter-drop" -> {
                Noise dust = own.of("dust");
                yield t -> {
                    double q = demand.at(t);
                    return 1.5 + (6 + dust.uniform(0, 0, 4)) * q * q;
                };
            }
            default -> null;
        };
    }
}
