package city.lifeline.launcher.instance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Text;
import city.lifeline.model.access.MqttAccount;
import city.lifeline.model.registry.Gateway;
import city.lifeline.model.registry.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {

    @TempDir private Path directory;

    @Test
    void aSecretIsMadeOnceAndForItsOwnerAlone() throws IOException {
        Secrets secrets = new Secrets(directory.resolve("secrets"), new SecureRandom());

        Path file = secrets.machine("kafka");
        String first = Secrets.read(file);

        assertEquals(first, Secrets.read(secrets.machine("kafka")));
        assertNotEquals(first, Secrets.read(secrets.machine("other")));
        assertTrue(first.matches("[A-Za-z0-9_-]{32}"), first);
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(
                "rwx------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(directory.resolve("secrets"))));
    }

    @Test
    void aPersonsPasswordCanBeTyped() throws IOException {
        Secrets secrets = new Secrets(directory.resolve("secrets"), new SecureRandom());

        String password = Secrets.read(secrets.typable("admin"));

        assertTrue(password.matches("([a-hjkmnp-z2-9]{4}-){2}[a-hjkmnp-z2-9]{4}"), password);
    }

    @Test
    void everyGatewayHasAnAccountAndKeepsIt() throws IOException {
        DataDirectory data = new DataDirectory(directory);
        Registry registry =
                new Registry(
                        Map.of("GW-1", new Gateway("GW-1", new Text("一", "one"))),
                        Map.of(),
                        Map.of());
        Files.createDirectories(data.secrets());

        Path file = MqttAccounts.write(data, registry, new SecureRandom());
        List<String> first = Files.readAllLines(file);

        assertEquals(
                first, Files.readAllLines(MqttAccounts.write(data, registry, new SecureRandom())));
        assertEquals(4, first.size());
        assertEquals(MqttAccount.HEADER, first.get(0));
        MqttAccount gateway = MqttAccount.parse(first.get(3));
        assertEquals("GW-1", gateway.name());
        assertEquals(MqttAccount.Role.GATEWAY, gateway.role());
        assertTrue(gateway.matches(Secrets.read(CitySettings.mqttPassword(data, "GW-1"))));
    }
}
