package city.lifeline.simulators.city;

import city.lifeline.model.registry.Point;
import org.jspecify.annotations.Nullable;

/** Diurnal demand, head less a loss that grows with the square of flow, chlorine that decays. */
final class WaterModel {

    private static final double PUMP_STEP_S = 2 * 3_600;

    private WaterModel() {}

    static @Nullable Signal zone(Point point, String asset, Surroundings city) {
        Noise zone = city.noise.of(asset);
        Noise own = city.noise.of(point.id());
        return switch (point.quantity()) {
            case "inflow" -> t -> 140 + 520 * city.rhythm.water(t) + 6 * own.wander(t, 120);
            case "inlet-pressure" -> t -> head(zone, city, t);
            case "end-pressure" -> {
                double loss = own.uniform(0, 0.09, 0.14);
                double lost = own.uniform(1, 0.02, 0.04);
                yield t -> {
                    double q = city.rhythm.water(t);
                    return head(zone, city, t) - lost - loss * q * q;
                };
            }
            default -> null;
        };
    }

    /** Pumps are switched now and then: a step that is no burst. */
    private static double head(Noise zone, Surroundings city, double t) {
        double steps = t / PUMP_STEP_S + zone.uniform(7);
        long step = (long) Math.floor(steps);
        double into = (steps - step) * PUMP_STEP_S;
        double before = zone.uniform(step - 1) < 0.3 ? 0.025 : 0;
        double now = zone.uniform(step) < 0.3 ? 0.025 : 0;
        double switched = before + (now - before) * Math.min(1, into / 20);
        double q = city.rhythm.water(t);
        return 0.40 + switched - 0.03 * q * q + 0.003 * zone.wander(t, 300);
    }

    static @Nullable Signal quality(Point point, Surroundings city) {
        Noise own = city.noise.of(point.id());
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
