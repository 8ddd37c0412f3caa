package city.lifeline.simulators.city;

import city.lifeline.model.registry.Point;
import org.jspecify.annotations.Nullable;

/** Demand with two peaks and a winter factor; pressure falls with the square of flow. */
final class GasModel {

    private GasModel() {}

    static @Nullable Signal manhole(Point point, Surroundings city) {
        Noise own = city.noise.of(point.id());
        // Biogas: a low level that breathes with the day.
        double base = own.uniform(0, 0.4, 2.2);
        double phase = own.uniform(1, 10, 16);
        return point.quantity().equals("methane")
                ? t ->
                        base
                                * (1
                                        + 0.4
                                                * Math.cos(
                                                        2
                                                                * Math.PI
                                                                * (city.local.hour(t) - phase)
                                                                / 24)
                                        + 0.3 * own.wander(t, 5_400))
                : null;
    }

    static @Nullable Signal cabin(Point point, Surroundings city) {
        Noise own = city.noise.of(point.id());
        return point.quantity().equals("methane") ? t -> 0.4 + 0.2 * own.wander(t, 7_200) : null;
    }

    static @Nullable Signal station(Point point, String asset, Surroundings city) {
        Noise own = city.noise.of(asset);
        double capacity = own.uniform(0, 1_300, 1_700);
        Signal demand =
                t -> {
                    double winter = 1 + 0.5 * Math.max(0, (14 - city.weather.temperature(t)) / 20);
                    return city.rhythm.gas(t) * winter;
                };
        return switch (point.quantity()) {
            case "flow" -> t -> capacity * demand.at(t);
            case "inlet-pressure" ->
                    t -> {
                        double q = demand.at(t);
                        return 0.82 - 0.03 * q * q + 0.012 * own.of("grid").wander(t, 10_800);
                    };
            case "outlet-pressure" -> {
                double setPoint = point.limits().getOrDefault("setPoint", 0.3);
                yield t -> {
                    double q = demand.at(t);
                    return setPoint * (1.012 - 0.03 * q * q + 0.006 * own.of("out").wander(t, 600));
                };
            }
            case "temperature" ->
                    t -> 6 + 0.6 * city.weather.temperatureLagged(t, 2) - 2 * demand.at(t);
            case "methane" -> t -> 0.5 + 0.3 * own.of("room").wander(t, 7_200);
            default -> null;
        };
    }
}
