package city.lifeline.launcher.backup;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.launcher.instance.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class InterruptionTest {

    @TempDir private Path directory;

    @Test
    void theEndOfTheProcessWaitsUntilTheCommandHasGivenUpAndTidiedUp() throws Exception {
        Files.writeString(directory.resolve("file"), "text");
        Thread ending;
        try (Interruption interruption = new Interruption()) {
            Copy copy = new Copy(directory, interruption::check);
            assertDoesNotThrow(() -> copy.file(directory.resolve("file"), "before"));

            ending = new Thread(interruption::tell);
            ending.start();
            // Until it was told nothing is to be seen of it.
            while (!isTold(interruption)) {
                Thread.onSpinWait();
            }

            assertThrows(Refusal.class, () -> copy.file(directory.resolve("file"), "after"));
            assertFalse(Files.exists(directory.resolve("after")));
            assertTrue(ending.isAlive());
        }
        ending.join();
    }

    private static boolean isTold(Interruption interruption) {
        try {
            interruption.check();
            return false;
        } catch (Refusal e) {
            return true;
        }
    }
}
