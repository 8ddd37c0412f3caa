package city.lifeline.ingest;

import city.lifeline.model.Text;
import city.lifeline.model.registry.Point;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A registry made by hand. */
final class FakeInstalled implements Installed {

    private final Map<String, Point> points = new HashMap<>();
    private final Set<String> gateways = new HashSet<>();

    FakeInstalled point(String id, String gateway) {
        return point(id, gateway, OptionalDouble.empty(), OptionalDouble.empty());
    }

    FakeInstalled point(String id, String gateway, OptionalDouble low, OptionalDouble high) {
        gateways.add(gateway);
        points.put(
                id,
                new Point(
                        id,
                        gateway,
                        "",
                        "methane",
                        "%{vol}",
                        Duration.ofSeconds(1),
                        low,
                        high,
                        new Text("测点", "point"),
                        null,
                        Set.of(),
                        Map.of()));
        return this;
    }

    /** The point that ingest measures itself. */
    FakeInstalled clockOf(String gateway) {
        return put(
                new Point(
                        gateway + ":clock-offset",
                        gateway,
                        gateway,
                        "clock-offset",
                        "s",
                        Duration.ofSeconds(10),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        new Text("时钟", "clock"),
                        null,
                        Set.of(),
                        Map.of()));
    }

    FakeInstalled put(Point point) {
        gateways.add(point.gateway());
        points.put(point.id(), point);
        return this;
    }

    @Override
    public @Nullable Point point(String id) {
        return points.get(id);
    }

    @Override
    public @Nullable Point pointAt(String gateway, String address) {
        return points.get(address);
    }

    @Override
    public boolean hasGateway(String id) {
        return gateways.contains(id);
    }
}
