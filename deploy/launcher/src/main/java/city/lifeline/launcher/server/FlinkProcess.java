package city.lifeline.launcher.server;

import city.lifeline.launcher.instance.Installation.Module;
import city.lifeline.launcher.instance.Port;
import city.lifeline.launcher.jobs.FlinkRest;
import city.lifeline.launcher.process.Component;
import city.lifeline.launcher.process.JavaProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A process of the Flink session cluster. */
final class FlinkProcess implements Component {

    static final String JOB_MANAGER = "flink-jobmanager";
    static final String TASK_MANAGER = "flink-taskmanager";

    private static final int JOB_MANAGER_HEAP_MB = 256;
    private static final int TASK_MANAGER_HEAP_MB = 448;
    private static final int FRAMEWORK_HEAP_MB = 64;

    /**
     * Their states, detectors and entries of the registry take 9 kB each; the rest is room to
     * collect.
     */
    private static final int POINTS_PER_MB = 60;

    private final City city;
    private final boolean jobManager;
    private final int heapMb;
    private final FlinkRest rest;
    private volatile long preparedAtMs;

    private FlinkProcess(City city, boolean jobManager, int heapMb) {
        this.city = city;
        this.jobManager = jobManager;
        this.heapMb = heapMb;
        this.rest = new FlinkRest(URI.create("http://" + city.address(Port.FLINK)));
    }

    static FlinkProcess jobManager(City city) {
        return new FlinkProcess(city, true, JOB_MANAGER_HEAP_MB);
    }

    /**
     * The TaskManager.
     *
     * @param points of the city, whose states it keeps on its heap
     */
    static FlinkProcess taskManager(City city, int points) {
        return new FlinkProcess(city, false, TASK_MANAGER_HEAP_MB + points / POINTS_PER_MB);
    }

    @Override
    public String name() {
        return jobManager ? JOB_MANAGER : TASK_MANAGER;
    }

    @Override
    public StopStage stopStage() {
        return StopStage.PROCESSING;
    }

    @Override
    public Launch prepare() throws IOException {
        preparedAtMs = city.clock().millis();
        Path conf = Files.createDirectories(city.data().running().resolve(name()));
        Path temporary = Files.createDirectories(city.data().of(name()).resolve("tmp"));
        Files.writeString(
                conf.resolve("config.yaml"),
                Resources.template(
                        "flink-config.yaml",
                        Map.of(
                                "rpc.port", Integer.toString(city.port(Port.FLINK_RPC)),
                                "rest.port", Integer.toString(city.port(Port.FLINK)),
                                "checkpoints", city.data().checkpoints().toUri().toString(),
                                "task.heap", (heapMb - FRAMEWORK_HEAP_MB) + "m",
                                "tmp", temporary.toString())));
        Path logging = city.data().running().resolve("logback-flink.xml");
        Resources.copy("logback-flink.xml", logging);
        return city.launch(
                new JavaProcess(
                        name(),
                        heapMb,
                        jobManager,
                        Map.of(
                                "logback.configurationFile",
                                logging.toString(),
                                "log.file",
                                city.data().logs().resolve(name() + ".log").toString()),
                        jobManager
                                // It runs the jobs' main methods, which look into collections.
                                ? List.of("-Xms48m", "--add-opens=java.base/java.util=ALL-UNNAMED")
                                : List.of("-Xms96m", "-XX:MaxDirectMemorySize=256m"),
                        city.installation()
                                .stagedDependencies(Module.STREAM_JOBS, city.data().libraries()),
                        jobManager
                                ? "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint"
                                : "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
                        List.of("--configDir", conf.toString())));
    }

    @Override
    public boolean isReady() throws IOException, InterruptedException {
        return jobManager ? rest.answers() : rest.hasTaskManagerSince(preparedAtMs);
    }
}
