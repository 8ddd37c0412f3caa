package city.lifeline.alerting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts that go no further than their files. */
class AlertingTest {

    @TempDir private Path directory = Path.of("");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private int run(String... args) {
        return Alerting.run(args, new PrintStream(out, true, StandardCharsets.UTF_8));
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private String config(Path city) throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "secret");
        return Files.writeString(
                        directory.resolve("lifeline.properties"),
                        """
                        alerting.http.port=0
                        alerting.admin.password.file=%1$s
                        alerting.token.file=%1$s
                        database.url=jdbc:postgresql://127.0.0.1:1/nowhere
                        kafka.bootstrap.servers=127.0.0.1:1
                        history.url=http://127.0.0.1:1
                        alerting.startup.patience=PT0S
                        city.directory=%2$s
                        """
                                .formatted(secret, city))
                .toString();
    }

    private Path city(Map<String, String> registry, Map<String, String> rules) throws IOException {
        Path city = Files.createDirectories(directory.resolve("city/rules")).getParent();
        for (Map<String, String> texts : List.of(registry, rules)) {
            for (Map.Entry<String, String> text : texts.entrySet()) {
                Files.writeString(
                        Objects.requireNonNull(city).resolve(text.getKey()), text.getValue());
            }
        }
        return Objects.requireNonNull(city);
    }

    @Test
    void withoutAConfiguration() {
        assertEquals(2, run());
        assertEquals(List.of("usage: Alerting --config FILE"), lines());
    }

    @Test
    void aConfigurationThatIsNotThere() {
        assertEquals(2, run("--config", "/nowhere"));
        assertEquals(List.of("there is no configuration file /nowhere"), lines());
    }

    @Test
    void everyFaultOfTheCityOnALineOfItsOwn() throws IOException {
        Path city =
                city(
                        Map.of(
                                "city.yaml",
                                Objects.requireNonNull(TestCity.REGISTRY.get("city.yaml"))
                                        .replace("Asia/Shanghai", "Mars/Olympus"),
                                "gateways.csv",
                                Objects.requireNonNull(TestCity.REGISTRY.get("gateways.csv")),
                                "assets.csv",
                                Objects.requireNonNull(TestCity.REGISTRY.get("assets.csv")),
                                "points.csv",
                                Objects.requireNonNull(TestCity.REGISTRY.get("points.csv"))
                                        .replace("MH-2-T,GW-1", "MH-2-T,GW-7")),
                        Map.of("rules/gas.yaml", "rules:\n  - id: 'a b'\n"));

        assertEquals(2, run("--config", config(city)));

        assertTrue(
                lines().stream().anyMatch(line -> line.matches("city\\.yaml:\\d+.*Mars/Olympus.*")),
                lines().toString());
        assertTrue(
                lines().stream().anyMatch(line -> line.matches("points\\.csv:4:.*GW-7.*")),
                lines().toString());
        assertTrue(
                lines().stream().anyMatch(line -> line.startsWith("rules/gas.yaml:2:")),
                lines().toString());
    }

    @Test
    void aCityThatIsNotThere() throws IOException {
        assertEquals(2, run("--config", config(Path.of("/nowhere"))));
        assertTrue(lines().get(0).startsWith("/nowhere: is not a directory"), lines().toString());
    }

    @Test
    void aFileThatIsNotText() throws IOException {
        Path city = city(TestCity.REGISTRY, TestCity.RULES);
        Files.write(city.resolve("rules/latin.yaml"), new byte[] {(byte) 0xe4, (byte) 0xff});

        assertEquals(2, run("--config", config(city)));
        assertEquals(
                List.of("rules/latin.yaml: is not UTF-8: save it with that encoding"), lines());
    }

    @Test
    void aDatabaseThatDoesNotCome() throws IOException {
        Path city = city(TestCity.REGISTRY, TestCity.RULES);

        assertEquals(1, run("--config", config(city)));
        assertTrue(
                lines().get(0).startsWith("PostgreSQL did not become ready in time"),
                lines().toString());
    }
}
