package city.lifeline.model.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import city.lifeline.model.Text;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MutableRegistryTest {

    private static final Text NAME = new Text("名", "Name");
    private static final Point POINT =
            new Point(
                    "P",
                    "G",
                    "A",
                    "methane",
                    "%{LEL}",
                    Duration.ofSeconds(5),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    NAME,
                    null,
                    Set.of(),
                    Map.of());
    private static final Asset ASSET = new Asset("A", "manhole", NAME, "", null, Set.of());
    private static final Gateway GATEWAY = new Gateway("G", NAME);

    private final MutableRegistry registry = new MutableRegistry();

    private void putAll() {
        registry.put(new RegistryEntry.OfPoint(POINT));
        registry.put(new RegistryEntry.OfAsset(ASSET));
        registry.put(new RegistryEntry.OfGateway(GATEWAY));
    }

    @Test
    void followsEntries() {
        putAll();
        assertEquals(POINT, registry.point("P"));
        assertEquals(ASSET, registry.assetOf(POINT));
        assertEquals(GATEWAY, registry.gateway("G"));
        assertEquals(1, registry.pointCount());
        assertEquals(
                new Registry(Map.of("G", GATEWAY), Map.of("A", ASSET), Map.of("P", POINT)),
                registry.snapshot());
    }

    @Test
    void forgetsWhatIsRemoved() {
        putAll();
        registry.remove(new RegistryEntry.OfPoint(POINT).key());
        registry.remove(new RegistryEntry.OfAsset(ASSET).key());
        registry.remove(new RegistryEntry.OfGateway(GATEWAY).key());
        assertEquals(Registry.EMPTY, registry.snapshot());
    }

    @Test
    void ignoresKeysThatItDoesNotKnow() {
        putAll();
        registry.remove("tenant/P");
        registry.remove("P");
        assertEquals(POINT, registry.point("P"));
    }

    @Test
    void aPointNeedNotHaveAKnownAsset() {
        registry.put(new RegistryEntry.OfPoint(POINT));
        assertNull(registry.assetOf(POINT));
    }
}
