package city.lifeline.launcher.pki;

import city.lifeline.launcher.instance.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;

/** Where the files of a city's authority lie. */
public record AuthorityFiles(Path directory) {

    public static AuthorityFiles of(DataDirectory data) {
        return new AuthorityFiles(data.of("pki"));
    }

    /** The authority's certificate: what everyone who connects trusts. */
    public Path certificate() {
        return directory.resolve("ca.pem");
    }

    /** The authority's key, for its owner alone. */
    Path key() {
        return directory.resolve("ca-key.pem");
    }

    public Path revocationList() {
        return directory.resolve("crl.pem");
    }

    Path index() {
        return directory.resolve("index.csv");
    }

    /** Directory of the broker's own certificate. */
    public Path server() {
        return directory.resolve("server");
    }

    /** Directory with one for each gateway, of its id. */
    public Path issued() {
        return directory.resolve("issued");
    }

    List<Entry> readIndex() throws IOException {
        List<Entry> entries = new ArrayList<>();
        if (!Files.exists(index())) {
            return entries;
        }
        int number = 0;
        for (String line : Files.readAllLines(index())) {
            number++;
            if (line.isBlank() || line.equals(Entry.HEADER)) {
                continue;
            }
            try {
                entries.add(Entry.parse(line));
            } catch (IllegalArgumentException | DateTimeException e) {
                throw new IOException(
                        "%s, line %d: %s".formatted(index(), number, e.getMessage()), e);
            }
        }
        return entries;
    }

    void writeIndex(List<Entry> entries) throws IOException {
        StringBuilder text = new StringBuilder(Entry.HEADER).append('\n');
        entries.forEach(entry -> text.append(entry.line()).append('\n'));
        DataDirectory.writePrivate(index(), text.toString());
    }
}
