package city.lifeline.model.registry;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything that is installed, by id. */
public record Registry(
        Map<String, Gateway> gateways, Map<String, Asset> assets, Map<String, Point> points) {

    public static final Registry EMPTY = new Registry(Map.of(), Map.of(), Map.of());

    public Registry {
        gateways = Map.copyOf(gateways);
        assets = Map.copyOf(assets);
        points = Map.copyOf(points);
    }

    public @Nullable Point point(String id) {
        return points.get(id);
    }

    public @Nullable Asset assetOf(Point point) {
        return assets.get(point.asset());
    }
}
