package city.lifeline.simulators.city;

import city.lifeline.model.Location;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** What all lifelines of a city share. */
final class Surroundings {

    // Showers drift to the east-north-east, at a brisk cyclist's pace.
    private static final double DRIFT_M_PER_S = 8;
    private static final double DRIFT_EAST = Math.cos(Math.toRadians(25));
    private static final double DRIFT_NORTH = Math.sin(Math.toRadians(25));
    private static final double DEGREE_M = 111_000;

    final Noise noise;
    final LocalTime local;
    final Influences influences = new Influences();
    final Weather weather;
    final Rhythm rhythm;
    private final Location centre;

    Surroundings(long seed, ZoneId zone, Location centre) {
        this.centre = centre;
        noise = new Noise(seed);
        local = new LocalTime(zone);
        weather = new Weather(noise.of("weather"), local, influences);
        rhythm = new Rhythm(noise.of("rhythm"), local);
    }

    /** By how much a shower is later at a place than at the centre. */
    double showerLagS(@Nullable Location place) {
        if (place == null) {
            return 0;
        }
        double north = (place.latitude() - centre.latitude()) * DEGREE_M;
        double east =
                (place.longitude() - centre.longitude())
                        * DEGREE_M
                        * Math.cos(Math.toRadians(centre.latitude()));
        return (east * DRIFT_EAST + north * DRIFT_NORTH) / DRIFT_M_PER_S;
    }
}
