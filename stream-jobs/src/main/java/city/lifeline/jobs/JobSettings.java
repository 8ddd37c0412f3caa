package city.lifeline.jobs;

import city.lifeline.model.settings.Setting;
import city.lifeline.runtime.ClockSettings;
import city.lifeline.runtime.HistorySettings;
import city.lifeline.runtime.KafkaSettings;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Every key of the configuration file that the jobs read. */
public final class JobSettings {

    /** Key groups of the keyed state: more parallel than this a job never gets, even later. */
    public static final int MAX_PARALLELISM = 128;

    public static final Setting<URI> CHECKPOINTS =
            Setting.uri(
                    "flink.checkpoints.dir",
                    null,
                    "directory of checkpoints as an address such as"
                            + " file:///var/lib/lifeline/checkpoints");

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

    public static final Setting<Duration> GROUPS_AFTER =
            Setting.duration(
                    "detection.groups.after",
                    "PT5S",
                    "how long rules over several points wait for readings, by the city's clock; no"
                            + " longer than ingest.late.after");

    public static final Setting<Integer> HISTORY_PARALLELISM =
            Setting.integer(
                    "history.parallelism",
                    "1",
                    1,
                    MAX_PARALLELISM,
                    "parallel instances of the history job");

    public static final Setting<Duration> HISTORY_BATCH_DELAY =
            Setting.duration(
                    "history.batch.delay",
                    "PT1S",
                    "how long a sample may wait for others before it is written to the history"
                            + " store");

    public static final Setting<Integer> HISTORY_BATCH_LINES =
            Setting.integer(
                    "history.batch.lines",
                    "10000",
                    1,
                    1_000_000,
                    "samples that are written to the history store at once, at most");

    public static final Setting<Duration> KEEP_READINGS =
            keep("history.keep.readings", "single readings", "days");

    public static final Setting<Duration> KEEP_MINUTES =
            keep("history.keep.minutes", "sums of a minute", "months");

    public static final Setting<Duration> KEEP_HOURS =
            keep("history.keep.hours", "sums of an hour", "years");

    private static Setting<Duration> keep(String key, String what, String parts) {
        return Setting.duration(
                key,
                "PT0S",
                "how long the history store keeps %s, such as P400D; PT0S: for ever. QuestDB drops whole %s, an InfluxDB 2 or 3 is told by who made its bucket"
                        .formatted(what, parts));
    }

    private JobSettings() {}

    /** What the detection job reads. */
    public static List<Setting<?>> ofDetection() {
        return with(List.of(DETECTION_PARALLELISM, GROUPS_AFTER, ClockSettings.LATE_AFTER));
    }

    /** What the history job reads. */
    public static List<Setting<?>> ofHistory() {
        List<Setting<?>> own = new ArrayList<>(HistorySettings.ALL);
        own.addAll(
                List.of(
                        HISTORY_PARALLELISM,
                        HISTORY_BATCH_DELAY,
                        HISTORY_BATCH_LINES,
                        KEEP_READINGS,
                        KEEP_MINUTES,
                        KEEP_HOURS));
        return with(own);
    }

    private static List<Setting<?>> with(List<Setting<?>> own) {
        List<Setting<?>> all = new ArrayList<>(KafkaSettings.ALL);
        all.addAll(List.of(CHECKPOINTS, CHECKPOINT_INTERVAL));
        all.addAll(own);
        return List.copyOf(all);
    }
}
