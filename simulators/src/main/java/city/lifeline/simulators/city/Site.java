package city.lifeline.simulators.city;

import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Point;
import java.util.Map;

/**
 * An asset as its model sees it.
 *
 * @param noise of the asset alone
 * @param lagS by which showers are later here
 * @param limits registered with its points, such as {@code rated}
 */
record Site(Asset asset, Surroundings city, Noise noise, double lagS, Map<String, Double> limits) {

    /** The drive of this asset, such as {@code leak}. */
    String drive(String name) {
        return Influences.key(name, asset.id());
    }

    double sum(String drive, double t) {
        return city.influences.sum(drive, t);
    }

    double factor(String drive, double t) {
        return city.influences.factor(drive, t);
    }

    Noise of(Point point) {
        return city.noise.of(point.id());
    }

    double limit(String name, double absent) {
        return limits.getOrDefault(name, absent);
    }
}
