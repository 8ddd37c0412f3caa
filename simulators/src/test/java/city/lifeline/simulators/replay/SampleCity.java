package city.lifeline.simulators.replay;

import city.lifeline.model.registry.Registry;
import city.lifeline.model.registry.RegistryFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The city that ships. */
public final class SampleCity {

    private SampleCity() {}

    public static Path directory() {
        return SharedRecordings.projectRoot().resolve("deploy/cities/sample");
    }

    public static Registry registry() throws IOException {
        Map<String, String> texts = new HashMap<>();
        for (String name :
                List.of(
                        RegistryFiles.CITY,
                        RegistryFiles.GATEWAYS,
                        RegistryFiles.ASSETS,
                        RegistryFiles.POINTS)) {
            texts.put(name, Files.readString(directory().resolve(name)));
        }
        RegistryFiles.Parsed parsed = RegistryFiles.parse(texts);
        return Objects.requireNonNull(parsed.registry(), () -> parsed.faults().toString());
    }

    static Mapping mapping(String name) throws IOException {
        ParsedMapping parsed =
                MappingParser.parse(
                        name, Files.readString(directory().resolve("mappings").resolve(name)));
        return Objects.requireNonNull(parsed.mapping(), () -> parsed.faults().toString());
    }
}
