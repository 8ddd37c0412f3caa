package city.lifeline.launcher.instance;

import city.lifeline.model.access.MqttAccount;
import city.lifeline.model.access.MqttAccount.Role;
import city.lifeline.model.registry.Registry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** Who may speak to the MQTT broker: ingest, replays, and every gateway of the registry. */
public final class MqttAccounts {

    private MqttAccounts() {}

    /**
     * Gives every account a password, in a file of its own, and writes the broker's accounts file
     * with their hashes. Hashing is slow on purpose, so an account whose password file is older
     * than the accounts file keeps its line.
     *
     * @return the accounts file
     */
    public static Path write(DataDirectory data, Registry registry, SecureRandom random)
            throws IOException {
        Secrets secrets = new Secrets(CitySettings.mqttPasswords(data), random);
        Path file = data.secrets().resolve("mqtt-accounts.csv");
        Map<String, Role> wanted = new LinkedHashMap<>();
        wanted.put(CitySettings.INGEST_ACCOUNT, Role.INGEST);
        wanted.put(CitySettings.REPLAY_ACCOUNT, Role.REPLAY);
        for (String gateway : new TreeSet<>(registry.gateways().keySet())) {
            wanted.put(gateway, Role.GATEWAY);
        }
        Map<String, Path> passwords = new LinkedHashMap<>();
        for (String name : wanted.keySet()) {
            passwords.put(name, secrets.machine(name));
        }
        Map<String, MqttAccount> known = read(file, passwords);
        List<String> lines =
                wanted.keySet().parallelStream()
                        .map(
                                name ->
                                        line(
                                                name,
                                                wanted.getOrDefault(name, Role.GATEWAY),
                                                passwords,
                                                known,
                                                random))
                        .toList();
        DataDirectory.writePrivate(
                file, MqttAccount.HEADER + "\n" + String.join("\n", lines) + "\n");
        return file;
    }

    private static String line(
            String name,
            Role role,
            Map<String, Path> passwords,
            Map<String, MqttAccount> known,
            SecureRandom random) {
        MqttAccount account = known.get(name);
        if (account != null && account.role() == role) {
            return account.line();
        }
        byte[] salt = new byte[MqttAccount.SALT_BYTES];
        random.nextBytes(salt);
        try {
            return MqttAccount.create(name, role, Secrets.read(required(passwords, name)), salt)
                    .line();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path required(Map<String, Path> passwords, String name) {
        return Objects.requireNonNull(passwords.get(name), name);
    }

    /** Accounts whose line is newer than their password. */
    private static Map<String, MqttAccount> read(Path file, Map<String, Path> passwords)
            throws IOException {
        Map<String, MqttAccount> accounts = new LinkedHashMap<>();
        if (!Files.exists(file)) {
            return accounts;
        }
        FileTime written = Files.getLastModifiedTime(file);
        for (String line : Files.readAllLines(file).stream().skip(1).toList()) {
            MqttAccount account = MqttAccount.parse(line);
            Path password = passwords.get(account.name());
            if (password != null && Files.getLastModifiedTime(password).compareTo(written) <= 0) {
                accounts.put(account.name(), account);
            }
        }
        return accounts;
    }
}
