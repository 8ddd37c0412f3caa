package city.lifeline.launcher.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaCopyTest {

    private static final String FIRST = "00000000000000000000.log";
    private static final String SECOND = "00000000000000000500.log";
    private static final String THIRD = "00000000000000000900.log";

    @TempDir private Path directory;
    private Path log;
    private ChangingCopy copy;

    /** What happens to a log while it is copied. */
    private interface Change {
        void happen() throws IOException;
    }

    /** Lets something happen just before a file is copied, once each. */
    private static final class ChangingCopy extends Copy {

        private final Map<String, Change> changes = new HashMap<>();
        private final List<String> order = new ArrayList<>();

        ChangingCopy(Path root) {
            super(root);
        }

        @Override
        void file(Path from, String name, long atMost) throws IOException {
            Change change = changes.remove(name);
            if (change != null) {
                change.happen();
            }
            super.file(from, name, atMost);
            order.add(name);
        }
    }

    @BeforeEach
    void makeLog() throws IOException {
        log = Files.createDirectories(directory.resolve("log"));
        copy = new ChangingCopy(Files.createDirectories(directory.resolve("copy")));
        write(log.resolve("meta.properties"), "cluster");
        write(log.resolve("log-start-offset-checkpoint"), "0");
        write(log.resolve(".kafka_cleanshutdown"), "");
        write(log.resolve(".lock"), "");
        for (String partition :
                List.of(
                        "lifeline.readings-0",
                        "lifeline.warning-events-0",
                        "lifeline.gateway-progress-0",
                        "lifeline.registry-0",
                        "__consumer_offsets-0",
                        "__cluster_metadata-0")) {
            write(log.resolve(partition).resolve(FIRST), "first of " + partition);
            write(log.resolve(partition).resolve("partition.metadata"), "id");
            write(log.resolve(partition).resolve("leader-epoch-checkpoint"), "0");
            write(log.resolve(partition).resolve("00000000000000000000.index"), "index");
            write(log.resolve(partition).resolve("00000000000000000500.snapshot"), "producers");
        }
        write(log.resolve("__cluster_metadata-0/00000000000000000000-0000000000.checkpoint"), "m");
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.APPEND);
    }

    private void run() throws IOException, InterruptedException {
        KafkaCopy kafka = new KafkaCopy(log, copy, "kafka", Duration.ZERO);
        kafka.before();
        kafka.after();
    }

    private Path copied(String name) {
        return copy.path("kafka/" + name);
    }

    @Test
    void whatKafkaMakesAnewAfterAKillIsLeftOut() throws Exception {
        run();

        assertTrue(Files.exists(copied("meta.properties")));
        assertTrue(Files.exists(copied("log-start-offset-checkpoint")));
        assertTrue(
                Files.exists(
                        copied("__cluster_metadata-0/00000000000000000000-0000000000.checkpoint")));
        assertTrue(Files.exists(copied("lifeline.readings-0/partition.metadata")));
        assertTrue(Files.exists(copied("lifeline.readings-0/leader-epoch-checkpoint")));
        assertFalse(Files.exists(copied(".kafka_cleanshutdown")));
        assertFalse(Files.exists(copied(".lock")));
        assertFalse(Files.exists(copied("lifeline.readings-0/00000000000000000000.index")));
        assertFalse(Files.exists(copied("lifeline.readings-0/00000000000000000500.snapshot")));
    }

    @Test
    void whatFollowsFromAReadingIsCopiedBeforeItAndTheRegistryBeforeTheDatabase() throws Exception {
        KafkaCopy kafka = new KafkaCopy(log, copy, "kafka", Duration.ZERO);

        kafka.before();
        List<String> before = segments();
        kafka.after();

        assertEquals(
                List.of(
                        "kafka/__cluster_metadata-0/" + FIRST,
                        "kafka/lifeline.registry-0/" + FIRST),
                before);
        assertEquals(
                List.of(
                        "kafka/__consumer_offsets-0/" + FIRST,
                        "kafka/lifeline.gateway-progress-0/" + FIRST,
                        "kafka/lifeline.warning-events-0/" + FIRST,
                        "kafka/lifeline.readings-0/" + FIRST),
                segments().subList(before.size(), segments().size()));
    }

    private List<String> segments() {
        return copy.order.stream().filter(each -> each.endsWith(".log")).toList();
    }

    @Test
    void ofASegmentThatGrowsWhatWasThereIsCopied() throws Exception {
        Path readings = log.resolve("lifeline.readings-0");
        copy.changes.put(
                "kafka/lifeline.readings-0/" + FIRST,
                () -> append(readings.resolve(FIRST), ", and half a ba"));

        run();

        assertEquals(
                "first of lifeline.readings-0",
                Files.readString(copied("lifeline.readings-0/" + FIRST)));
    }

    @Test
    void aSegmentThatIsBegunMeanwhileDoesNotFollowHalfOfTheOneBefore() throws Exception {
        Path readings = log.resolve("lifeline.readings-0");
        copy.changes.put(
                "kafka/lifeline.readings-0/" + FIRST,
                () -> {
                    append(readings.resolve(FIRST), ", its rest");
                    write(readings.resolve(SECOND), "second");
                });

        run();

        assertEquals(
                "first of lifeline.readings-0",
                Files.readString(copied("lifeline.readings-0/" + FIRST)));
        assertFalse(Files.exists(copied("lifeline.readings-0/" + SECOND)));
    }

    @Test
    void theHeadOfAPartitionThatRetentionDeletesIsLeftOut() throws Exception {
        Path readings = log.resolve("lifeline.readings-0");
        write(readings.resolve(SECOND), "second");
        write(readings.resolve(THIRD), "third");
        copy.changes.put(
                "kafka/lifeline.readings-0/" + SECOND,
                () -> {
                    Files.move(readings.resolve(FIRST), readings.resolve(FIRST + ".deleted"));
                    append(readings.resolve(THIRD), " and more");
                });

        run();

        assertFalse(Files.exists(copied("lifeline.readings-0/" + FIRST)));
        assertEquals("second", Files.readString(copied("lifeline.readings-0/" + SECOND)));
        assertEquals("third", Files.readString(copied("lifeline.readings-0/" + THIRD)));
        assertEquals(
                List.of(FIRST, SECOND, THIRD),
                copy.order.stream()
                        .filter(each -> each.matches(".*readings-0/.*\\.log"))
                        .map(each -> each.substring(each.lastIndexOf('/') + 1))
                        .toList());
        assertEquals(
                copy.files().keySet().stream()
                        .filter(each -> each.contains("readings-0"))
                        .filter(each -> each.endsWith(".log"))
                        .toList(),
                List.of(
                        "kafka/lifeline.readings-0/" + SECOND,
                        "kafka/lifeline.readings-0/" + THIRD));
    }

    @Test
    void aHeadThatIsDeletedBeforeItIsReadIsLeftOutToo() throws Exception {
        Path readings = log.resolve("lifeline.readings-0");
        write(readings.resolve(SECOND), "second");
        copy.changes.put(
                "kafka/lifeline.readings-0/" + FIRST, () -> Files.delete(readings.resolve(FIRST)));

        run();

        assertFalse(Files.exists(copied("lifeline.readings-0/" + FIRST)));
        assertEquals("second", Files.readString(copied("lifeline.readings-0/" + SECOND)));
    }

    @Test
    void aPartitionThatLosesASegmentInItsMidstOrGainsOneIsCopiedAnew() throws Exception {
        Path progress = log.resolve("lifeline.gateway-progress-0");
        write(progress.resolve(SECOND), "second");
        write(progress.resolve(THIRD), "third");
        copy.changes.put(
                "kafka/lifeline.gateway-progress-0/" + THIRD,
                () -> {
                    Files.delete(progress.resolve(SECOND));
                    append(progress.resolve(THIRD), " of the second copy");
                });
        Path readings = log.resolve("lifeline.readings-0");
        write(readings.resolve(THIRD), "third");
        copy.changes.put(
                "kafka/lifeline.readings-0/" + THIRD,
                () -> write(readings.resolve(SECOND), "split off"));

        run();

        assertFalse(Files.exists(copied("lifeline.gateway-progress-0/" + SECOND)));
        assertEquals(
                "third of the second copy",
                Files.readString(copied("lifeline.gateway-progress-0/" + THIRD)));
        assertEquals("split off", Files.readString(copied("lifeline.readings-0/" + SECOND)));
    }

    @Test
    void aPartitionOfWhichCompactionReplacesASegmentIsCopiedAnew() throws Exception {
        Path progress = log.resolve("lifeline.gateway-progress-0");
        write(progress.resolve(SECOND), "second");
        copy.changes.put(
                "kafka/lifeline.gateway-progress-0/" + SECOND,
                () -> {
                    write(progress.resolve(FIRST + ".swap"), "compacted");
                    Files.move(progress.resolve(FIRST), progress.resolve(FIRST + ".deleted"));
                    Files.move(progress.resolve(FIRST + ".swap"), progress.resolve(FIRST));
                });

        run();

        assertEquals("compacted", Files.readString(copied("lifeline.gateway-progress-0/" + FIRST)));
    }

    @Test
    void aPartitionThatIsReplacedWithoutEndIsGivenUp() throws Exception {
        Path progress = log.resolve("lifeline.gateway-progress-0");
        write(progress.resolve(FIRST + ".swap"), "compacted");

        IOException gaveUp = assertThrows(IOException.class, this::run);

        assertTrue(gaveUp.toString().contains("lifeline.gateway-progress-0"));
        assertFalse(Files.exists(copied("lifeline.gateway-progress-0")));
    }

    @Test
    void aTopicThatIsDeletedMeanwhileIsLeftOut() throws Exception {
        Path run = log.resolve("lifeline.readings.winter-0");
        write(run.resolve(FIRST), "winter");
        copy.changes.put(
                "kafka/lifeline.readings.winter-0/" + FIRST,
                () -> Files.move(run, log.resolve("lifeline.readings.winter-0.x-delete")));

        run();

        assertFalse(Files.exists(copied("lifeline.readings.winter-0")));
        assertTrue(Files.exists(copied("lifeline.readings-0/" + FIRST)));
    }
}
