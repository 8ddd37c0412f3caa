package city.lifeline.simulators.replay;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;

/** Real recordings beside the project; tests on them are skipped where there are none. */
public final class SharedRecordings {

    private SharedRecordings() {}

    public static Path file(String name) {
        Path file = projectRoot().resolve("../shared/data").resolve(name).normalize();
        Assumptions.assumeTrue(Files.exists(file), () -> "skipped: there is no recording " + file);
        return file;
    }

    public static Path projectRoot() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(directory.resolve("deploy/cities"))) {
            directory =
                    Objects.requireNonNull(
                            directory.getParent(), "the tests run below the project");
        }
        return directory;
    }
}
