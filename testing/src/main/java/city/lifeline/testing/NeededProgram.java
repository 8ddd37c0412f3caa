package city.lifeline.testing;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** A program or library that a test needs and a developer's machine may lack. */
public final class NeededProgram {

    private NeededProgram() {}

    /**
     * Skips the test where the program is missing, and says so; fails it in continuous integration
     * (environment variable {@code CI} is {@code true}), which must skip nothing.
     *
     * @param debianPackage what to install
     */
    public static void require(Path program, String debianPackage) {
        if (Files.exists(program)) {
            return;
        }
        String lack = "there is no %s: install the package %s".formatted(program, debianPackage);
        if ("true".equals(System.getenv("CI"))) {
            fail(lack);
        }
        assumeTrue(false, "skipped: " + lack);
    }
}
