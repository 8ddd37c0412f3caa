package city.lifeline.alerting.city;

import city.lifeline.model.registry.Registry;
import city.lifeline.model.registry.RegistryEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What leads from one registry to another.
 *
 * @param put new and changed entries; what others refer to comes first
 * @param removed keys; what refers to others comes first
 */
public record RegistryDiff(List<RegistryEntry> put, List<String> removed) {

    public RegistryDiff {
        put = List.copyOf(put);
        removed = List.copyOf(removed);
    }

    public static RegistryDiff between(Map<String, RegistryEntry> old, Registry next) {
        Map<String, RegistryEntry> wanted = entries(next);
        List<RegistryEntry> put =
                wanted.values().stream()
                        .filter(entry -> !entry.equals(old.get(entry.key())))
                        .toList();
        List<String> removed = new ArrayList<>();
        for (String kind : List.of("point/", "asset/", "gateway/")) {
            old.keySet().stream()
                    .filter(key -> key.startsWith(kind) && !wanted.containsKey(key))
                    .sorted()
                    .forEach(removed::add);
        }
        return new RegistryDiff(put, removed);
    }

    /** Gateways, then assets, then points, each by id. */
    public static Map<String, RegistryEntry> entries(Registry registry) {
        List<RegistryEntry> entries = new ArrayList<>();
        registry.gateways().values().forEach(g -> entries.add(new RegistryEntry.OfGateway(g)));
        registry.assets().values().forEach(a -> entries.add(new RegistryEntry.OfAsset(a)));
        registry.points().values().forEach(p -> entries.add(new RegistryEntry.OfPoint(p)));
        Map<String, RegistryEntry> byKey = new LinkedHashMap<>();
        for (String kind : List.of("gateway/", "asset/", "point/")) {
            entries.stream()
                    .filter(entry -> entry.key().startsWith(kind))
                    .sorted((a, b) -> a.key().compareTo(b.key()))
                    .forEach(entry -> byKey.put(entry.key(), entry));
        }
        return byKey;
    }

    public boolean isEmpty() {
        return put.isEmpty() && removed.isEmpty();
    }
}
