package city.lifeline.alerting.city;

import city.lifeline.alerting.incident.JoinRules;
import city.lifeline.alerting.map.MapLayers;
import city.lifeline.alerting.plan.Plans;
import city.lifeline.model.Fault;
import city.lifeline.model.registry.RegistryFiles;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The texts of a city directory.
 *
 * @param registry by file name
 * @param rules by file name below the directory, such as {@code rules/gas.yaml}
 * @param map layers of the map by file name, such as {@code map/districts.geojson}
 * @param others by file name below the directory, such as {@code incidents.yaml}
 * @param faults files that cannot be read as text
 */
public record CityFiles(
        Map<String, String> registry,
        Map<String, String> rules,
        Map<String, String> map,
        Map<String, String> others,
        List<Fault> faults) {

    private static final long MAX_BYTES = 64L << 20;

    public CityFiles {
        registry = Map.copyOf(registry);
        rules = Map.copyOf(rules);
        map = Map.copyOf(map);
        others = Map.copyOf(others);
        faults = List.copyOf(faults);
    }

    /** No others. */
    public CityFiles(
            Map<String, String> registry,
            Map<String, String> rules,
            Map<String, String> map,
            List<Fault> faults) {
        this(registry, rules, map, Map.of(), faults);
    }

    public static CityFiles read(Path directory) {
        List<Fault> faults = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            faults.add(
                    fault(
                            directory.toString(),
                            "is not a directory: name the city's directory in city.directory"));
            return new CityFiles(Map.of(), Map.of(), Map.of(), faults);
        }
        Map<String, String> registry = new TreeMap<>();
        for (String name :
                List.of(
                        RegistryFiles.CITY,
                        RegistryFiles.GATEWAYS,
                        RegistryFiles.ASSETS,
                        RegistryFiles.POINTS)) {
            Path file = directory.resolve(name);
            if (Files.exists(file)) {
                read(name, file, registry, faults);
            }
        }
        Map<String, String> rules = new TreeMap<>();
        Path rulesDirectory = directory.resolve("rules");
        if (Files.isDirectory(rulesDirectory)) {
            try (Stream<Path> files = Files.list(rulesDirectory)) {
                for (Path file : files.filter(CityFiles::isYaml).sorted().toList()) {
                    read("rules/" + file.getFileName(), file, rules, faults);
                }
            } catch (IOException e) {
                faults.add(fault("rules", "cannot be listed: " + e));
            }
        } else {
            faults.add(fault("rules", "is missing: put at least one file of rules there"));
        }
        Map<String, String> map = new TreeMap<>();
        Path mapDirectory = directory.resolve(MapLayers.DIRECTORY);
        if (Files.isDirectory(mapDirectory)) {
            try (Stream<Path> files = Files.list(mapDirectory)) {
                for (Path file : files.filter(CityFiles::isLayer).sorted().toList()) {
                    read(MapLayers.DIRECTORY + "/" + file.getFileName(), file, map, faults);
                }
            } catch (IOException e) {
                faults.add(fault(MapLayers.DIRECTORY, "cannot be listed: " + e));
            }
        }
        Map<String, String> others = new TreeMap<>();
        for (String name : List.of(JoinRules.FILE, Plans.FILE)) {
            Path file = directory.resolve(name);
            if (Files.exists(file)) {
                read(name, file, others, faults);
            }
        }
        return new CityFiles(registry, rules, map, others, faults);
    }

    private static void read(
            String name, Path file, Map<String, String> texts, List<Fault> faults) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                faults.add(fault(name, "is larger than %d MiB".formatted(MAX_BYTES >> 20)));
                return;
            }
            texts.put(name, Files.readString(file, StandardCharsets.UTF_8));
        } catch (CharacterCodingException e) {
            faults.add(fault(name, "is not UTF-8: save it with that encoding"));
        } catch (IOException e) {
            faults.add(fault(name, "cannot be read: " + e));
        }
    }

    private static boolean isYaml(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml"));
    }

    private static boolean isLayer(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".") && name.endsWith(MapLayers.SUFFIX);
    }

    private static Fault fault(String file, String message) {
        return new Fault(file, 0, 0, "", message);
    }
}
