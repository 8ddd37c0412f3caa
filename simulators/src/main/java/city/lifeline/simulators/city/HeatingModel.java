package city.lifeline.simulators.city;

import city.lifeline.model.registry.Point;
import org.jspecify.annotations.Nullable;

/** Weather-compensated supply from mid-November to mid-March; buildings lag by hours. */
final class HeatingModel {

    private static final double SEASON_ENDS = 74 / 365.25;
    private static final double SEASON_BEGINS = 318 / 365.25;

    private HeatingModel() {}

    static @Nullable Signal substation(Point point, String asset, Surroundings city) {
        Noise own = city.noise.of(asset);
        return switch (point.quantity()) {
            case "supply-temperature" -> t -> supply(city, own, t);
            case "return-temperature" ->
                    t -> {
                        double supply = supply(city, own, t - 900);
                        return heats(city, t) ? supply - 0.28 * (supply - 18) : supply;
                    };
            case "supply-pressure" -> t -> 0.52 + 0.006 * own.of("p").wander(t, 1_200);
            case "return-pressure" -> t -> 0.36 + 0.005 * own.of("p").wander(t, 1_200);
            case "make-up-flow" ->
                    t -> heats(city, t) ? 0.55 + 0.2 * own.of("makeup").wander(t, 2_700) : 0.05;
            default -> null;
        };
    }

    static @Nullable Signal room(Point point, Surroundings city) {
        Noise own = city.noise.of(point.id());
        return point.quantity().equals("room-temperature")
                ? t ->
                        heats(city, t)
                                ? 21
                                        + 0.06 * (city.weather.temperatureLagged(t, 5) - 5)
                                        + 0.5 * own.wander(t, 14_400)
                                : Math.max(15, city.weather.temperatureLagged(t, 8) + 2)
                : null;
    }

    private static double supply(Surroundings city, Noise own, double t) {
        double outdoor = city.weather.temperatureLagged(t, 2);
        return heats(city, t)
                ? Math.max(34, Math.min(68, 52 - 0.9 * outdoor)) + 0.5 * own.wander(t, 1_500)
                : Math.max(15, outdoor);
    }

    private static boolean heats(Surroundings city, double t) {
        double year = city.local.yearFraction(t);
        return year < SEASON_ENDS || year > SEASON_BEGINS;
    }
}
