package city.lifeline.simulators.city;

import java.util.Optional;

/** Air temperature, rain and wind of a humid subtropical city. */
final class Weather {

    private static final double WINDOW_S = 6 * 3_600;
    private static final int WINDOWS_BACK = 3;
    private static final double WARMEST_HOUR = 15;
    private static final double HOUR_S = 3_600;
    private static final double RUNOFF_STEP_S = 420;
    private static final double RIVER_STEP_S = 5_400;
    private static final int RIVER_TAPS = 36;
    private static final double RECESSION_S = 15 * 3_600;
    private static final int MAX_LAG_H = 8;
    private static final int TAPS = 8;
    private static final String RAIN = Influences.key("rain", "*");
    private static final String WIND = Influences.key("wind", "*");
    private static final String AIR = Influences.key("air", "*");

    private final LocalTime local;
    private final Noise temperature;
    private final Noise rain;
    private final Noise wind;
    private final Influences influences;
    private final Kept<Optional<Shower>> showers = new Kept<>(16, this::shower);
    private final Course season = new Course(3_600, this::seasonAt);
    private final Course temperature60 = new Course(60, this::temperatureAt);
    private final Course[] lagged = new Course[MAX_LAG_H + 1];
    private final Course runoff = new Course(60, t -> runoffOf(this::shower, t));
    private final Course river = new Course(900, t -> riverOf(at -> runoffOf(this::shower, at), t));

    Weather(Noise noise, LocalTime local, Influences influences) {
        this.local = local;
        this.influences = influences;
        for (int i = 1; i <= MAX_LAG_H; i++) {
            int hours = i;
            lagged[i] = new Course(300, t -> laggedAt(t, hours));
        }
        this.temperature = noise.of("temperature");
        this.rain = noise.of("rain");
        this.wind = noise.of("wind");
    }

    /** Degrees Celsius. */
    double temperature(double t) {
        return temperature60.at(t) + influences.sum(AIR, t);
    }

    private double seasonAt(double t) {
        return -12.5 * Math.cos(2 * Math.PI * (local.yearFraction(t) - 0.055));
    }

    private double temperatureAt(double t) {
        double day = 4.2 * Math.cos(2 * Math.PI * (local.hour(t) - WARMEST_HOUR) / 24);
        return 16.5
                + season.at(t)
                + day
                + 4 * temperature.smooth(t, 2.6 * LocalTime.DAY_S)
                + 0.4 * temperature.of(1).wander(t, 2_400);
    }

    /**
     * Mean of the hours before, as thick walls and girders feel it.
     *
     * @param hours from 1 to 8
     */
    double temperatureLagged(double t, int hours) {
        double natural = lagged[hours].at(t);
        if (!influences.touches(AIR, t - 2 * hours * HOUR_S, t)) {
            return natural;
        }
        double sum = 0;
        for (int i = 0; i < TAPS; i++) {
            sum += influences.sum(AIR, t - i * hours * HOUR_S / TAPS * 2);
        }
        return natural + sum / TAPS;
    }

    private double laggedAt(double t, int hours) {
        double sum = 0;
        for (int i = 0; i < TAPS; i++) {
            sum += temperature60.exact(t - i * hours * HOUR_S / TAPS * 2);
        }
        return sum / TAPS;
    }

    /** Millimetres an hour. */
    double rain(double t) {
        return shower(t) + influences.sum(RAIN, t);
    }

    private double shower(double t) {
        double intensity = 0;
        long window = (long) Math.floor(t / WINDOW_S);
        for (long w = window - WINDOWS_BACK; w <= window; w++) {
            Optional<Shower> shower = showers.at(w);
            if (shower.isPresent()) {
                intensity += shower.get().intensity(t);
            }
        }
        return intensity;
    }

    /**
     * Millimetres fallen up to a moment.
     *
     * @param asOf not earlier; only differences for the same {@code asOf} within 12 hours mean
     *     anything
     */
    double rainSum(double t, double asOf) {
        double sum = 0;
        long window = (long) Math.floor(asOf / WINDOW_S);
        for (long w = window - WINDOWS_BACK; w <= window; w++) {
            Optional<Shower> shower = showers.at(w);
            if (shower.isPresent()) {
                sum += shower.get().sum(t);
            }
        }
        return sum;
    }

    /** Millimetres that somebody's storm brings between two moments. */
    double stormSum(double from, double to) {
        if (!influences.touches(RAIN, from, to)) {
            return 0;
        }
        double sum = 0;
        int parts = 6;
        for (int i = 0; i < parts; i++) {
            sum += influences.sum(RAIN, from + (i + 0.5) * (to - from) / parts);
        }
        return sum / parts * (to - from) / HOUR_S;
    }

    /** What runs off the streets, in millimetres an hour: rain of the last hour and a half. */
    double runoff(double t) {
        double natural = runoff.at(t);
        return influences.touches(RAIN, t - 12 * RUNOFF_STEP_S, t)
                ? natural + runoffOf(at -> influences.sum(RAIN, at), t)
                : natural;
    }

    /**
     * What a river carries of it, in millimetres an hour: it rises within hours and falls for days.
     */
    double river(double t) {
        double natural = river.at(t);
        return influences.touches(RAIN, t - RIVER_TAPS * RIVER_STEP_S - 12 * RUNOFF_STEP_S, t)
                ? natural + riverOf(at -> runoffOf(then -> influences.sum(RAIN, then), at), t)
                : natural;
    }

    private static double riverOf(Signal runoff, double t) {
        double sum = 0;
        double weights = 0;
        for (int i = 1; i <= RIVER_TAPS; i++) {
            double weight = Math.exp(-i * RIVER_STEP_S / RECESSION_S);
            sum += weight * runoff.at(t - i * RIVER_STEP_S);
            weights += weight;
        }
        return sum / weights;
    }

    private static double runoffOf(Signal rain, double t) {
        double sum = 0;
        double weights = 0;
        for (int i = 1; i <= 12; i++) {
            double weight = i * Math.exp(-i / 3.5);
            sum += weight * rain.at(t - i * RUNOFF_STEP_S);
            weights += weight;
        }
        return sum / weights;
    }

    /** Metres a second on a bridge deck. */
    double wind(double t) {
        double base = 4.2 + 2.6 * wind.smooth(t, 9 * 3_600);
        double gusts = 1 + 0.22 * wind.of(1).wander(t, 90);
        return Math.max(0.1, base * gusts + influences.sum(WIND, t));
    }

    private Optional<Shower> shower(long window) {
        Noise own = rain.of(window);
        double start = window * WINDOW_S + own.uniform(1) * WINDOW_S;
        double summer = 0.5 - 0.5 * Math.cos(2 * Math.PI * (local.yearFraction(start) - 0.055));
        if (own.uniform(0) > 0.14 + 0.12 * summer) {
            return Optional.empty();
        }
        double duration = own.uniform(2, 1, 5) * 3_600;
        double peak = 0.5 + own.uniform(3) * own.uniform(4) * (3.5 + 6 * summer);
        return Optional.of(Shower.of(start, duration, peak, own.of(5)));
    }

    /**
     * Comes and goes within sin² over the duration: bursts of minutes, lulls between them.
     *
     * @param sums millimetres fallen by the end of each minute, the first 0
     */
    private record Shower(double start, double duration, double peak, Noise cells, double[] sums) {

        private static final double STEP_S = 60;
        // From one burst to the next.
        private static final double CELL_S = 1_300;

        static Shower of(double start, double duration, double peak, Noise cells) {
            double[] sums = new double[(int) Math.ceil(duration / STEP_S) + 1];
            Shower shower = new Shower(start, duration, peak, cells, sums);
            for (int i = 1; i < sums.length; i++) {
                double middle = start + (i - 0.5) * STEP_S;
                sums[i] = sums[i - 1] + shower.intensity(middle) * STEP_S / HOUR_S;
            }
            return shower;
        }

        double intensity(double t) {
            double s = (t - start) / duration;
            if (s <= 0 || s >= 1) {
                return 0;
            }
            double sine = Math.sin(Math.PI * s);
            return peak * sine * sine * Math.max(0, 0.95 + 1.6 * cells.wander(t, CELL_S));
        }

        double sum(double t) {
            double position = Math.max(0, Math.min(sums.length - 1, (t - start) / STEP_S));
            int before = (int) position;
            int after = Math.min(before + 1, sums.length - 1);
            return sums[before] + (position - before) * (sums[after] - sums[before]);
        }
    }
}
