package city.lifeline.launcher.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {

    @TempDir private Path directory;
    private Path file = Path.of("");

    @BeforeEach
    void create() throws IOException {
        file = Files.writeString(directory.resolve("a.log"), "one\ntwo\nthree\n");
    }

    @Test
    void aLongFileIsMovedAsideAndGoesOnEmpty() throws IOException {
        LogFile log = new LogFile(file);

        log.rotateIfLong(100);
        assertFalse(Files.exists(directory.resolve("a.log.1")));
        log.rotateIfLong(10);

        assertEquals("one\ntwo\nthree\n", Files.readString(directory.resolve("a.log.1")));
        assertEquals(0, Files.size(file));
    }

    @Test
    void showsItsLastLines() throws IOException {
        LogFile log = new LogFile(file);

        assertEquals(List.of("two", "three"), log.tail(2));
        assertEquals(List.of("one", "two", "three"), log.tail(9));
        assertEquals(List.of(), new LogFile(directory.resolve("none")).tail(9));
    }
}
