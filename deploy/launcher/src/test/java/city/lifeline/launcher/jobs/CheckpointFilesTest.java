package city.lifeline.launcher.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFilesTest {

    @TempDir private Path root;

    private CheckpointFiles files;

    @BeforeEach
    void create() {
        files = new CheckpointFiles(root);
    }

    private Path write(String attempt, int number, long completedAtMs) throws IOException {
        Path checkpoint = root.resolve("history").resolve(attempt).resolve("chk-" + number);
        Files.createDirectories(checkpoint);
        Path metadata = Files.writeString(checkpoint.resolve("_metadata"), "x");
        Files.setLastModifiedTime(metadata, FileTime.fromMillis(completedAtMs));
        return checkpoint;
    }

    @Test
    void theNewestComesFirstWhateverItsNumber() throws IOException {
        Path old = write("a", 900, 1_000);
        Path newer = write("b", 1, 2_000);
        Path newest = write("b", 2, 3_000);

        assertEquals(
                List.of(newest, newer, old),
                files.of("history").stream().map(Checkpoint::directory).toList());
    }

    @Test
    void oneThatIsNotCompleteDoesNotCount() throws IOException {
        Path whole = write("a", 1, 1_000);
        Files.createDirectories(root.resolve("history/a/chk-2"));
        Path empty = Files.createDirectories(root.resolve("history/a/chk-3"));
        Files.writeString(empty.resolve("_metadata"), "");
        Files.createDirectories(root.resolve("history/a/shared"));

        assertEquals(
                List.of(whole), files.of("history").stream().map(Checkpoint::directory).toList());
    }

    @Test
    void aJobThatNeverRanHasNone() throws IOException {
        assertEquals(List.of(), files.of("detection-live"));
    }

    @Test
    void attemptsLongGoneAreDeletedOnceTheirSuccessorHasACheckpoint() throws IOException {
        write("a", 1, 1_000);
        write("b", 1, 2_000);
        write("c", 1, 3_000);
        files.deleteOld("history", Set.of("d"));
        assertEquals(3, files.of("history").size());

        write("d", 1, 4_000);
        files.deleteOld("history", Set.of("d"));

        assertFalse(Files.exists(root.resolve("history/a")));
        assertTrue(Files.exists(root.resolve("history/b")));
        assertTrue(Files.exists(root.resolve("history/c")));
        assertTrue(Files.exists(root.resolve("history/d")));
    }

    @Test
    void aJobThatMustStartFromNothingLosesAll() throws IOException {
        write("a", 1, 1_000);

        files.deleteAll("history");

        assertEquals(List.of(), files.of("history"));
    }
}
