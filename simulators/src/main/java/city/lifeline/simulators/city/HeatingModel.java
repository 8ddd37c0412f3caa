package city.lifeline.simulators.city;

import city.lifeline.model.registry.Point;
import org.jspecify.annotations.Nullable;

/** Weather-compensated supply from mid-November to mid-March; buildings lag by hours. */
final class HeatingModel {

    private static final double SEASON_ENDS = 74 / 365.25;
    private static final double SEASON_BEGINS = 318 / 365.25;
    // From the station to the last house and back.
    private static final double CIRCUIT_S = 900;

    private HeatingModel() {}

    static @Nullable Signal substation(Point point, Site site) {
        Surroundings city = site.city();
        Noise asset = site.noise();
        Noise own = site.of(point);
        Noise pressure = asset.of("p");
        String leak = site.drive("leak");
        // What is lost faster than it is made up.
        Signal sag = t -> 0.022 * Math.max(0, site.sum(leak, t) - 1.5);
        return switch (point.quantity()) {
            case "supply-temperature" -> t -> supply(city, asset, t);
            case "return-temperature" ->
                    t -> {
                        double supply = supply(city, asset, t - CIRCUIT_S);
                        return heats(city, t) ? supply - 0.28 * (supply - 18) : supply;
                    };
            case "supply-pressure" -> t -> 0.52 + 0.006 * pressure.wander(t, 1_200) - sag.at(t);
            case "return-pressure" -> t -> 0.36 + 0.005 * pressure.wander(t, 1_200) - sag.at(t);
            case "make-up-flow" -> {
                Noise makeup = asset.of("makeup");
                yield t ->
                        (heats(city, t) ? 0.55 + 0.2 * makeup.wander(t, 2_700) : 0.05)
                                + site.sum(leak, t);
            }
            case "primary-temperature" ->
                    t -> heats(city, t) ? 1.5 * supply(city, asset, t) + 12 : 20;
            case "flow" ->
                    t -> heats(city, t) ? 95 + 5 * own.wander(t, 3_600) + site.sum(leak, t) : 0.3;
            case "heat-power" ->
                    t -> {
                        double supply = supply(city, asset, t);
                        return heats(city, t) ? 1.16e-3 * 95 * 0.28 * (supply - 18) : 0;
                    };
            case "valve-position" ->
                    t ->
                            heats(city, t)
                                    ? Math.max(8, Math.min(95, 1.6 * (supply(city, asset, t) - 22)))
                                    : 0;
            case "current" -> t -> heats(city, t) ? 34 + own.wander(t, 900) : 0;
            case "pump-frequency" -> t -> heats(city, t) ? 42 + own.wander(t, 900) : 0;
            default -> null;
        };
    }

    static @Nullable Signal room(Point point, Site site) {
        Surroundings city = site.city();
        Noise own = site.of(point);
        double set = own.uniform(0, 20.4, 22.4);
        return point.quantity().equals("room-temperature")
                ? t ->
                        heats(city, t)
                                ? set
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
