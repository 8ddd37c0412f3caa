package city.lifeline.launcher.replay;

import city.lifeline.gateway.GatewayClient;
import city.lifeline.launcher.client.AlertingApi;
import city.lifeline.launcher.client.ConsumerLag;
import city.lifeline.launcher.client.RunningInstance;
import city.lifeline.launcher.console.StepDisplay;
import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.launcher.jobs.CheckpointFiles;
import city.lifeline.launcher.jobs.FlinkRest;
import city.lifeline.launcher.jobs.JobObservation;
import city.lifeline.launcher.jobs.JobState;
import city.lifeline.launcher.jobs.RunFiles;
import city.lifeline.launcher.jobs.WantedJob;
import city.lifeline.launcher.server.KafkaAdmin;
import city.lifeline.model.KafkaTopics;
import city.lifeline.model.Runs;
import city.lifeline.runtime.MqttSettings;
import city.lifeline.simulators.replay.DryRun;
import city.lifeline.simulators.replay.ReplayControl;
import city.lifeline.simulators.replay.ReplayOptions;
import city.lifeline.simulators.replay.ReplayPlan;
import city.lifeline.simulators.replay.ReplayResult;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * A replay with the recording's own clock, beside the live city: a run with a topic and a detection
 * job of its own.
 *
 * <p>Whatever process is killed meanwhile, each step waits until it can go on.
 */
final class ReplayAside {

    private static final String KAFKA = "Kafka does not answer";
    private static final String FLINK = "Flink does not answer";
    private static final String ALERTING = "Alerting does not answer";
    private static final Duration LATE_AFTER = Duration.ofMinutes(5);

    private final RunningInstance instance;
    private final Terminal terminal;
    private final KafkaAdmin kafka;
    private final AlertingApi alerting;
    private final FlinkRest flink;
    private final RunFiles runs;
    private final String run;
    private final String kafkaTopic;
    private final String group;

    ReplayAside(RunningInstance instance, Terminal terminal, KafkaAdmin kafka, String run)
            throws IOException {
        this.instance = instance;
        this.terminal = terminal;
        this.kafka = kafka;
        this.alerting = instance.alerting();
        this.flink = instance.flink();
        this.runs = new RunFiles(instance.data().runs());
        this.run = run;
        this.kafkaTopic = Runs.readingsTopic(run);
        this.group = "lifeline-" + WantedJob.detectionName(run);
    }

    /**
     * From the removal of an earlier attempt to the summary. Where an earlier time of the recording
     * is wanted meanwhile, all begins again from there.
     *
     * @param passes as {@link ReplayControl} has them
     * @return whether it came to the recording's end
     */
    boolean replay(ReplayPlan plan, DryRun dryRun, List<Path> files, double speed, int passes)
            throws IOException, InterruptedException {
        terminal.out().printf("run %s%n", run);
        if (runs.isActive(run)) {
            throw new Refusal(
                    "Run %s is being replayed by another process; wait for its end."
                            .formatted(run));
        }
        ReplayControl control = new ReplayControl(ReplayOptions.As.ORIGINAL, speed, passes);
        Patience.with(
                ALERTING,
                () -> {
                    alerting.beginReplay(
                            run, Beginning.of(run, files.get(0).getFileName().toString(), dryRun));
                    return true;
                });
        try (ReplayLink link = new ReplayLink(alerting, run, control, dryRun.readings())) {
            boolean again = true;
            while (again) {
                again = attempt(plan, dryRun, files, control, link);
            }
        }
        return !control.isStopped();
    }

    /** Whether the run has to begin again. */
    private boolean attempt(
            ReplayPlan plan,
            DryRun dryRun,
            List<Path> files,
            ReplayControl control,
            ReplayLink link)
            throws IOException, InterruptedException {
        removeEarlierAttempt(dryRun);
        Patience.with(
                ALERTING,
                () -> {
                    alerting.registerRun(
                            run,
                            files.get(0).getFileName().toString(),
                            files.stream().map(file -> file.getFileName().toString()).toList(),
                            String.valueOf(dryRun.first()));
                    return true;
                });
        runs.activate(run);
        Thread atExit = new Thread(() -> finishQuietly(link), "finish-run");
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            Patience.until(FLINK, this::isDetecting);
            ReplayResult result = publish(plan, dryRun, control, link);
            boolean again = control.takeAgain();
            if (!again) {
                awaitDetection();
                awaitAlerting();
                again = control.isSought();
            }
            if (again) {
                terminal.out().println("back to an earlier time: the run begins again there");
                return true;
            }
            Patience.with(
                    ALERTING,
                    () -> {
                        alerting.finishRun(run);
                        return true;
                    });
            JsonNode summary = Patience.with(ALERTING, () -> alerting.summary(run));
            print(result, summary);
            return false;
        } finally {
            runs.finish(run);
            Runtime.getRuntime().removeShutdownHook(atExit);
        }
    }

    /** A replay that was interrupted must not keep its detection job. */
    private void finishQuietly(ReplayLink link) {
        try {
            runs.finish(run);
            link.close();
            alerting.finishRun(run);
        } catch (IOException e) {
            terminal.out().printf("Run %s could not be marked as finished.%n", run);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void removeEarlierAttempt(DryRun dryRun) throws IOException, InterruptedException {
        runs.finish(run);
        Patience.until(FLINK, () -> jobsOfRun().isEmpty());
        if (Patience.with(KAFKA, () -> kafka.exists(kafkaTopic))) {
            flushEarlierAttempt(dryRun);
        }
        new CheckpointFiles(instance.data().checkpoints()).deleteAll(WantedJob.detectionName(run));
        Patience.with(
                KAFKA,
                () -> {
                    // Emptied, not deleted: those who read or write it need not notice.
                    if (kafka.exists(kafkaTopic)) {
                        kafka.empty(kafkaTopic);
                    } else {
                        kafka.create(KafkaAdmin.runReadings(kafkaTopic));
                    }
                    if (kafka.groups().contains(group)) {
                        kafka.deleteGroup(group);
                    }
                    return true;
                });
    }

    /**
     * Messages of an earlier attempt may still be on their way to Kafka, where they would come
     * before those of this one. Messages are acknowledged in the order they came: once an empty one
     * is, all before it are through.
     */
    private void flushEarlierAttempt(DryRun dryRun) throws IOException, InterruptedException {
        long firstUs =
                dryRun.first() == null
                        ? 0
                        : ChronoUnit.MICROS.between(Instant.EPOCH, dryRun.first());
        ReplayOptions.Login login = login().apply("");
        for (String gateway : dryRun.gateways()) {
            try (GatewayClient client =
                    GatewayClient.builder(instance.setting(MqttSettings.URL), gateway)
                            .login(login.username(), login.password())
                            .tls(MqttSettings.tls(instance.settings()))
                            .topicPrefix(topicPrefix())
                            .build()) {
                client.publish(List.of(), List.of(), firstUs);
                Patience.until(
                        "Ingest does not acknowledge",
                        () -> client.awaitAllAcknowledged(Duration.ofMillis(500)));
            }
        }
    }

    private String topicPrefix() {
        return instance.setting(MqttSettings.RUN_PREFIX) + "/" + run;
    }

    private List<JobObservation> jobsOfRun() throws IOException, InterruptedException {
        String name = WantedJob.detectionName(run);
        return flink.jobs().stream()
                .filter(job -> job.name().equals(name) && !job.state().isEnded())
                .toList();
    }

    private boolean isDetecting() throws IOException, InterruptedException {
        return jobsOfRun().stream().anyMatch(job -> job.state() == JobState.RUNNING);
    }

    private ReplayResult publish(
            ReplayPlan plan, DryRun dryRun, ReplayControl control, ReplayLink link)
            throws IOException, InterruptedException {
        ReplayOptions options =
                new ReplayOptions(
                        instance.setting(MqttSettings.URL),
                        MqttSettings.tls(instance.settings()),
                        topicPrefix(),
                        login(),
                        ReplayOptions.As.ORIGINAL,
                        control.speed(),
                        city.lifeline.model.RunClock.WALL,
                        Duration.parse(
                                instance.settingOr("ingest.late.after", LATE_AFTER.toString())),
                        instance.data().runs().resolve(run + ".rejected.csv"),
                        Duration.ofMinutes(5));
        return Publishing.show(terminal, link, plan, dryRun, options, control);
    }

    private java.util.function.Function<String, ReplayOptions.Login> login() throws IOException {
        ReplayOptions.Login login =
                new ReplayOptions.Login(
                        instance.setting(MqttSettings.REPLAY_USERNAME.key()),
                        instance.secret(MqttSettings.REPLAY_PASSWORD_FILE.key()));
        return gateway -> login;
    }

    private void awaitDetection() throws InterruptedException {
        Map<TopicPartition, Long> ends = Patience.with(KAFKA, () -> kafka.ends(kafkaTopic));
        awaitConsumed("detecting", kafkaTopic, ends, group);
    }

    private void awaitAlerting() throws InterruptedException {
        Map<TopicPartition, Long> ends =
                Patience.with(KAFKA, () -> kafka.ends(KafkaTopics.WARNING_EVENTS));
        awaitConsumed("storing", KafkaTopics.WARNING_EVENTS, ends, "lifeline-alerting");
    }

    /** Waits until a group has committed everything up to the given ends. */
    private void awaitConsumed(
            String task, String topic, Map<TopicPartition, Long> ends, String consumer)
            throws InterruptedException {
        Map<TopicPartition, Long> begins = Patience.with(KAFKA, () -> kafka.begins(topic));
        long total = ConsumerLag.behind(begins, ends, Map.of());
        try (StepDisplay display = new StepDisplay(terminal, task, " records", total)) {
            Patience.until(
                    KAFKA,
                    () -> {
                        long behind = ConsumerLag.behind(begins, ends, kafka.committed(consumer));
                        display.show(total - behind, total, "");
                        return behind == 0;
                    });
        }
    }

    private void print(ReplayResult result, JsonNode summary) {
        terminal.out()
                .printf(
                        Locale.ROOT,
                        "%n%,d readings in %,d messages published in %s: %,.0f readings/s%n",
                        result.readings(),
                        result.messages(),
                        Terminal.seconds(result.took()),
                        result.readingsPerSecond());
        if (result.rejected() > 0) {
            terminal.out()
                    .printf(
                            Locale.ROOT,
                            "%,d values left out: %s%n",
                            result.rejected(),
                            instance.data().runs().resolve(run + ".rejected.csv"));
        }
        terminal.out()
                .printf(
                        "%d warnings with %d upgrades, %d downgrades, %d clears%n",
                        summary.path("warnings").asLong(),
                        summary.path("upgrades").asLong(),
                        summary.path("downgrades").asLong(),
                        summary.path("clears").asLong());
        JsonNode peaks = summary.path("peaks");
        terminal.out()
                .printf(
                        "peaks: %d blue, %d yellow, %d orange, %d red%n",
                        peaks.path("BLUE").asLong(),
                        peaks.path("YELLOW").asLong(),
                        peaks.path("ORANGE").asLong(),
                        peaks.path("RED").asLong());
        terminal.out().printf("./lifeline warnings --all --run %s shows them%n", run);
    }
}
