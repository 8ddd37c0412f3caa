package city.lifeline.launcher.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FaultsTest {

    @Test
    void theyAreToldInWordsAndWithTheirFile() {
        assertEquals("/a is not there.", Faults.words(new NoSuchFileException("/a")));
        assertEquals(
                "/a may not be read or written.", Faults.words(new AccessDeniedException("/a")));
        assertEquals(
                "/a: No space left on device",
                Faults.words(new FileSystemException("/a", null, "No space left on device")));
        assertEquals("in words", Faults.words(new IOException("in words")));
        assertEquals(IOException.class.getName(), Faults.words(new IOException()));
    }

    @Test
    void whatOnlyWrapsThemIsNotTold() {
        assertEquals(
                "/a is not there.",
                Faults.words(new UncheckedIOException(new NoSuchFileException("/a"))));
        assertEquals(
                "/a is not there.",
                Faults.words(new DirectoryIteratorException(new NoSuchFileException("/a"))));
    }
}
