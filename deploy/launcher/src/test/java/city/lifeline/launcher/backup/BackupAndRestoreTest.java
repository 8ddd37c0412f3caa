package city.lifeline.launcher.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
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
    private Supplier<Long> free = () -> 100L << 30;

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
        write(city.of("kafka/log/meta.properties"), "cluster");
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
                new BackupCommand(
                        VERSION, terminal(), Clock.fixed(NOW, ZoneOffset.UTC), path -> free.get()),
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
                        "kafka/log/meta.properties",
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

    @Test
    void aManifestThatNamesWhatIsNoPathIsRefused() throws Exception {
        backup();
        manifest("data/postgres/data/PG_VERSION", "data/\\u0000");

        refusedAndNothingLeft("no path");
    }

    @Test
    void aRestoredCityIsCopiedAndRestoredAgain() throws Exception {
        backup();
        restore();
        List<String> first = names(restored);
        city = new DataDirectory(restored);
        backup = directory.resolve("second");
        restored = directory.resolve("third/data");

        assertEquals(0, backup());
        assertEquals(0, restore());

        assertEquals(first, names(restored));
    }

    @Test
    void filesOfARestoredCityThatHasOthersNowAreLeftOut() throws Exception {
        write(city.of("city/points.csv"), "of before\n");

        backup();
        restore();

        assertEquals("point\n", Files.readString(restored.resolve("city/points.csv")));
    }

    @Test
    void halfOfARestoredCityIsNeitherCopiedNorRestoredOver() throws Exception {
        backup();
        Files.createDirectories(city.of(".restoring"));
        backup = directory.resolve("second");
        refused("is being restored", this::backup);

        backup = directory.resolve("backup");
        Files.createDirectories(restored.resolve(".restoring"));
        refused("is being restored", this::restore);
    }

    @Test
    void ofARestoreThatFailsHalfwayItSaysThatAPartIsThere() throws Exception {
        backup();
        // As the files of the city are put in place last, and here cannot be.
        DataDirectory.deleteTree(backup.resolve("city"));
        manifest("\"city/points.csv\"", "\"data/points.csv\"");
        manifest("\"directories\" : [ \"city\", ", "\"directories\" : [ ");
        write(backup.resolve("data/points.csv"), "point\n");

        refused("A part of it is in", this::restore);

        refused("is being restored", this::restore);
    }

    @Test
    void aStoreOnAnotherDiskIsCopiedThroughItsLink() throws Exception {
        Path elsewhere = directory.resolve("disk/kafka");
        Files.createDirectories(elsewhere.getParent());
        Files.move(city.of("kafka"), elsewhere);
        Files.createSymbolicLink(city.of("kafka"), elsewhere);
        write(directory.resolve("rules/shared.yaml"), "rules");
        Files.createSymbolicLink(
                directory.resolve("heimat/rules.yaml"), directory.resolve("rules/shared.yaml"));

        backup();
        restore();

        assertEquals(
                "readings",
                Files.readString(
                        restored.resolve(
                                "kafka/log/lifeline.readings-0/00000000000000000000.log")));
        assertEquals("rules", Files.readString(restored.resolve("city/rules.yaml")));
    }

    @Test
    void aLinkThatIsNotFollowedIsNamed() throws Exception {
        Path link = city.of("history/db/other");
        for (Path to : List.of(directory.resolve("heimat"), directory.resolve("nowhere"))) {
            Files.createSymbolicLink(link, to);
            refused("history/db/other", this::backup);
            Files.delete(link);
        }
        Files.createSymbolicLink(city.of("round"), directory);
        refused("round", this::backup);
        assertFalse(Files.exists(directory.resolve("backup.partial")));
    }

    @Test
    void aCopyWithoutAStoreIsNotCalledOne() throws Exception {
        for (String each :
                List.of("postgres/data/PG_VERSION", "kafka/log/meta.properties", "history/db")) {
            Path aside = directory.resolve("aside");
            Files.move(city.of(each), aside);
            refused(each, this::backup);
            Files.move(aside, city.of(each));
        }
        assertEquals(0, backup());
    }

    @Test
    void aBackupThatWouldFillTheDiskIsNotBegun() throws Exception {
        free = () -> 2L << 30;

        refused("are to stay free", this::backup);

        assertFalse(Files.exists(directory.resolve("backup.partial")));
    }

    @Test
    void aBackupEndsWhenTheDiskFillsMeanwhile() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        free = () -> looks.getAndIncrement() < 4 ? 100L << 30 : 1L << 20;

        refused("left free", this::backup);

        assertEquals(5, looks.get());
        assertFalse(Files.exists(directory.resolve("backup.partial")));
    }

    @Test
    void aFaultThatNobodyThoughtOfLeavesNoSecretsBehind() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        free =
                () -> {
                    if (looks.getAndIncrement() < 4) {
                        return 100L << 30;
                    }
                    throw new IllegalStateException("unthought of");
                };

        assertThrows(IllegalStateException.class, this::backup);

        assertFalse(Files.exists(directory.resolve("backup.partial")));
    }

    @Test
    void whereADiskIsMountedThereIsNoRoomBeside() throws Exception {
        assertTrue(BackupCommand.isMountPoint(Path.of("/proc")));
        assertFalse(BackupCommand.isMountPoint(directory));
        assertFalse(BackupCommand.isMountPoint(directory.resolve("new")));
    }

    @Test
    void aBackupIsNotMadeIntoWhatItCopiesByWhateverName() throws Exception {
        backup = directory.resolve("heimat/backup");
        refused("lies in what is to be copied", this::backup);

        Files.createSymbolicLink(directory.resolve("alias"), city.root());
        backup = directory.resolve("alias/below/backup");
        refused("lies in what is to be copied", this::backup);

        assertFalse(Files.exists(city.of("below")));
    }

    @Test
    void dataAmongTheFilesOfTheCityAreNotTakenForThose() throws Exception {
        Path moved = directory.resolve("heimat/data");
        Files.move(city.root(), moved);
        city = new DataDirectory(moved);

        backup();
        restore();

        assertTrue(Files.exists(restored.resolve("postgres/data/PG_VERSION")));
        assertFalse(Files.exists(restored.resolve("city/data")));
    }

    @Test
    void aManifestThatLacksSomethingIsRefused() throws Exception {
        backup();
        String whole = Files.readString(backup.resolve("manifest.json"));
        for (String text :
                List.of(
                        "null",
                        "{}",
                        whole.replaceFirst("\"takenAt\" : \"[^\"]*\"", "\"takenAt\" : null"),
                        whole.replaceFirst(
                                "(?s)\"directories\" : \\[[^]]*]", "\"directories\" : null"),
                        whole.replaceFirst(
                                "(?s)\"city/points.csv\" : \\{[^}]*}",
                                "\"city/points.csv\" : null"))) {
            assertNotEquals(whole, text);
            Files.writeString(backup.resolve("manifest.json"), text);
            refusedAndNothingLeft("manifest.json");
        }
    }

    private static void refused(String word, Callable<Integer> command) {
        Refusal refusal = assertThrows(Refusal.class, command::call);
        String words = refusal.sentences().toString();
        assertTrue(words.contains(word), words);
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
