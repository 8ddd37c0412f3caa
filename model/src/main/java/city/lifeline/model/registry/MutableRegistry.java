package city.lifeline.model.registry;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A registry that follows {@code lifeline.registry} entry by entry. Not safe for several threads.
 */
public final class MutableRegistry {

    private final Map<String, Gateway> gateways = new HashMap<>();
    private final Map<String, Asset> assets = new HashMap<>();
    private final Map<String, Point> points = new HashMap<>();

    public void put(RegistryEntry entry) {
        if (entry instanceof RegistryEntry.OfPoint of) {
            points.put(of.point().id(), of.point());
        } else if (entry instanceof RegistryEntry.OfAsset of) {
            assets.put(of.asset().id(), of.asset());
        } else if (entry instanceof RegistryEntry.OfGateway of) {
            gateways.put(of.gateway().id(), of.gateway());
        }
    }

    /**
     * Removes what a Kafka key names; an unknown key is nothing to remove.
     *
     * @param key as {@link RegistryEntry#key()} gives it
     */
    public void remove(String key) {
        int slash = key.indexOf('/');
        if (slash < 0) {
            return;
        }
        String id = key.substring(slash + 1);
        switch (key.substring(0, slash)) {
            case "point" -> points.remove(id);
            case "asset" -> assets.remove(id);
            case "gateway" -> gateways.remove(id);
            default -> {
                // Written by a newer version: not a thing of this registry.
            }
        }
    }

    public @Nullable Point point(String id) {
        return points.get(id);
    }

    public @Nullable Gateway gateway(String id) {
        return gateways.get(id);
    }

    public @Nullable Asset assetOf(Point point) {
        return assets.get(point.asset());
    }

    public int pointCount() {
        return points.size();
    }

    public Registry snapshot() {
        return new Registry(gateways, assets, points);
    }
}
