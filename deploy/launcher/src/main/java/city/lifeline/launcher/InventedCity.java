package city.lifeline.launcher;

import city.lifeline.launcher.instance.Installation;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.model.Fault;
import city.lifeline.simulators.generate.CityGenerator;
import city.lifeline.simulators.generate.CitySize;
import city.lifeline.simulators.hydraulics.InpFile;
import city.lifeline.simulators.hydraulics.Network;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files of a city that is made up. */
final class InventedCity {

    // Rules for the points of recordings, which an invented city has none of.
    private static final String RECORDINGS = "recordings.yaml";

    private static final String PLANS = "plans.yaml";

    // Not every rule of the catalogue has points in each invented city.
    private static final String AHEAD_OF_THE_CITY = "allowNoPoints: true\n";

    private InventedCity() {}

    /** Writes its registry, and the rules, scenarios and plans of the sample city. */
    static void write(
            CitySize size, int seed, @Nullable Path network, Path out, Installation installation)
            throws IOException {
        for (Map.Entry<String, String> file : files(size, seed, network).entrySet()) {
            Path path = out.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        Path sample = installation.cities().resolve("sample");
        Path rules = Files.createDirectories(out.resolve("rules"));
        for (Map.Entry<String, String> file : rules(installation).entrySet()) {
            Files.writeString(rules.resolve(file.getKey()), file.getValue());
        }
        copy(sample.resolve("scenarios"), out.resolve("scenarios"));
        Files.copy(sample.resolve(PLANS), out.resolve(PLANS));
    }

    private static SortedMap<String, String> files(CitySize size, int seed, @Nullable Path network)
            throws IOException {
        if (network == null) {
            return CityGenerator.generate(size, seed);
        }
        if (!Files.isReadable(network)) {
            throw new Refusal("The network %s cannot be read.".formatted(network));
        }
        // Decoded with replacement: comments of such files are in all kinds of encodings.
        String text = new String(Files.readAllBytes(network), StandardCharsets.UTF_8);
        InpFile.Parsed parsed = InpFile.parse(network.toString(), text);
        Network read = parsed.network();
        if (read == null) {
            throw new Refusal(parsed.faults().stream().map(Fault::toString).toList());
        }
        return CityGenerator.generate(size, seed, text, read);
    }

    /** The rules of the sample city by file name, but those for the points of recordings. */
    static Map<String, String> rules(Installation installation) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        Path rules = installation.cities().resolve("sample/rules");
        try (Stream<Path> files = Files.list(rules)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (!name.equals(RECORDINGS)) {
                    texts.put(name, AHEAD_OF_THE_CITY + Files.readString(file));
                }
            }
        }
        return texts;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
