package city.lifeline.simulators.city;

/** Air temperature, rain and wind of a humid subtropical city. */
final class Weather {

    private static final double WINDOW_S = 6 * 3_600;
    private static final int WINDOWS_BACK = 3;
    private static final double WARMEST_HOUR = 15;

    private final LocalTime local;
    private final Noise temperature;
    private final Noise rain;
    private final Noise wind;

    Weather(Noise noise, LocalTime local) {
        this.local = local;
        this.temperature = noise.of("temperature");
        this.rain = noise.of("rain");
        this.wind = noise.of("wind");
    }

    /** Degrees Celsius. */
    double temperature(double t) {
        double season = -12.5 * Math.cos(2 * Math.PI * (local.yearFraction(t) - 0.055));
        double day = 4.2 * Math.cos(2 * Math.PI * (local.hour(t) - WARMEST_HOUR) / 24);
        return 16.5
                + season
                + day
                + 4 * temperature.smooth(t, 2.6 * LocalTime.DAY_S)
                + 0.4 * temperature.of(1).wander(t, 2_400);
    }

    /** Mean of the hours before, as thick walls and girders feel it. */
    double temperatureLagged(double t, double hours) {
        double sum = 0;
        int taps = 8;
        for (int i = 0; i < taps; i++) {
            sum += temperature(t - i * hours * 3_600 / taps * 2);
        }
        return sum / taps;
    }

    /** Millimetres an hour. */
    double rain(double t) {
        double intensity = 0;
        long window = (long) Math.floor(t / WINDOW_S);
        for (long w = window - WINDOWS_BACK; w <= window; w++) {
            Shower shower = shower(w);
            if (shower != null) {
                intensity += shower.intensity(t);
            }
        }
        return intensity;
    }

    /** Millimetres fallen; only differences over less than 12 hours mean anything. */
    double rainSum(double t, double asOf) {
        double sum = 0;
        long window = (long) Math.floor(asOf / WINDOW_S);
        for (long w = window - WINDOWS_BACK; w <= window; w++) {
            Shower shower = shower(w);
            if (shower != null) {
                sum += shower.sum(t);
            }
        }
        return sum;
    }

    /** What runs off the streets, in millimetres an hour: rain of the last hour and a half. */
    double runoff(double t) {
        double sum = 0;
        double weights = 0;
        for (int i = 1; i <= 12; i++) {
            double lagS = i * 420;
            double weight = i * Math.exp(-i / 3.5);
            sum += weight * rain(t - lagS);
            weights += weight;
        }
        return sum / weights;
    }

    /** Metres a second on a bridge deck. */
    double wind(double t) {
        double base = 4.2 + 2.6 * wind.smooth(t, 9 * 3_600);
        double gusts = 1 + 0.22 * wind.of(1).wander(t, 90);
        return Math.max(0.1, base * gusts);
    }

    private @org.jspecify.annotations.Nullable Shower shower(long window) {
        Noise own = rain.of(window);
        double start = window * WINDOW_S + own.uniform(1) * WINDOW_S;
        double summer = 0.5 - 0.5 * Math.cos(2 * Math.PI * (local.yearFraction(start) - 0.055));
        if (own.uniform(0) > 0.10 + 0.10 * summer) {
            return null;
        }
        double duration = own.uniform(2, 1, 5) * 3_600;
        double peak = 0.5 + own.uniform(3) * own.uniform(4) * (4 + 7 * summer);
        return new Shower(start, duration, peak);
    }

    /** Intensity peak × sin² over the duration. */
    private record Shower(double start, double duration, double peak) {

        double intensity(double t) {
            double s = (t - start) / duration;
            if (s <= 0 || s >= 1) {
                return 0;
            }
            double sine = Math.sin(Math.PI * s);
            return peak * sine * sine;
        }

        double sum(double t) {
            double s = Math.max(0, Math.min(1, (t - start) / duration));
            double fallen = s / 2 - Math.sin(2 * Math.PI * s) / (4 * Math.PI);
            return peak * fallen * duration / 3_600;
        }
    }
}
