package city.lifeline.simulators.generate;

import java.util.ArrayList;
import java.util.List;

/**
 * A class of assets with the points that each has.
 *
 * @param group whose gateways publish them, such as {@code GAS}
 * @param code of the assets' ids
 */
record Kind(
        String group, String code, String assetClass, String zh, String en, List<Measured> points) {

    /**
     * A point of each asset.
     *
     * @param code of the point's id
     * @param limits as in {@code points.csv}
     */
    record Measured(
            String code,
            String quantity,
            String unit,
            String interval,
            String range,
            String zh,
            String en,
            String limits) {}

    Kind with(Measured... more) {
        List<Measured> all = new ArrayList<>(points);
        all.addAll(List.of(more));
        return new Kind(group, code, assetClass, zh, en, all);
    }

    static Measured point(
            String code,
            String quantity,
            String unit,
            String interval,
            String range,
            String zh,
            String en) {
        return new Measured(code, quantity, unit, interval, range, zh, en, "");
    }

    static Measured limited(
            String code,
            String quantity,
            String unit,
            String interval,
            String range,
            String zh,
            String en,
            String limits) {
        return new Measured(code, quantity, unit, interval, range, zh, en, limits);
    }
}
