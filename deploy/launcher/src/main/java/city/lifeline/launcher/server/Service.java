package city.lifeline.launcher.server;

import city.lifeline.launcher.instance.Installation.Module;
import city.lifeline.launcher.instance.Port;
import city.lifeline.launcher.process.Component;
import city.lifeline.launcher.process.JavaProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A process of ours that reads the common configuration file and answers on /health. */
final class Service implements Component {

    static final String ALERTING = "alerting";
    static final String INGEST = "ingest";
    static final String SIMULATOR = "simulator";
    static final String WATCHDOG = "watchdog";
    static final String TELEPHONES = "telephones";
    static final int INGEST_HEAP_MB = 192;
    private static final int ALERTING_HEAP_MB = 224;
    private static final int POINTS_PER_MB = 400;
    // From here on it is worth compiling the simulator's code well.
    private static final int MANY_POINTS = 5_000;

    private final City city;
    private final String name;
    private final Module module;
    private final String main;
    private final int heapMb;
    private final boolean quickCompiler;
    private final Port port;
    private final List<String> needs;
    private final StopStage stopStage;

    private Service(
            City city,
            String name,
            Module module,
            String main,
            int heapMb,
            boolean quickCompiler,
            Port port,
            List<String> needs,
            StopStage stopStage) {
        this.city = city;
        this.name = name;
        this.module = module;
        this.main = main;
        this.heapMb = heapMb;
        this.quickCompiler = quickCompiler;
        this.port = port;
        this.needs = needs;
        this.stopStage = stopStage;
    }

    /**
     * Alerting.
     *
     * @param points of the city; it keeps the registry and what each point reads last
     */
    static Service alerting(City city, int points) {
        return new Service(
                city,
                ALERTING,
                Module.ALERTING,
                "city.lifeline.alerting.Alerting",
                ALERTING_HEAP_MB + points / POINTS_PER_MB,
                true,
                Port.DASHBOARD,
                List.of(Postgres.NAME, Kafka.NAME),
                StopStage.PROCESSING);
    }

    /**
     * Ingest.
     *
     * @param points of the city; it keeps the registry and the newest samples of each point
     */
    static Service ingest(City city, boolean withBroker, int points) {
        // Alerting first brings the registry up to date: a point that was just added must not be
        // refused as unknown.
        List<String> needs = new ArrayList<>(List.of(Kafka.NAME, ALERTING));
        if (withBroker) {
            needs.add(MqttBrokerProcess.NAME);
        }
        return new Service(
                city,
                INGEST,
                Module.INGEST,
                "city.lifeline.ingest.Ingest",
                INGEST_HEAP_MB + points / POINTS_PER_MB,
                false,
                Port.INGEST,
                needs,
                StopStage.SOURCES);
    }

    static Service telephoneWall(City city) {
        return new Service(
                city,
                TELEPHONES,
                Module.SIMULATORS,
                "city.lifeline.simulators.telephones.TelephoneWall",
                48,
                true,
                Port.TELEPHONES,
                List.of(),
                StopStage.PROCESSING);
    }

    /**
     * The simulator.
     *
     * @param points of the city; each takes a little more than a kilobyte, and twice that while the
     *     files are read
     */
    static Service simulator(City city, int points) {
        return new Service(
                city,
                SIMULATOR,
                Module.SIMULATORS,
                "city.lifeline.simulators.Simulator",
                96 + points / POINTS_PER_MB,
                points < MANY_POINTS,
                Port.SIMULATOR,
                List.of(INGEST),
                StopStage.SOURCES);
    }

    /** Follows a reading of its own through all the others. */
    static Service watchdog(City city) {
        return new Service(
                city,
                WATCHDOG,
                Module.LAUNCHER,
                "city.lifeline.launcher.canary.Watchdog",
                32,
                true,
                Port.WATCHDOG,
                List.of(INGEST),
                StopStage.SOURCES);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> needs() {
        return needs;
    }

    @Override
    public StopStage stopStage() {
        return stopStage;
    }

    @Override
    public Launch prepare() throws IOException {
        return city.launch(
                new JavaProcess(
                        name,
                        heapMb,
                        quickCompiler,
                        properties(),
                        List.of("-Xms32m"),
                        city.installation().stagedClassPath(module, city.data().libraries()),
                        main,
                        arguments()));
    }

    /** The launcher's jar logs to the launcher's file, which is another process's. */
    private Map<String, String> properties() {
        return name.equals(WATCHDOG)
                ? Map.of("logback.configurationFile", "city/lifeline/launcher/logback-watchdog.xml")
                : Map.of();
    }

    private List<String> arguments() {
        List<String> arguments =
                new ArrayList<>(List.of("--config", city.data().settings().toString()));
        if (name.equals(WATCHDOG)) {
            arguments.addAll(List.of("--state", city.data().canary().toString()));
        }
        return arguments;
    }

    @Override
    public boolean isReady() throws IOException, InterruptedException {
        return Probe.answersOk("http://%s/health".formatted(city.address(port)));
    }
}
