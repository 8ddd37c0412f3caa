package city.lifeline.launcher.server;

import city.lifeline.launcher.instance.DataDirectory;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** PostgreSQL's programs, packed in a jar as an archive. */
final class PostgresBinaries {

    private static final String ARCHIVE = "postgres-linux-x86_64.txz";
    private static final String ORIGIN = "origin.txt";
    private static final int OWNER_EXECUTES = 0100;

    private PostgresBinaries() {}

    /** Unpacks the jar's archive into a directory unless that very jar lies there already. */
    static void extract(Path jar, Path directory) throws IOException {
        Path origin = directory.resolve(ORIGIN);
        String name = jar.getFileName().toString();
        if (Files.exists(origin) && Files.readString(origin).equals(name)) {
            return;
        }
        Path fresh = directory.resolveSibling(directory.getFileName() + ".part");
        DataDirectory.deleteTree(fresh);
        Files.createDirectories(fresh);
        try (JarFile file = new JarFile(jar.toFile())) {
            ZipEntry entry = file.getEntry(ARCHIVE);
            if (entry == null) {
                throw new IOException("%s holds no %s".formatted(jar, ARCHIVE));
            }
            try (InputStream in = file.getInputStream(entry)) {
                unpack(in, fresh);
            }
        }
        Files.writeString(fresh.resolve(ORIGIN), name);
        DataDirectory.deleteTree(directory);
        Files.move(fresh, directory);
    }

    private static void unpack(InputStream archive, Path directory) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(
                        new XZCompressorInputStream(new BufferedInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                Path target = directory.resolve(entry.getName()).normalize();
                if (!target.startsWith(directory)) {
                    throw new IOException("entry leads out of the archive: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else if (entry.isSymbolicLink()) {
                    Files.createDirectories(parent(target));
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else {
                    Files.createDirectories(parent(target));
                    Files.copy(tar, target);
                    boolean executable = (entry.getMode() & OWNER_EXECUTES) != 0;
                    Files.setPosixFilePermissions(
                            target,
                            PosixFilePermissions.fromString(
                                    executable ? "rwxr-xr-x" : "rw-r--r--"));
                }
            }
        }
    }

    private static Path parent(Path path) throws IOException {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IOException(path + " has no directory");
        }
        return parent;
    }
}
