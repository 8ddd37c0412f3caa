package city.lifeline.simulators.city;

import city.lifeline.model.registry.Point;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Rain that runs off with a lag, sewers that breathe with the day, pumps that draw a saw. */
final class DrainageModel {

    private static final double TIP_MM = 0.1;

    private DrainageModel() {}

    static @Nullable Signal rainGauge(Point point, Site site) {
        if (!point.quantity().equals("rain")) {
            return null;
        }
        Weather weather = site.city().weather;
        double intervalS = point.interval().toNanos() / 1e9;
        // A storm that somebody started falls everywhere at once, a shower drifts by.
        return t -> {
            double at = t - site.lagS();
            double now = Math.floor(weather.rainSum(at, at) / TIP_MM + 1e-9);
            double before = Math.floor(weather.rainSum(at - intervalS, at) / TIP_MM + 1e-9);
            return (now - before) * TIP_MM + weather.stormSum(t - intervalS, t);
        };
    }

    static @Nullable Signal underpass(Point point, Site site) {
        double deep = site.noise().uniform(11, 0.7, 0.9);
        String blocked = site.drive("blockage");
        return point.quantity().equals("road-depth")
                ? t -> {
                    double carried = 3 * (1 - Math.min(1, site.sum(blocked, t)));
                    double runoff = site.city().weather.runoff(t - site.lagS());
                    return Math.min(120, deep * Math.max(0, runoff - carried));
                }
                : null;
    }

    static @Nullable Signal sewer(Point point, Site site) {
        Surroundings city = site.city();
        Noise own = site.of(point);
        double wide = site.noise().uniform(3, 0.9, 1.15);
        return switch (point.quantity()) {
            case "sewer-level" ->
                    t ->
                            wide
                                            * (0.32
                                                    + 0.22 * city.rhythm.water(t - 2_400)
                                                    + 0.035 * city.weather.runoff(t - site.lagS()))
                                    + 0.01 * own.wander(t, 900);
            case "flow" ->
                    t ->
                            40
                                    + 55 * city.rhythm.water(t - 2_400)
                                    + 14 * city.weather.runoff(t - site.lagS())
                                    + 2 * own.wander(t, 300);
            case "hydrogen-sulfide" ->
                    // Sewage that stands at night smells in the morning.
                    t ->
                            Math.max(
                                    0,
                                    2.2
                                            - 1.6 * city.rhythm.water(t - 7_200)
                                            + 0.5 * own.wander(t, 3_600));
            case "methane" -> t -> 1.5 + 0.8 * own.wander(t, 7_200);
            default -> null;
        };
    }

    static @Nullable Signal pumpStation(Point point, Site site, PumpDays days) {
        Surroundings city = site.city();
        Noise own = site.of(point);
        return switch (point.quantity()) {
            case "sump-level" -> days::level;
            case "running-pumps" -> days::pumps;
            case "current" -> t -> days.pumps(t) * (86 + 3 * own.wander(t, 60));
            case "flow" -> t -> days.pumps(t) * (640 + 25 * own.wander(t, 120));
            case "outlet-pressure" ->
                    t -> 0.05 + days.pumps(t) * (0.13 + 0.004 * own.wander(t, 60));
            case "vibration" -> t -> 0.2 + days.pumps(t) * (2.1 + 0.2 * own.wander(t, 300));
            case "hydrogen-sulfide" -> t -> Math.max(0, 1.4 + 0.7 * own.wander(t, 3_600));
            // Of the river.
            case "outfall-level" ->
                    t -> 2.1 + 0.12 * own.smooth(t, 600_000) + 0.8 * city.weather.river(t);
            case "temperature" -> t -> 12 + 0.6 * city.weather.temperatureLagged(t, 2);
            default -> null;
        };
    }

    /**
     * A sump that fills with the day's inflow and is drawn down. Each day is a whole number of
     * cycles, so that one day can be known without the days before.
     */
    static final class PumpDays {

        private static final double LOW_M = 1.2;
        private static final double HIGH_M = 3.0;
        private static final double DRAW_S = 420;

        private final Noise noise;
        private final Surroundings city;
        private final Kept<double[]> startsByDay = new Kept<>(2, this::starts);

        PumpDays(Site site) {
            this.noise = site.noise();
            this.city = site.city();
        }

        double level(double t) {
            double[] cycle = cycle(t);
            double filling = cycle[1] - DRAW_S;
            return cycle[0] < filling
                    ? LOW_M + (HIGH_M - LOW_M) * cycle[0] / filling
                    : HIGH_M - (HIGH_M - LOW_M) * (cycle[0] - filling) / DRAW_S;
        }

        double pumps(double t) {
            double[] cycle = cycle(t);
            return cycle[0] < cycle[1] - DRAW_S ? 0 : 1;
        }

        /** Seconds into the cycle, and its length. */
        private double[] cycle(double t) {
            long day = city.local.day(t);
            double second = city.local.seconds(t) - day * LocalTime.DAY_S;
            double[] starts = startsByDay.at(day);
            int found = Arrays.binarySearch(starts, second);
            int index = Math.min(found >= 0 ? found : -found - 2, starts.length - 2);
            return new double[] {second - starts[index], starts[index + 1] - starts[index]};
        }

        /** Seconds of the day at which cycles begin, and the day's end. */
        private double[] starts(long day) {
            double[] starts = new double[256];
            int count = 0;
            double at = 0;
            double midnight = day * LocalTime.DAY_S;
            while (at < LocalTime.DAY_S && count < starts.length - 1) {
                starts[count] = at;
                count++;
                double inflow = 0.3 + city.rhythm.water(midnight + at - offset(midnight));
                at += DRAW_S + 900 / inflow * noise.of(day).uniform(count, 0.9, 1.1);
            }
            double scale = LocalTime.DAY_S / at;
            for (int i = 0; i < count; i++) {
                starts[i] *= scale;
            }
            starts[count] = LocalTime.DAY_S;
            return Arrays.copyOf(starts, count + 1);
        }

        private double offset(double local) {
            return city.local.seconds(local) - local;
        }
    }
}
