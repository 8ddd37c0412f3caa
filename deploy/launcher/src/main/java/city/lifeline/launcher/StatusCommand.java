package city.lifeline.launcher;

import city.lifeline.launcher.client.ConsumerLag;
import city.lifeline.launcher.client.ProcessMemory;
import city.lifeline.launcher.client.RunningInstance;
import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.console.TextTable;
import city.lifeline.launcher.console.WaysToPeople;
import city.lifeline.launcher.jobs.JobObservation;
import city.lifeline.launcher.process.ComponentStatus;
import city.lifeline.launcher.server.KafkaAdmin;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lifeline status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Shows every process, Flink job and consumer of the city that runs, and channels to"
                    + " people that take nothing.",
            "Exit code 0 only if all of them are well."
        })
final class StatusCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long MIB = 1 << 20;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The city's data directory (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    private final Terminal terminal;

    StatusCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Null parts could not be asked for. */
    private record Status(
            List<ComponentStatus> components,
            @Nullable List<JobObservation> jobs,
            @Nullable List<ConsumerLag> lags,
            @Nullable JsonNode canary,
            @Nullable JsonNode troubles) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        RunningInstance instance = RunningInstance.find(data);
        Status status =
                new Status(
                        new ComponentsFile(instance.data().components()).read(),
                        jobs(instance),
                        lags(instance),
                        canary(instance),
                        troubles(instance));
        if (json) {
            printJson(instance, status);
        } else {
            printTables(instance, status);
        }
        return isWell(status) ? 0 : 1;
    }

    /** Null in a city without a canary, or before the watchdog has looked. */
    private static @Nullable JsonNode canary(RunningInstance instance) throws IOException {
        Path file = instance.data().canary();
        return Files.exists(file) ? JSON.readTree(file.toFile()) : null;
    }

    private static @Nullable JsonNode troubles(RunningInstance instance)
            throws InterruptedException {
        try {
            return instance.alerting().troubles();
        } catch (IOException e) {
            return null;
        }
    }

    private static @Nullable List<JobObservation> jobs(RunningInstance instance)
            throws InterruptedException {
        try {
            return instance.flink().jobs().stream()
                    .sorted(
                            Comparator.comparing(JobObservation::name)
                                    .thenComparing(JobObservation::startedAtMs))
                    .toList();
        } catch (IOException e) {
            return null;
        }
    }

    private static @Nullable List<ConsumerLag> lags(RunningInstance instance)
            throws IOException, InterruptedException {
        try (KafkaAdmin kafka = instance.kafka()) {
            return ConsumerLag.all(kafka);
        } catch (ExecutionException | TimeoutException e) {
            return null;
        }
    }

    private static boolean isWell(Status status) {
        return status.jobs != null
                && (status.canary == null || !status.canary.path("alarmSince").isTextual())
                && status.lags != null
                && WaysToPeople.areWell(status.troubles)
                && status.components.stream()
                        .allMatch(component -> component.state() == ComponentStatus.State.READY);
    }

    private void printTables(RunningInstance instance, Status status) {
        TextTable components = new TextTable("COMPONENT", "STATE", "PID", "MEMORY", "RESTARTS");
        long total = 0;
        for (ComponentStatus component : status.components) {
            long memory = memory(component);
            total += memory;
            components.row(
                    component.name(),
                    word(component.state()),
                    component.pid() == 0 ? "" : component.pid(),
                    memory / MIB + " MiB",
                    component.restarts());
        }
        components.row("all", "", "", total / MIB + " MiB", "");
        components.lines().forEach(terminal.out()::println);
        terminal.out().println();
        if (status.jobs == null) {
            terminal.out().println("Flink does not answer.");
        } else {
            TextTable jobs = new TextTable("FLINK JOB", "STATE", "SINCE");
            status.jobs.forEach(
                    job ->
                            jobs.row(
                                    job.name(),
                                    job.state().name().toLowerCase(Locale.ROOT),
                                    Instant.ofEpochMilli(job.startedAtMs())));
            jobs.lines().forEach(terminal.out()::println);
        }
        terminal.out().println();
        if (status.lags == null) {
            terminal.out().println("Kafka does not answer.");
        } else {
            TextTable lags = new TextTable("CONSUMER", "KAFKA TOPIC", "RECORDS BEHIND");
            status.lags.forEach(lag -> lags.row(lag.group(), lag.kafkaTopic(), lag.records()));
            lags.lines().forEach(terminal.out()::println);
        }
        terminal.out().println();
        WaysToPeople.lines(status.troubles).forEach(terminal.out()::println);
        terminal.out().println();
        terminal.out().println(canaryLine(status.canary));
        terminal.out().printf("%nData: %s%n", instance.data().root());
    }

    private void printJson(RunningInstance instance, Status status) throws IOException {
        ObjectNode all = JSON.createObjectNode();
        all.put("data", instance.data().root().toString());
        all.put("well", isWell(status));
        ArrayNode components = all.putArray("components");
        for (ComponentStatus component : status.components) {
            components
                    .addObject()
                    .put("name", component.name())
                    .put("state", component.state().name())
                    .put("pid", component.pid())
                    .put("memoryBytes", memory(component))
                    .put("restarts", component.restarts());
        }
        if (status.jobs != null) {
            ArrayNode jobs = all.putArray("jobs");
            for (JobObservation job : status.jobs) {
                jobs.addObject()
                        .put("name", job.name())
                        .put("id", job.id())
                        .put("state", job.state().name())
                        .put("startedAt", Instant.ofEpochMilli(job.startedAtMs()).toString());
            }
        }
        if (status.lags != null) {
            ArrayNode lags = all.putArray("consumers");
            for (ConsumerLag lag : status.lags) {
                lags.addObject()
                        .put("group", lag.group())
                        .put("kafkaTopic", lag.kafkaTopic())
                        .put("recordsBehind", lag.records());
            }
        }
        if (status.canary != null) {
            all.set("canary", status.canary);
        }
        if (status.troubles != null) {
            all.set("troubles", status.troubles);
        }
        terminal.out().println(JSON.writeValueAsString(all));
    }

    private String canaryLine(@Nullable JsonNode canary) {
        if (canary == null) {
            return "Last canary: none; this city has no point LIFELINE-CANARY, or it has just started.";
        }
        String last =
                canary.path("publishedAt").isTextual()
                        ? "%s s ago; warning after %.1f s%s"
                                .formatted(
                                        canary.path("silentSeconds").asLong(),
                                        canary.path("warningMs").asDouble() / 1_000,
                                        canary.path("smsMs").isNumber()
                                                ? ", SMS after %.1f s"
                                                        .formatted(
                                                                canary.path("smsMs").asDouble()
                                                                        / 1_000)
                                                : "")
                        : "none yet";
        JsonNode alarm = canary.path("alarmSince");
        return alarm.isTextual()
                ? terminal.coloured(
                        "31", "Last canary: %s. ALARM since %s".formatted(last, alarm.asText()))
                : "Last canary: " + last;
    }

    private static long memory(ComponentStatus component) {
        return component.pid() == 0 ? 0 : ProcessMemory.resident(component.pid());
    }

    private String word(ComponentStatus.State state) {
        String word = state.name().toLowerCase(Locale.ROOT);
        return switch (state) {
            case READY -> terminal.coloured("32", word);
            case UNWELL, RESTARTING, FAILED -> terminal.coloured("31", word);
            case WAITING, STARTING, STOPPED -> word;
        };
    }
}
