package city.lifeline.simulators.city;

import java.time.ZoneId;

/** What all lifelines of a city share. */
final class Surroundings {

    final Noise noise;
    final LocalTime local;
    final Weather weather;
    final Rhythm rhythm;

    Surroundings(long seed, ZoneId zone) {
        noise = new Noise(seed);
        local = new LocalTime(zone);
        weather = new Weather(noise.of("weather"), local);
        rhythm = new Rhythm(noise.of("rhythm"), local);
    }
}
