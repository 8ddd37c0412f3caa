package city.lifeline.launcher;

import city.lifeline.launcher.canary.Watchdog;
import city.lifeline.launcher.console.StartDisplay;
import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.instance.CityDirectory;
import city.lifeline.launcher.instance.CitySettings;
import city.lifeline.launcher.instance.DataDirectory;
import city.lifeline.launcher.instance.Installation;
import city.lifeline.launcher.instance.Installation.Module;
import city.lifeline.launcher.instance.Port;
import city.lifeline.launcher.instance.SettingsFile;
import city.lifeline.launcher.jobs.CheckpointFiles;
import city.lifeline.launcher.jobs.FlinkRest;
import city.lifeline.launcher.jobs.JobSupervisor;
import city.lifeline.launcher.jobs.RunFiles;
import city.lifeline.launcher.process.Component;
import city.lifeline.launcher.process.Supervisor;
import city.lifeline.launcher.server.BrokerAccess;
import city.lifeline.launcher.server.CityComponents;
import city.lifeline.launcher.server.KafkaAdmin;
import city.lifeline.model.settings.Settings;
import city.lifeline.runtime.KafkaSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A city from its start to its end, in the foreground. */
final class RunningCity {

    private static final Logger LOG = LoggerFactory.getLogger(RunningCity.class);

    private static final String JOBS = "flink jobs";
    private static final Duration START_PATIENCE = Duration.ofMinutes(4);
    private static final int LOG_LINES = 12;

    /** As shells say it of a command that Ctrl-C ended; a city that was ready may be ended so. */
    private static final int INTERRUPTED = 130;

    private final Installation installation;
    private final DataDirectory data;
    private final int portBase;
    private final @Nullable BrokerAccess access;
    private final CityDirectory.Valid city;
    private final InstantSource clock;
    private final Terminal terminal;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile int exitCode = INTERRUPTED;

    RunningCity(
            Installation installation,
            DataDirectory data,
            int portBase,
            @Nullable BrokerAccess access,
            CityDirectory.Valid city,
            InstantSource clock,
            Terminal terminal) {
        this.installation = installation;
        this.data = data;
        this.portBase = portBase;
        this.access = access;
        this.city = city;
        this.clock = clock;
        this.terminal = terminal;
    }

    /**
     * Starts everything and stays until a signal ends the launcher.
     *
     * @return exit code, if the start fails
     */
    int run(boolean simulator, long startedAt) throws IOException, InterruptedException {
        Map<String, String> settings = SettingsFile.read(data.settings());
        KafkaAdmin kafka = new KafkaAdmin(KafkaSettings.client(Settings.of(settings)));
        List<Component> components =
                CityComponents.of(
                        installation,
                        data,
                        portBase,
                        access,
                        kafka,
                        city.registry(),
                        simulator,
                        !CitySettings.reachesRealTelephones(settings),
                        city.registry().points().containsKey(Watchdog.POINT),
                        clock);
        AtomicReference<Supervisor> supervisorLater = new AtomicReference<>();
        ComponentsFile componentsFile = new ComponentsFile(data.components());
        List<String> shown = new ArrayList<>(components.stream().map(Component::name).toList());
        shown.add(JOBS);
        StartDisplay display =
                new StartDisplay(
                        terminal,
                        shown,
                        () -> {
                            Supervisor known = supervisorLater.get();
                            if (known != null) {
                                componentsFile.write(known.statuses());
                            }
                        });
        Supervisor supervisor = new Supervisor(components, data.logs(), display);
        supervisorLater.set(supervisor);
        JobSupervisor jobs =
                new JobSupervisor(
                        new FlinkRest(
                                URI.create("http://127.0.0.1:" + Port.FLINK.number(portBase))),
                        new RunFiles(data.runs()),
                        new CheckpointFiles(data.checkpoints()),
                        data.settings(),
                        Installation.stage(installation.jar(Module.STREAM_JOBS), data.libraries()),
                        clock,
                        display::say);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> stop(supervisor, jobs, kafka, display), "stop"));

        supervisor.start();
        List<String> missing = supervisor.awaitReady(START_PATIENCE);
        if (missing.isEmpty()) {
            display.starting(JOBS);
            long jobsStartedAt = System.nanoTime();
            jobs.start();
            if (awaitJobs(jobs)) {
                display.ready(JOBS, Duration.ofNanos(System.nanoTime() - jobsStartedAt));
            } else {
                missing = List.of(JOBS);
            }
        }
        if (stopped.getCount() == 0) {
            return 0;
        }
        display.endOfStart();
        if (!missing.isEmpty()) {
            explain(missing, supervisor);
            exitCode = 1;
            return 1;
        }
        exitCode = 0;
        welcome(Duration.ofNanos(System.nanoTime() - startedAt));
        stopped.await();
        return 0;
    }

    private boolean awaitJobs(JobSupervisor jobs) throws InterruptedException {
        long deadline = System.nanoTime() + START_PATIENCE.toNanos();
        while (!jobs.allRunning() && System.nanoTime() < deadline) {
            if (stopped.await(100, TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        return jobs.allRunning();
    }

    private void explain(List<String> missing, Supervisor supervisor) {
        for (String name : missing) {
            terminal.out().printf("%s does not start. Its last lines:%n", name);
            supervisor
                    .logTail(name, LOG_LINES)
                    .forEach(line -> terminal.out().println("    " + line));
        }
        terminal.out().printf("All logs: %s%n", data.logs());
    }

    private void welcome(Duration took) throws IOException {
        new Welcome(data, portBase, city, terminal).print(took);
    }

    private void stop(
            Supervisor supervisor, JobSupervisor jobs, KafkaAdmin kafka, StartDisplay display) {
        long startedAt = System.nanoTime();
        display.stopping();
        terminal.out().println("stopping");
        try {
            jobs.stop();
            supervisor.stop();
            kafka.close();
            terminal.out()
                    .printf(
                            "stopped in %s%n",
                            Terminal.seconds(Duration.ofNanos(System.nanoTime() - startedAt)));
        } catch (InterruptedException e) {
            LOG.warn("stop interrupted", e);
        } finally {
            stopped.countDown();
            terminal.out().flush();
            // Else the exit code would be the signal's.
            Runtime.getRuntime().halt(exitCode);
        }
    }
}
