package city.lifeline.jobs;

import city.lifeline.model.settings.Setting;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Every key of the configuration file that the jobs read. */
public final class JobSettings {

    /** Key groups of the keyed state: more parallel than this a job never gets, even later. */
    public static final int MAX_PARALLELISM = 128;

    public static final Setting<String> KAFKA_SERVERS =
            Setting.text("kafka.bootstrap.servers", null, "Kafka's addresses, host:port,host:port");

    public static final Setting<String> KAFKA_USERNAME =
            Setting.text("kafka.username", "", "name to log in to Kafka with; empty: no login");

    public static final Setting<String> KAFKA_PASSWORD_FILE =
            Setting.text("kafka.password.file", "", "file that holds the password for Kafka");

    public static final Setting<URI> CHECKPOINTS =
            Setting.uri(
                    "flink.checkpoints.dir",
                    null,
                    "directory of checkpoints as an address such as file:///var/lib/lifeline/checkpoints");

    public static final Setting<Duration> CHECKPOINT_INTERVAL =
            Setting.duration(
                    "flink.checkpoints.interval",
                    "PT3S",
                    "how often a job's state is saved; after a crash this much is computed again");

    public static final Setting<Integer> DETECTION_PARALLELISM =
            Setting.integer(
                    "detection.parallelism",
                    "1",
                    1,
                    MAX_PARALLELISM,
                    "parallel instances of the detection job");

    public static final Setting<Integer> HISTORY_PARALLELISM =
            Setting.integer(
                    "history.parallelism",
                    "1",
                    1,
                    MAX_PARALLELISM,
                    "parallel instances of the history job");

    public static final Setting<URI> HISTORY_URL =
            Setting.uri(
                    "history.url", null, "address of the history store such as http://host:9000");

    public static final Setting<String> HISTORY_USERNAME =
            Setting.text(
                    "history.username",
                    "",
                    "name to log in to the history store with; empty: no login");

    public static final Setting<String> HISTORY_PASSWORD_FILE =
            Setting.text(
                    "history.password.file",
                    "",
                    "file that holds the password for the history store");

    public static final Setting<Duration> HISTORY_BATCH_DELAY =
            Setting.duration(
                    "history.batch.delay",
                    "PT0.5S",
                    "how long a sample may wait for others before it is written to the history store");

    public static final Setting<Integer> HISTORY_BATCH_LINES =
            Setting.integer(
                    "history.batch.lines",
                    "10000",
                    1,
                    1_000_000,
                    "samples that are written to the history store at once, at most");

    private static final List<Setting<?>> COMMON =
            List.of(
                    KAFKA_SERVERS,
                    KAFKA_USERNAME,
                    KAFKA_PASSWORD_FILE,
                    CHECKPOINTS,
                    CHECKPOINT_INTERVAL);

    private JobSettings() {}

    /** What the detection job reads. */
    public static List<Setting<?>> ofDetection() {
        return with(List.of(DETECTION_PARALLELISM));
    }

    /** What the history job reads. */
    public static List<Setting<?>> ofHistory() {
        return with(
                List.of(
                        HISTORY_PARALLELISM,
                        HISTORY_URL,
                        HISTORY_USERNAME,
                        HISTORY_PASSWORD_FILE,
                        HISTORY_BATCH_DELAY,
                        HISTORY_BATCH_LINES));
    }

    private static List<Setting<?>> with(List<Setting<?>> own) {
        List<Setting<?>> all = new ArrayList<>(COMMON);
        all.addAll(own);
        return List.copyOf(all);
    }
}
