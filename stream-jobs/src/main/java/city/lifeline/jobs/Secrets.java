package city.lifeline.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Passwords, which the configuration only names files of. */
public final class Secrets {

    private Secrets() {}

    /**
     * The text of the file without the line break that editors leave at its end.
     *
     * @param key setting that names the file, for the person who has to mend it
     */
    public static String read(String key, String file) {
        if (file.isEmpty()) {
            throw new IllegalArgumentException(key + " is missing: a user name needs a password");
        }
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("%s: cannot read %s".formatted(key, file), e);
        }
    }
}
