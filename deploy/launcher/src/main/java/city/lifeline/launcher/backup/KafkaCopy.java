package city.lifeline.launcher.backup;

import city.lifeline.model.KafkaTopics;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The log directory of a Kafka that runs, as it would be found after a kill -9.
 *
 * <p>Segments are appended to and never changed, so the first bytes of one are a log of some moment
 * ago; Kafka cuts off a batch that is not whole. Retention deletes the first segments: they are
 * left out then. Compaction replaces whole segments: then the partition is copied anew. Indexes and
 * snapshots of producers are left out: Kafka makes them from the segments when it was not shut
 * down.
 *
 * <p>Partitions are copied one by one, so what follows from a record must be copied before that
 * record: else the copy would know of a reading's acknowledgement, or of its warning, and not have
 * the reading.
 */
final class KafkaCopy {

    private static final String METADATA = "__cluster_metadata";

    /** What the database is the source of: Kafka must not be ahead of it. */
    private static final Set<String> BEFORE_THE_DATABASE =
            Set.of(METADATA, KafkaTopics.REGISTRY, KafkaTopics.RULES);

    /** From what follows to what it follows from; topics that are not named come in between. */
    private static final List<String> FIRST =
            List.of(
                    "__consumer_offsets",
                    KafkaTopics.GATEWAY_PROGRESS,
                    KafkaTopics.GATEWAY_STATUS,
                    KafkaTopics.RESUBMISSION_OUTCOMES,
                    KafkaTopics.WARNING_EVENTS,
                    KafkaTopics.POINT_STATUS);

    private static final List<String> LAST =
            List.of(KafkaTopics.DEAD_LETTERS, KafkaTopics.RESUBMISSIONS, KafkaTopics.READINGS);

    private static final Set<String> NOT_OF_THE_LOG = Set.of(".lock", ".kafka_cleanshutdown");
    private static final List<String> KEPT =
            List.of("leader-epoch-checkpoint", "partition.metadata", "quorum-state");
    private static final String SEGMENT = ".log";

    /** Of the cluster's metadata, which Kafka does not make anew. */
    private static final String METADATA_SNAPSHOT = ".checkpoint";

    private static final String REPLACING = ".swap";
    private static final int TRIES = 20;

    /** Between two tries; Kafka replaces segments for milliseconds. */
    static final Duration PAUSE = Duration.ofMillis(250);

    private final Path log;
    private final Copy copy;
    private final String name;
    private final Duration pause;
    private List<String> partitions = List.of();

    /**
     * A file of a partition.
     *
     * @param key tells it from another of the same name
     */
    private record Listed(String name, @Nullable Object key, long bytes) {}

    /**
     * Copies nothing yet.
     *
     * @param log Kafka's log directory
     * @param name of the copy's directory
     */
    KafkaCopy(Path log, Copy copy, String name, Duration pause) {
        this.log = log;
        this.copy = copy;
        this.name = name;
        this.pause = pause;
    }

    /** What must be copied before the database. */
    void before() throws IOException, InterruptedException {
        // Listed before the metadata are copied: a topic that is made in between would be a log of
        // which they know nothing.
        partitions = list();
        // They say how far logs were, and must not be ahead of them.
        try (DirectoryStream<Path> files = Files.newDirectoryStream(log, Files::isRegularFile)) {
            for (Path file : files) {
                String each = file.getFileName().toString();
                if (!NOT_OF_THE_LOG.contains(each) && !each.endsWith(".tmp")) {
                    copy.file(file, name + "/" + each);
                }
            }
        }
        for (String partition : partitions) {
            if (BEFORE_THE_DATABASE.contains(topic(partition))) {
                partition(partition);
            }
        }
    }

    /** All the rest, after the database: it knows how far it has read. */
    void after() throws IOException, InterruptedException {
        for (String partition : partitions) {
            if (!BEFORE_THE_DATABASE.contains(topic(partition))) {
                partition(partition);
            }
        }
    }

    private List<String> list() throws IOException {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> directories =
                Files.newDirectoryStream(log, path -> Files.isDirectory(path))) {
            for (Path directory : directories) {
                String each = directory.getFileName().toString();
                // Others are being deleted or moved.
                if (each.matches(".*-[0-9]+")) {
                    found.add(each);
                }
            }
        }
        found.sort(Comparator.comparingInt(KafkaCopy::place).thenComparing(each -> each));
        return found;
    }

    private static int place(String partition) {
        String topic = topic(partition);
        int first = FIRST.indexOf(topic);
        int last = LAST.indexOf(topic);
        if (first >= 0) {
            return first;
        }
        return last < 0 ? FIRST.size() : FIRST.size() + 1 + last;
    }

    private static String topic(String partition) {
        return partition.substring(0, partition.lastIndexOf('-'));
    }

    private void partition(String partition) throws IOException, InterruptedException {
        Path directory = log.resolve(partition);
        for (int i = 0; i < TRIES; i++) {
            if (!Files.isDirectory(directory)) {
                // Its topic was deleted, as that of a replay is.
                return;
            }
            if (isCopied(directory, name + "/" + partition)) {
                return;
            }
            copy.forget(name + "/" + partition);
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        }
        throw new IOException(
                "Kafka replaces segments of %s faster than they can be copied"
                        .formatted(partition));
    }

    /** Whether nothing but its head was deleted, and nothing replaced, while it was copied. */
    private boolean isCopied(Path directory, String to) throws IOException {
        try {
            List<Listed> before = listed(directory);
            if (before.stream().anyMatch(each -> each.name.endsWith(REPLACING))) {
                return false;
            }
            copy.directory(to);
            Set<String> missed = new HashSet<>();
            for (Listed each : before) {
                boolean segment = each.name.endsWith(SEGMENT);
                try {
                    // No more of a segment than there was; other files are replaced as a whole.
                    copy.file(
                            directory.resolve(each.name),
                            to + "/" + each.name,
                            segment ? each.bytes : Long.MAX_VALUE);
                } catch (NoSuchFileException e) {
                    if (!segment) {
                        return false;
                    }
                    missed.add(each.name);
                }
            }
            Map<String, Listed> after = new TreeMap<>();
            listed(directory).forEach(each -> after.put(each.name, each));
            if (after.keySet().stream().anyMatch(each -> each.endsWith(REPLACING))) {
                return false;
            }
            String last = null;
            boolean head = true;
            for (Listed each : before) {
                Listed now = after.remove(each.name);
                boolean same = now != null && Objects.equals(now.key, each.key);
                if (each.name.endsWith(METADATA_SNAPSHOT) && !same) {
                    return false;
                }
                if (!each.name.endsWith(SEGMENT)) {
                    continue;
                }
                last = each.name;
                if (now == null && head) {
                    copy.forgetFile(to + "/" + each.name);
                } else if (!same || missed.contains(each.name)) {
                    return false;
                } else {
                    head = false;
                }
            }
            if (last != null && head) {
                // All of it is new.
                return false;
            }
            for (String each : after.keySet()) {
                if (each.endsWith(SEGMENT) && last != null && each.compareTo(last) < 0) {
                    return false;
                }
            }
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static List<Listed> listed(Path directory) throws IOException {
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            files.forEach(paths::add);
        }
        List<Listed> found = new ArrayList<>();
        // After all were listed: a segment behind which there is another is whole by now.
        for (Path file : paths) {
            String each = file.getFileName().toString();
            if (each.endsWith(SEGMENT)
                    || each.endsWith(METADATA_SNAPSHOT)
                    || each.endsWith(REPLACING)
                    || KEPT.contains(each)) {
                BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
                found.add(new Listed(each, now.fileKey(), now.size()));
            }
        }
        found.sort(Comparator.comparing(Listed::name));
        return found;
    }
}
