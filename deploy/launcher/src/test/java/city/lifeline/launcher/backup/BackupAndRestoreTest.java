package city.lifeline.launcher.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.instance.DataDirectory;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.launcher.instance.SettingsFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Of a city that is stopped: nothing of it runs. */
class BackupAndRestoreTest {

    private static final String VERSION = "0.2.0";
    private static final Instant NOW = Instant.parse("2026-11-27T08:00:00Z");
    private static final Instant THEN = Instant.parse("2026-11-20T08:00:00Z");

    @TempDir private Path directory;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private DataDirectory city;
    private Path backup;
    private Path restored;

    @BeforeEach
    void makeCity() throws IOException {
        city = new DataDirectory(directory.resolve("data"));
        backup = directory.resolve("backup");
        restored = directory.resolve("elsewhere/data");
        Path files = directory.resolve("heimat");
        write(files.resolve("points.csv"), "point\n");
        write(city.settings(), "city.directory=" + files + "\nup.port.base=21000\n");
        write(city.secrets().resolve("database"), "secret");
        write(city.of("kafka/log/lifeline.readings-0/00000000000000000000.log"), "readings");
        write(city.of("postgres/data/PG_VERSION"), "18");
        Files.createDirectories(city.of("postgres/data/pg_notify"));
        write(city.of("postgres/dist/bin/postgres"), "program");
        write(city.of("history/db/table.d"), "history");
        write(city.checkpoints().resolve("history/1/chk-1/_metadata"), "checkpoint");
        write(city.checkpoints().resolve("detection-live/2/chk-7/_metadata"), "checkpoint");
        write(city.logs().resolve("ingest.log"), "log");
        write(city.running().resolve("components.json"), "[]");
        Files.setLastModifiedTime(city.secrets().resolve("database"), FileTime.from(THEN));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Terminal terminal() {
        return new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8), false);
    }

    private int run(Callable<Integer> command, String... arguments) throws Exception {
        new CommandLine(command).parseArgs(arguments);
        return command.call();
    }

    private int backup(String... more) throws Exception {
        return run(
                new BackupCommand(VERSION, terminal(), Clock.fixed(NOW, ZoneOffset.UTC)),
                Stream.concat(
                                Stream.of(backup.toString(), "--data", city.root().toString()),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    private int restore() throws Exception {
        return run(
                new RestoreCommand(VERSION, terminal()),
                backup.toString(),
                "--data",
                restored.toString());
    }

    private static List<String> names(Path root) throws IOException {
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void whatIsRestoredIsWhatWasCopiedWithoutLogsAndPrograms() throws Exception {
        assertEquals(0, backup());
        assertEquals(0, restore());

        assertEquals(
                List.of(
                        "city/points.csv",
                        "flink/checkpoints/detection-live/2/chk-7/_metadata",
                        "flink/checkpoints/history/1/chk-1/_metadata",
                        "history/db/table.d",
                        "kafka/log/lifeline.readings-0/00000000000000000000.log",
                        "lifeline.properties",
                        "postgres/data/PG_VERSION",
                        "secrets/database"),
                names(restored));
        assertEquals("secret", Files.readString(restored.resolve("secrets/database")));
        assertTrue(Files.isDirectory(restored.resolve("postgres/data/pg_notify")));
        assertEquals(
                FileTime.from(THEN),
                Files.getLastModifiedTime(restored.resolve("secrets/database")));
    }

    @Test
    void theRestoredCityHasItsOwnFilesWithIt() throws Exception {
        backup();
        DataDirectory.deleteTree(directory.resolve("heimat"));

        restore();

        assertEquals(
                Map.of(
                        "city.directory",
                        restored.resolve("city").toString(),
                        "up.port.base",
                        "21000"),
                SettingsFile.read(restored.resolve("lifeline.properties")));
    }

    @Test
    void nobodyElseMayLookIntoABackupOrWhatIsRestoredFromIt() throws Exception {
        backup();
        restore();

        for (Path root : List.of(backup, restored)) {
            try (Stream<Path> walk = Files.walk(root)) {
                for (Path path : walk.toList()) {
                    assertEquals(
                            Files.isDirectory(path) ? "rwx------" : "rw-------",
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(path)),
                            path.toString());
                }
            }
        }
    }

    @Test
    void withoutHistoryItsJobBeginsAnewToo() throws Exception {
        backup("--without-history");
        restore();

        assertFalse(Files.exists(restored.resolve("history")));
        assertFalse(Files.exists(restored.resolve("flink/checkpoints/history")));
        assertTrue(Files.exists(restored.resolve("flink/checkpoints/detection-live")));
    }

    @Test
    void aBackupIsMadeIntoANewOrEmptyDirectoryOutsideOfTheDataOnly() throws Exception {
        write(backup.resolve("photo.jpg"), "mine");
        assertThrows(Refusal.class, this::backup);
        assertEquals("mine", Files.readString(backup.resolve("photo.jpg")));

        backup = city.root().resolve("backup");
        assertThrows(Refusal.class, this::backup);
        assertFalse(Files.exists(backup));

        backup = directory.resolve("interrupted");
        Files.createDirectories(directory.resolve("interrupted.partial"));
        assertThrows(Refusal.class, this::backup);

        backup = Files.createDirectories(directory.resolve("empty"));
        assertEquals(0, backup());
    }

    @Test
    void whereThereIsNoCityThereIsNothingToCopy() {
        city = new DataDirectory(directory.resolve("nowhere"));

        assertThrows(Refusal.class, this::backup);
        assertFalse(Files.exists(backup));
        assertFalse(Files.exists(city.root()));
    }

    @Test
    void aBackupThatFailsLeavesNothing() throws Exception {
        DataDirectory.deleteTree(directory.resolve("heimat"));

        assertThrows(Refusal.class, this::backup);

        assertFalse(Files.exists(backup));
        assertFalse(Files.exists(directory.resolve("backup.partial")));
    }

    @Test
    void dataThatAreThereAreNotOverwritten() throws Exception {
        backup();
        write(restored.resolve("lifeline.properties"), "living");

        assertThrows(Refusal.class, this::restore);

        assertEquals(List.of("lifeline.properties"), names(restored));
        assertEquals("living", Files.readString(restored.resolve("lifeline.properties")));
    }

    @Test
    void anEmptyDirectoryMayBeThere() throws Exception {
        backup();
        Files.createDirectories(restored);

        assertEquals(0, restore());
    }

    @Test
    void aBackupWithoutItsManifestIsNotWhole() throws Exception {
        backup();
        Files.delete(backup.resolve("manifest.json"));

        refusedAndNothingLeft("no whole backup");
    }

    @Test
    void aBackupThatLacksAFileIsRefused() throws Exception {
        backup();
        Files.delete(backup.resolve("data/postgres/data/PG_VERSION"));

        refusedAndNothingLeft("PG_VERSION");
    }

    @Test
    void aBackupOfWhichOneByteIsAnotherIsRefused() throws Exception {
        backup();
        Files.writeString(
                backup.resolve("data/kafka/log/lifeline.readings-0/00000000000000000000.log"),
                "readingz");

        refusedAndNothingLeft("damaged");
    }

    @Test
    void aBackupOfANewerVersionIsRefused() throws Exception {
        for (String newer : List.of("0.2.1", "0.3.0", "0.10.0", "1.0.0", "0.2.0.1")) {
            DataDirectory.deleteTree(backup);
            backup();
            manifest("\"lifeline\" : \"0.2.0\"", "\"lifeline\" : \"" + newer + "\"");

            refusedAndNothingLeft(newer);
        }
    }

    @Test
    void aBackupOfAnOlderVersionIsTaken() throws Exception {
        backup();
        manifest("\"lifeline\" : \"0.2.0\"", "\"lifeline\" : \"0.1.10\"");

        assertEquals(0, restore());
    }

    @Test
    void aNewerFormatIsRefusedWhateverIsInIt() throws Exception {
        backup();
        manifest("\"format\" : 1", "\"format\" : 2, \"unknown\" : []");

        refusedAndNothingLeft("newer");
    }

    @Test
    void aManifestThatLeadsOutOfTheBackupIsRefused() throws Exception {
        backup();
        manifest("data/postgres/data/PG_VERSION", "data/../../escaped");

        refusedAndNothingLeft("leads out");
        assertFalse(Files.exists(restored.resolve("../escaped")));
    }

    private void manifest(String what, String by) throws IOException {
        Path file = backup.resolve("manifest.json");
        String text = Files.readString(file);
        assertTrue(text.contains(what), text);
        Files.writeString(file, text.replace(what, by));
    }

    private void refusedAndNothingLeft(String word) throws IOException {
        Refusal refusal = assertThrows(Refusal.class, this::restore);
        String words = refusal.sentences().toString();
        assertTrue(words.contains(word), words);
        assertTrue(
                !Files.exists(restored) || names(restored).isEmpty(), "left behind in " + restored);
    }
}
