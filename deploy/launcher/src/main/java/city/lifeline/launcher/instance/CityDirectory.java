package city.lifeline.launcher.instance;

import city.lifeline.detection.rules.ParsedRules;
import city.lifeline.detection.rules.RuleParser;
import city.lifeline.detection.rules.RuleSet;
import city.lifeline.model.Fault;
import city.lifeline.model.registry.Registry;
import city.lifeline.model.registry.RegistryFiles;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A city as plain files: registry, rules, mappings. */
public record CityDirectory(Path path) {

    /** Where the rules lie. */
    public static final String RULES = "rules";

    /** Registry and rules of a valid city. */
    public record Valid(Registry registry, RuleSet rules) {}

    /**
     * The directory that a name or path of the command line means.
     *
     * @param nameOrPath a city that Lifeline brings, or a directory
     */
    public static CityDirectory find(String nameOrPath, Path cities) {
        Path path = Path.of(nameOrPath).toAbsolutePath().normalize();
        if (Files.isDirectory(path)) {
            return new CityDirectory(path);
        }
        Path shipped = cities.resolve(nameOrPath).normalize();
        if (shipped.startsWith(cities) && Files.isDirectory(shipped)) {
            return new CityDirectory(shipped);
        }
        throw new Refusal(
                "There is no city '%s': neither a directory nor one of %s."
                        .formatted(nameOrPath, names(cities)));
    }

    private static List<String> names(Path cities) {
        try (Stream<Path> directories = Files.list(cities)) {
            return directories.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /**
     * Reads registry and rules.
     *
     * @throws Refusal with each fault as {@code file:line: …}
     */
    public Valid validated() throws IOException {
        RegistryFiles.Parsed parsed = RegistryFiles.parse(texts(path));
        List<Fault> faults = new ArrayList<>(parsed.faults());
        Registry registry = parsed.registry();
        // Faults of the rules are worth knowing even while the registry has some.
        ParsedRules rules = rules(path.resolve(RULES), registry);
        faults.addAll(
                rules.faults().stream()
                        .map(
                                fault ->
                                        new Fault(
                                                RULES + "/" + fault.file(),
                                                fault.line(),
                                                fault.column(),
                                                fault.field(),
                                                fault.message()))
                        .toList());
        RuleSet ruleSet = rules.rules();
        if (registry == null || ruleSet == null) {
            throw new Refusal(faults.stream().map(this::located).toList());
        }
        return new Valid(registry, ruleSet);
    }

    /**
     * Reads the registry alone.
     *
     * @throws Refusal with each fault as {@code file:line: …}
     */
    public Registry registry() throws IOException {
        RegistryFiles.Parsed parsed = RegistryFiles.parse(texts(path));
        Registry registry = parsed.registry();
        if (registry == null) {
            throw new Refusal(parsed.faults().stream().map(this::located).toList());
        }
        return registry;
    }

    private String located(Fault fault) {
        Path here = Path.of("").toAbsolutePath();
        return (path.startsWith(here) ? here.relativize(path) : path) + "/" + fault;
    }

    /**
     * Reads the rules of a directory.
     *
     * @param registry null: references to points are not checked
     */
    public static ParsedRules rules(Path directory, @Nullable Registry registry)
            throws IOException {
        return RuleParser.parse(
                "check", ruleTexts(directory), registry == null ? Registry.EMPTY : registry);
    }

    /**
     * The rule files of a directory as a running city takes them, by names such as {@code
     * rules/gas.yaml}.
     *
     * @throws Refusal if there is none
     */
    public static Map<String, String> ruleSet(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new Refusal("%s is no directory.".formatted(directory));
        }
        Map<String, String> files = new TreeMap<>();
        ruleTexts(directory).forEach((name, text) -> files.put("rules/" + name, text));
        if (files.isEmpty()) {
            throw new Refusal("%s holds no rule files (*.yaml).".formatted(directory));
        }
        return files;
    }

    /** Texts of the rule files of a directory, by name without directory. */
    public static Map<String, String> ruleTexts(Path directory) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        if (!Files.isDirectory(directory)) {
            return texts;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (!name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml"))) {
                    texts.put(name, text(file));
                }
            }
        }
        return texts;
    }

    private static Map<String, String> texts(Path directory) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        if (!Files.isDirectory(directory)) {
            return texts;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".yaml") || name.endsWith(".csv")) {
                    texts.put(name, text(file));
                }
            }
        }
        return texts;
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (MalformedInputException e) {
            throw new Refusal("%s is not UTF-8 text; save it as UTF-8.".formatted(file));
        }
    }
}
