package city.lifeline.simulators;

import city.lifeline.model.Fault;
import city.lifeline.model.registry.City;
import city.lifeline.model.registry.Registry;
import city.lifeline.model.registry.RegistryFiles;
import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.simulators.city.Scenario;
import city.lifeline.simulators.city.ScenarioFiles;
import city.lifeline.simulators.city.SimulatedCity;
import city.lifeline.simulators.city.Simulation;
import city.lifeline.simulators.city.ZoneNetwork;
import city.lifeline.simulators.hydraulics.HydraulicsException;
import city.lifeline.simulators.hydraulics.InpFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Reads the files of a city that the simulator needs. */
public final class SimulatedCityFiles {

    private static final String INP = ".inp";

    private SimulatedCityFiles() {}

    /**
     * The simulated city of a directory.
     *
     * @throws InvalidSettingsException naming every fault of its files
     */
    public static SimulatedCity read(Path directory) throws IOException {
        return read(directory, UnaryOperator.identity());
    }

    /**
     * The simulated city of a directory, changed.
     *
     * @param change of what {@link Simulation#FILE} says
     * @throws InvalidSettingsException naming every fault of its files
     */
    public static SimulatedCity read(Path directory, UnaryOperator<Simulation> change)
            throws IOException {
        Map<String, String> texts = new HashMap<>();
        for (String name :
                List.of(
                        RegistryFiles.CITY,
                        RegistryFiles.GATEWAYS,
                        RegistryFiles.ASSETS,
                        RegistryFiles.POINTS,
                        Simulation.FILE)) {
            Path file = directory.resolve(name);
            if (Files.exists(file)) {
                // Decoded with replacement, so that the parser can name the line.
                texts.put(name, new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
            }
        }
        RegistryFiles.Parsed parsed = RegistryFiles.parse(texts);
        Registry registry = parsed.registry();
        City city = parsed.city();
        if (registry == null || city == null) {
            throw faults(directory, parsed.faults());
        }
        String text = texts.get(Simulation.FILE);
        if (text == null) {
            throw new InvalidSettingsException(
                    List.of(directory.resolve(Simulation.FILE) + " is missing"));
        }
        Simulation.Parsed simulation = Simulation.parse(text, registry);
        Simulation said = simulation.simulation();
        if (said == null) {
            throw faults(directory, simulation.faults());
        }
        ScenarioFiles.Parsed scenarios = scenarios(directory);
        if (!scenarios.faults().isEmpty()) {
            throw faults(directory.resolve(Scenario.DIRECTORY), scenarios.faults());
        }
        return new SimulatedCity(
                city, registry, change.apply(said), scenarios.scenarios(), networks(directory));
    }

    /** Pipes of the pressure zones that have a file. */
    private static Map<String, ZoneNetwork> networks(Path directory) throws IOException {
        Path networks = directory.resolve(ZoneNetwork.DIRECTORY);
        Map<String, ZoneNetwork> found = new HashMap<>();
        List<Fault> faults = new ArrayList<>();
        if (Files.isDirectory(networks)) {
            try (Stream<Path> files = Files.list(networks)) {
                for (Path file : files.filter(f -> f.toString().endsWith(INP)).sorted().toList()) {
                    String name = String.valueOf(file.getFileName());
                    InpFile.Parsed parsed =
                            InpFile.parse(
                                    name,
                                    new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
                    faults.addAll(parsed.faults());
                    if (parsed.network() != null) {
                        try {
                            found.put(
                                    name.substring(0, name.length() - INP.length()),
                                    new ZoneNetwork(parsed.network()));
                        } catch (HydraulicsException e) {
                            faults.add(new Fault(name, 0, 0, "", String.valueOf(e.getMessage())));
                        }
                    }
                }
            }
        }
        if (!faults.isEmpty()) {
            throw faults(networks, faults);
        }
        return found;
    }

    /** The scenario files of a city. */
    public static ScenarioFiles.Parsed scenarios(Path directory) throws IOException {
        Path scenarios = directory.resolve(Scenario.DIRECTORY);
        Map<String, String> texts = new HashMap<>();
        if (Files.isDirectory(scenarios)) {
            try (Stream<Path> files = Files.list(scenarios)) {
                for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
                    texts.put(
                            file.getFileName().toString(),
                            new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
                }
            }
        }
        return ScenarioFiles.parse(texts);
    }

    private static InvalidSettingsException faults(Path directory, List<Fault> faults) {
        return new InvalidSettingsException(
                faults.stream().map(fault -> directory + "/" + fault).toList());
    }
}
