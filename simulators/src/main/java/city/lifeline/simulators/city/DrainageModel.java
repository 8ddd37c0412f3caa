package city.lifeline.simulators.city;

import city.lifeline.model.registry.Point;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Rain that runs off with a lag, sewers that breathe with the day, pumps that draw a saw. */
final class DrainageModel {

    private static final double TIP_MM = 0.1;

    private DrainageModel() {}

    static @Nullable Signal rainGauge(Point point, Surroundings city) {
        if (!point.quantity().equals("rain")) {
            return null;
        }
        double intervalS = point.interval().toNanos() / 1e9;
        return t -> {
            double now = Math.floor(city.weather.rainSum(t, t) / TIP_MM + 1e-9);
            double before = Math.floor(city.weather.rainSum(t - intervalS, t) / TIP_MM + 1e-9);
            return (now - before) * TIP_MM;
        };
    }

    static @Nullable Signal underpass(Point point, Surroundings city) {
        return point.quantity().equals("road-depth")
                ? t -> Math.min(5, 0.8 * Math.max(0, city.weather.runoff(t) - 3))
                : null;
    }

    static @Nullable Signal sewer(Point point, Surroundings city) {
        Noise own = city.noise.of(point.id());
        return switch (point.quantity()) {
            case "sewer-level" ->
                    t ->
                            0.32
                                    + 0.22 * city.rhythm.water(t - 2_400)
                                    + 0.035 * city.weather.runoff(t)
                                    + 0.01 * own.wander(t, 900);
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

    static @Nullable Signal pumpStation(Point point, String asset, Surroundings city) {
        PumpDays days = new PumpDays(city.noise.of(asset), city);
        return switch (point.quantity()) {
            case "sump-level" -> days::level;
            case "running-pumps" -> days::pumps;
            default -> null;
        };
    }

    /**
     * A sump that fills with the day's inflow and is drawn down. Each day is a whole number of
     * cycles, so that one day can be known without the days before.
     */
    private static final class PumpDays {

        private static final double LOW_M = 1.2;
        private static final double HIGH_M = 3.0;
        private static final double DRAW_S = 420;
        private static final int KEPT_DAYS = 4;

        private final Noise noise;
        private final Surroundings city;
        private final Map<Long, double[]> startsByDay = new ConcurrentHashMap<>();

        PumpDays(Noise noise, Surroundings city) {
            this.noise = noise;
            this.city = city;
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
            if (startsByDay.size() > KEPT_DAYS) {
                startsByDay.clear();
            }
            double[] starts = startsByDay.computeIfAbsent(day, this::starts);
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
