package city.lifeline.launcher.backup;

import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.instance.DataDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What went wrong with files, for the person who gave the command. */
final class Faults {

    private Faults() {}

    /** The message of a file system's exception is often the bare path. */
    static String words(Exception fault) {
        boolean wrapped =
                fault instanceof UncheckedIOException
                        || fault instanceof DirectoryIteratorException;
        if (wrapped && fault.getCause() instanceof IOException cause) {
            return words(cause);
        }
        if (fault instanceof NoSuchFileException missing) {
            return missing.getFile() + " is not there.";
        }
        if (fault instanceof AccessDeniedException denied) {
            return denied.getFile() + " may not be read or written.";
        }
        if (fault instanceof FileAlreadyExistsException exists) {
            return exists.getFile() + " is there already.";
        }
        if (fault instanceof FileSystemException other && other.getReason() != null) {
            return other.getFile() + ": " + other.getReason();
        }
        return fault.getMessage() == null ? fault.toString() : fault.getMessage();
    }

    /** Does not hide why it is to be deleted. */
    static void tryToDelete(Path tree, Terminal terminal) {
        try {
            DataDirectory.deleteTree(tree);
        } catch (IOException | UncheckedIOException e) {
            terminal.out().printf("%s holds secrets and is left: delete it. %s%n", tree, words(e));
            terminal.out().flush();
        }
    }
}
