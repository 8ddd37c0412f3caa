package city.lifeline.simulators.city;

import city.lifeline.model.registry.Point;
import org.jspecify.annotations.Nullable;

/**
 * Diurnal demand, head less a loss that grows with the square of flow, leaks that run the faster
 * the higher the pressure is, chlorine that decays.
 */
final class WaterModel {

    private static final double PUMP_STEP_S = 2 * 3_600;
    private static final double FULL_M3_PER_H = 660;
    // At a pressure of 0.35 MPa a leak runs as the scenario says.
    private static final double LEAK_MPA = 0.35;
    // Before the pipes, when nothing is drawn.
    private static final double NOMINAL_MPA = 0.40;

    private WaterModel() {}

    /**
     * Of a pressure zone.
     *
     * @param network its pipes; null: pressures follow a formula
     */
    static @Nullable Signal zone(Point point, Site site, @Nullable ZoneNetwork network) {
        Zone zone = new Zone(site, network);
        Noise own = site.of(point);
        return switch (point.quantity()) {
            case "inflow" -> t -> zone.inflow(t) + 20 * own.wander(t, 240);
            case "inlet-pressure" ->
                    network != null && network.has(point.id())
                            ? t -> zone.pressure(network, point.id(), t)
                            : zone::head;
            case "end-pressure" -> {
                if (network != null && network.has(point.id())) {
                    double front = own.uniform(2, 0.2, 2);
                    yield t -> zone.pressure(network, point.id(), t - front);
                }
                double loss = point.limits().getOrDefault("loss", own.uniform(0, 0.09, 0.14));
                double lost = point.limits().getOrDefault("lost", own.uniform(1, 0.02, 0.04));
                // The front of a burst arrives by the path, at nearly a kilometre a second.
                double path = own.uniform(2, 0.2, 2);
                yield t -> zone.head(t) - lost - loss * zone.squaredFlow(t - path);
            }
            case "leak-noise" -> t -> 18 + 4 * own.wander(t, 3_600) + 9 * city(site, t);
            default -> null;
        };
    }

    /** Loudest by day, when everybody draws water. */
    private static double city(Site site, double t) {
        return site.city().rhythm.water(t);
    }

    /** What the points of a zone share. */
    private static final class Zone {

        private final Site site;
        private final String leak;
        private final double size;
        private final @Nullable ZoneNetwork network;

        Zone(Site site, @Nullable ZoneNetwork network) {
            this.site = site;
            this.network = network;
            this.leak = site.drive("leak");
            this.size = network == null ? site.limit("size", 1) : network.size();
        }

        private double demand(double t) {
            return (60 + 600 * site.city().rhythm.water(t)) * size;
        }

        private double leak(double t) {
            double wanted = site.sum(leak, t);
            if (wanted == 0) {
                return 0;
            }
            if (network != null) {
                return network.leakM3PerH(drawn(t), wanted);
            }
            double q = demand(t) / (FULL_M3_PER_H * size);
            double pressure = Math.max(0.05, head(t) - 0.1 * q * q);
            return wanted * Math.pow(pressure / LEAK_MPA, 0.9);
        }

        private double drawn(double t) {
            return demand(t) / (FULL_M3_PER_H * size);
        }

        /** Where a point measures in the pipes; the head before them goes up and down for all. */
        double pressure(ZoneNetwork pipes, String point, double t) {
            return Math.max(
                    0,
                    pipes.pressureMpa(point, drawn(t), site.sum(leak, t)) + head(t) - NOMINAL_MPA);
        }

        double inflow(double t) {
            return demand(t) + leak(t);
        }

        /** Of the flow as a share of the largest. */
        double squaredFlow(double t) {
            double q = site.city().rhythm.water(t) + leak(t) / (600 * size);
            return q * q;
        }

        /** Pumps are switched now and then: a step that is no burst. */
        double head(double t) {
            Noise zone = site.noise();
            double steps = t / PUMP_STEP_S + zone.uniform(7);
            long step = (long) Math.floor(steps);
            double into = (steps - step) * PUMP_STEP_S;
            double before = zone.uniform(step - 1) < 0.3 ? 0.025 : 0;
            double now = zone.uniform(step) < 0.3 ? 0.025 : 0;
            double switched = before + (now - before) * Math.min(1, into / 20);
            double q = site.city().rhythm.water(t);
            return NOMINAL_MPA + switched - 0.03 * q * q + 0.003 * zone.wander(t, 300);
        }
    }

    static @Nullable Signal booster(Point point, Site site) {
        Surroundings city = site.city();
        Noise station = site.noise();
        double full = station.uniform(0, 60, 140);
        Noise wobble = station.of("q");
        Signal share = t -> city.rhythm.water(t) * (1 + 0.06 * wobble.wander(t, 1_500));
        Noise own = site.of(point);
        return switch (point.quantity()) {
            case "flow" -> t -> full * (0.1 + 0.8 * share.at(t));
            case "inlet-pressure" ->
                    t -> {
                        double q = share.at(t);
                        return 0.30 - 0.09 * q * q + 0.003 * own.wander(t, 240);
                    };
            // Held by variable speed.
            case "outlet-pressure" -> t -> 0.55 + 0.004 * own.wander(t, 90);
            case "running-pumps" -> t -> share.at(t) > 0.55 ? 2 : 1;
            case "pump-frequency" -> t -> 31 + 17 * Math.min(1, share.at(t));
            case "current" -> t -> 22 + 48 * Math.min(1.1, share.at(t)) + own.wander(t, 200);
            case "vibration" -> t -> 1.4 + 0.8 * share.at(t) + 0.15 * own.wander(t, 2_400);
            case "temperature" ->
                    t -> 16 + 0.55 * city.weather.temperatureLagged(t, 2) + 6 * share.at(t);
            case "tank-level" -> new TankDays(site)::level;
            default -> null;
        };
    }

    /**
     * A tank that pumps fill through the night while little is drawn, and that falls by day. Each
     * day ends where the next begins, so that one day can be known without the days before.
     */
    private static final class TankDays {

        private static final double STEP_S = 300;
        private static final int STEPS = (int) (LocalTime.DAY_S / STEP_S);
        // Percent of the tank that a day draws.
        private static final double DRAWN = 46;

        private final Noise noise;
        private final Surroundings city;
        private final Kept<double[]> days = new Kept<>(2, this::levels);

        TankDays(Site site) {
            this.noise = site.noise().of("tank");
            this.city = site.city();
        }

        double level(double t) {
            long day = city.local.day(t);
            double position = (city.local.seconds(t) - day * LocalTime.DAY_S) / STEP_S;
            double[] levels = days.at(day);
            int before = (int) Math.max(0, Math.min(STEPS - 1, Math.floor(position)));
            return levels[before] + (levels[before + 1] - levels[before]) * (position - before);
        }

        private double midnight(long day) {
            return noise.of(day).uniform(0, 52, 66);
        }

        private double[] levels(long day) {
            Noise own = noise.of(day);
            double off = own.uniform(1, 2.6, 4.4) * 3_600;
            double on = own.uniform(2, 13.5, 16) * 3_600;
            double midnight = day * LocalTime.DAY_S;
            double offset = city.local.seconds(midnight) - midnight;
            double[] drawn = new double[STEPS + 1];
            double[] filled = new double[STEPS + 1];
            for (int i = 0; i < STEPS; i++) {
                double second = (i + 0.5) * STEP_S;
                drawn[i + 1] = drawn[i] + city.rhythm.water(midnight + second - offset);
                filled[i + 1] = filled[i] + (second < off || second > on ? 1 : 0);
            }
            double start = midnight(day);
            double fill = DRAWN + midnight(day + 1) - start;
            double[] levels = new double[STEPS + 1];
            for (int i = 0; i <= STEPS; i++) {
                levels[i] =
                        start + fill * filled[i] / filled[STEPS] - DRAWN * drawn[i] / drawn[STEPS];
            }
            return levels;
        }
    }

    static @Nullable Signal quality(Point point, Site site) {
        Surroundings city = site.city();
        Noise own = site.of(point);
        return switch (point.quantity()) {
            case "chlorine" ->
                    // Water that stood in the pipes over night has lost more.
                    t -> 0.24 + 0.16 * city.rhythm.water(t - 5_400) + 0.02 * own.wander(t, 7_200);
            case "turbidity" ->
                    t -> 0.22 + 0.06 * city.rhythm.water(t) + 0.06 * own.wander(t, 10_800);
            default -> null;
        };
    }
}
