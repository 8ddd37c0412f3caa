package city.lifeline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.testing.GeneratedSection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No key may be declared in the code and be missing in the reference. */
class DeclaredSettingsTest {

    private static final Pattern DECLARATION =
            Pattern.compile(
                    "(?:Setting\\.(?:text|integer|number|duration|uri)|new Setting<[^>]*>)"
                            + "\\(\\s*\"([a-z][a-z.-]*)\"\\s*,");

    @Test
    void everyKeyOfTheSourcesIsInTheReference() throws IOException {
        Path root = GeneratedSection.root();
        String reference = Files.readString(root.resolve("docs/configuration.md"));
        Set<String> keys = new TreeSet<>();
        for (Path source : sources(root)) {
            Matcher matcher = DECLARATION.matcher(Files.readString(source));
            while (matcher.find()) {
                keys.add(matcher.group(1));
            }
        }
        assertTrue(keys.size() > 40, () -> "only " + keys);
        assertEquals(
                List.of(),
                keys.stream().filter(key -> !reference.contains("`" + key + "`")).toList());
    }

    private static List<Path> sources(Path root) throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module :
                List.of("runtime", "ingest", "stream-jobs", "alerting", "simulators", "deploy")) {
            try (Stream<Path> files = Files.walk(root.resolve(module))) {
                files.filter(file -> file.toString().contains("/src/main/java/"))
                        .filter(file -> file.toString().endsWith(".java"))
                        .forEach(sources::add);
            }
        }
        return sources;
    }
}
