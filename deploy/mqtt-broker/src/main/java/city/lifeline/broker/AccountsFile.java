package city.lifeline.broker;

import city.lifeline.model.access.MqttAccount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accounts as the file holds them now: it is looked at on every login, so a new gateway needs
 * no restart. A file that is faulty or gone leaves the accounts that were read before in force.
 */
final class AccountsFile {

    private static final Logger log = LoggerFactory.getLogger(AccountsFile.class);

    private final Path file;
    private Map<String, MqttAccount> accounts;
    private FileStamp seen;

    /**
     * Reads the file for the first time.
     *
     * @throws IOException if it cannot be read or holds a faulty line, naming each
     */
    AccountsFile(Path file) throws IOException {
        this.file = file;
        this.seen = FileStamp.of(file);
        this.accounts = read();
    }

    synchronized @Nullable MqttAccount account(String name) {
        readIfChanged();
        return accounts.get(name);
    }

    synchronized int size() {
        return accounts.size();
    }

    private void readIfChanged() {
        FileStamp now;
        try {
            now = FileStamp.of(file);
            if (now.equals(seen)) {
                return;
            }
            Map<String, MqttAccount> read = read();
            log.info("{} was changed and read again: {} accounts", file, read.size());
            accounts = read;
            seen = now;
        } catch (IOException e) {
            log.error("the accounts read before stay in force: {}", e.getMessage());
        }
    }

    private Map<String, MqttAccount> read() throws IOException {
        Map<String, MqttAccount> read = new HashMap<>();
        List<String> faults = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            if (line.isBlank() || line.strip().equals(MqttAccount.HEADER)) {
                continue;
            }
            try {
                MqttAccount account = MqttAccount.parse(line);
                if (read.putIfAbsent(account.name(), account) != null) {
                    faults.add("line " + number + ": a second account " + account.name());
                }
            } catch (IllegalArgumentException e) {
                faults.add("line " + number + ": " + Objects.toString(e.getMessage()));
            }
        }
        if (!faults.isEmpty()) {
            throw new IOException(file + ": " + String.join("; ", faults));
        }
        return read;
    }
}
