package city.lifeline.simulators.city;

import city.lifeline.model.Grade;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Point;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kind of happening. All are mild: blue or yellow, and over within the half-hour.
 *
 * @param weight how often it is drawn among the kinds that a city has points for
 * @param rule of the sample city that is expected to warn
 */
record Kind(
        String name,
        String cause,
        String quantity,
        @Nullable String assetClass,
        int weight,
        int minMinutes,
        int maxMinutes,
        String rule,
        Grade grade,
        Effect effect) {

    /** What becomes of a point's value. */
    interface Effect {

        /**
         * The value during the happening.
         *
         * @param base without it
         * @param p progress, 0 to 1
         * @param s severity, 0 to 1
         */
        double of(double base, double p, double s, Point point);
    }

    static final List<Kind> ALL =
            List.of(
                    new Kind(
                            "methane-seep",
                            "gas seeps into the pit",
                            "methane",
                            "gas-manhole",
                            4,
                            10,
                            25,
                            "G1",
                            Grade.BLUE,
                            (base, p, s, point) -> base + (11 + 4 * s) * seep(p)),
                    new Kind(
                            "blocked-gully",
                            "a gully is blocked, water stands on the road",
                            "road-depth",
                            null,
                            3,
                            14,
                            26,
                            "D2",
                            Grade.BLUE,
                            (base, p, s, point) -> Math.max(base, (11 + 2 * s) * plateau(p, 0.3))),
                    new Kind(
                            "gusts",
                            "a squall passes",
                            "wind-speed",
                            "bridge",
                            2,
                            18,
                            26,
                            "B2",
                            Grade.BLUE,
                            (base, p, s, point) -> base * 0.15 + (15.8 + 3 * s) * plateau(p, 0.12)),
                    new Kind(
                            "regulator-creep",
                            "the regulator does not close tightly",
                            "outlet-pressure",
                            null,
                            1,
                            6,
                            14,
                            "G7",
                            Grade.YELLOW,
                            (base, p, s, point) ->
                                    base
                                            + point.limits().getOrDefault("setPoint", base)
                                                    * (0.135 + 0.04 * s)
                                                    * plateau(p, 0.25)),
                    new Kind(
                            "turbid-water",
                            "flushing stirs up sediment",
                            "turbidity",
                            null,
                            1,
                            10,
                            22,
                            "W7-TURBIDITY",
                            Grade.YELLOW,
                            (base, p, s, point) -> base + (1.0 + 0.8 * s) * plateau(p, 0.2)),
                    new Kind(
                            "sewer-gas",
                            "stale sewage is stirred up",
                            "hydrogen-sulfide",
                            "sewer-manhole",
                            1,
                            8,
                            18,
                            "D6-H2S",
                            Grade.YELLOW,
                            (base, p, s, point) -> base + (11 + 3 * s) * plateau(p, 0.2)),
                    new Kind(
                            "cover-opened",
                            "somebody lifts the cover",
                            "cover-tilt",
                            null,
                            1,
                            4,
                            12,
                            "P4",
                            Grade.YELLOW,
                            (base, p, s, point) -> base + (25 + 50 * s) * plateau(p, 0.01)),
                    new Kind(
                            "hot-joint",
                            "a cable joint carries more than it bears",
                            "joint-temperature",
                            null,
                            1,
                            16,
                            28,
                            "P1",
                            Grade.YELLOW,
                            (base, p, s, point) ->
                                    base + Math.max(0, 72 + 4 * s - base) * plateau(p, 0.4)),
                    new Kind(
                            "breather-stuck",
                            "the breather valve sticks",
                            "tank-pressure",
                            null,
                            1,
                            6,
                            14,
                            "M2-PRESSURE",
                            Grade.YELLOW,
                            (base, p, s, point) ->
                                    base
                                            + Math.max(
                                                            0,
                                                            point.limits()
                                                                                    .getOrDefault(
                                                                                            "limit",
                                                                                            base)
                                                                            * (0.93 + 0.04 * s)
                                                                    - base)
                                                    * plateau(p, 0.25)),
                    new Kind(
                            "chlorine-whiff",
                            "a cylinder is changed",
                            "chlorine-gas",
                            null,
                            1,
                            3,
                            8,
                            "M4-CHLORINE",
                            Grade.YELLOW,
                            (base, p, s, point) -> base + (1.15 + 0.5 * s) * plateau(p, 0.2)));

    boolean fits(Point point, @Nullable Asset asset) {
        return point.quantity().equals(quantity)
                && (assetClass == null || (asset != null && asset.assetClass().equals(assetClass)));
    }

    /** Rises like 1 − e^(−t/τ), then is vented. */
    private static double seep(double p) {
        double rise = 1 - Math.exp(-p / 0.15);
        return p < 0.7 ? rise : rise * Math.exp(-(p - 0.7) / 0.08);
    }

    /** Up smoothly, level, down smoothly; the flanks take {@code flank} of the time each. */
    private static double plateau(double p, double flank) {
        double s = Math.max(0, Math.min(1, Math.min(p, 1 - p) / flank));
        return s * s * (3 - 2 * s);
    }
}
