package city.lifeline.simulators.replay;

import city.lifeline.model.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** What can be told of a recording from the outside and from its first bytes. */
public final class FileChecks {

    private static final int SNIFFED = 1 << 16;

    private FileChecks() {}

    /** The file's name without its directory. */
    public static String name(Path path) {
        Path last = path.getFileName();
        return last == null ? path.toString() : last.toString();
    }

    static void check(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw fault(path, "there is no such file");
        }
        if (Files.isSymbolicLink(path)) {
            throw fault(path, "is a symbolic link: name the file itself");
        }
        if (!Files.isRegularFile(path)) {
            throw fault(path, "is not a file");
        }
        if (!Files.isReadable(path)) {
            throw fault(path, "may not be read by this user");
        }
        byte[] head;
        try (InputStream in = Files.newInputStream(path)) {
            head = in.readNBytes(SNIFFED);
        }
        if (head.length == 0) {
            throw fault(path, "is empty");
        }
        if (startsWith(head, 0xfe, 0xff) || startsWith(head, 0xff, 0xfe)) {
            throw fault(path, "is UTF-16: save it as UTF-8");
        }
        if (startsWith(head, 0x1f, 0x8b)) {
            throw fault(path, "is compressed with gzip: unpack it first");
        }
        if (startsWith(head, 'P', 'K', 3, 4)) {
            throw fault(
                    path,
                    "is a ZIP archive or a workbook: unpack it, or save the sheet as CSV UTF-8");
        }
        if (hasOnlyCarriageReturns(head)) {
            throw fault(path, "its lines end with CR alone: save it with LF or CR LF line ends");
        }
    }

    private static boolean startsWith(byte[] head, int... bytes) {
        if (head.length < bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if ((head[i] & 0xff) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasOnlyCarriageReturns(byte[] head) {
        boolean carriageReturn = false;
        for (int i = 0; i < head.length; i++) {
            if (head[i] == '\n') {
                return false;
            }
            carriageReturn |= head[i] == '\r' && i + 1 < head.length;
        }
        return carriageReturn;
    }

    private static FileFaultException fault(Path path, String message) {
        return new FileFaultException(new Fault(name(path), 0, 0, "", message));
    }
}
