package city.lifeline.launcher.instance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/** Passwords and tokens of one city, each in a file of its own, made at first use. */
public final class Secrets {

    /** Without letters and digits that people take for each other. */
    private static final String TYPABLE = "abcdefghjkmnpqrstuvwxyz23456789";

    private final Path directory;
    private final SecureRandom random;

    public Secrets(Path directory, SecureRandom random) throws IOException {
        this.directory = DataDirectory.createPrivate(directory);
        this.random = random;
    }

    /** File of a secret that only machines read; 192 random bits in characters safe everywhere. */
    public Path machine(String name) throws IOException {
        Path file = directory.resolve(name);
        if (!Files.exists(file)) {
            byte[] bytes = new byte[24];
            random.nextBytes(bytes);
            DataDirectory.writePrivate(
                    file, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "\n");
        }
        return file;
    }

    /** File of a password for SMPP, which takes 8 characters and no more; about 40 random bits. */
    public Path smpp(String name) throws IOException {
        Path file = directory.resolve(name);
        if (!Files.exists(file)) {
            StringBuilder password = new StringBuilder();
            for (int i = 0; i < 8; i++) {
                password.append(TYPABLE.charAt(random.nextInt(TYPABLE.length())));
            }
            DataDirectory.writePrivate(file, password.append('\n').toString());
        }
        return file;
    }

    /** File of a password that a person types; about 59 random bits. */
    public Path typable(String name) throws IOException {
        Path file = directory.resolve(name);
        if (!Files.exists(file)) {
            StringBuilder password = new StringBuilder();
            for (int i = 0; i < 12; i++) {
                if (i > 0 && i % 4 == 0) {
                    password.append('-');
                }
                password.append(TYPABLE.charAt(random.nextInt(TYPABLE.length())));
            }
            DataDirectory.writePrivate(file, password.append('\n').toString());
        }
        return file;
    }

    public static String read(Path file) throws IOException {
        return Files.readString(file).strip();
    }
}
