package city.lifeline.alerting.city;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.TestServer;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Gateway;
import city.lifeline.model.registry.Registry;
import city.lifeline.model.registry.RegistryEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegistryDiffTest {

    private final Registry registry = TestServer.city().registry();
    private final Map<String, RegistryEntry> entries = RegistryDiff.entries(registry);

    @Test
    void whatIsReferredToComesFirst() {
        assertEquals(
                List.of(
                        "gateway/GW-1",
                        "asset/GW-1",
                        "asset/MH-1",
                        "asset/MH-2",
                        "point/GW-1:clock-offset",
                        "point/MH-1-CH4",
                        "point/MH-2-CH4",
                        "point/MH-2-T"),
                RegistryDiff.between(Map.of(), registry).put().stream()
                        .map(RegistryEntry::key)
                        .toList());
    }

    @Test
    void nothingToDo() {
        assertTrue(RegistryDiff.between(entries, registry).isEmpty());
    }

    @Test
    void changedAndRemoved() {
        Map<String, RegistryEntry> old = new HashMap<>(entries);
        RegistryEntry renamed =
                new RegistryEntry.OfGateway(new Gateway("GW-1", new Text("旧", "old")));
        old.put(renamed.key(), renamed);
        old.put("gateway/GW-9", renamed);
        old.put("point/GONE", renamed);

        RegistryDiff diff = RegistryDiff.between(old, registry);

        assertEquals(List.of("gateway/GW-1"), diff.put().stream().map(RegistryEntry::key).toList());
        assertEquals(List.of("point/GONE", "gateway/GW-9"), diff.removed());
    }
}
