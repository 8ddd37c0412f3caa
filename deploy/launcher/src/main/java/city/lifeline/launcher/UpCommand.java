package city.lifeline.launcher;

import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.instance.CityDirectory;
import city.lifeline.launcher.instance.CitySettings;
import city.lifeline.launcher.instance.DataDirectory;
import city.lifeline.launcher.instance.ExternalBroker;
import city.lifeline.launcher.instance.Installation;
import city.lifeline.launcher.instance.InstanceLock;
import city.lifeline.launcher.instance.MqttAccounts;
import city.lifeline.launcher.instance.PortBase;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.launcher.instance.Secrets;
import city.lifeline.launcher.instance.SettingsFile;
import city.lifeline.launcher.pki.AuthorityFiles;
import city.lifeline.launcher.pki.CityAuthority;
import city.lifeline.launcher.preflight.LocalMachine;
import city.lifeline.launcher.preflight.Machine;
import city.lifeline.launcher.preflight.Preflight;
import city.lifeline.launcher.process.Leftovers;
import city.lifeline.launcher.server.BrokerAccess;
import city.lifeline.model.settings.Setting;
import city.lifeline.model.settings.Settings;
import city.lifeline.runtime.DrillSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lifeline up}. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Starts a whole city on this machine and stays in the foreground; Ctrl-C stops it.",
            "Started again on the same data it goes on where it was."
        },
        footer = {
            "",
            "Ports, counted from N: +0 dashboard and REST, +1 MQTT, +2 Kafka, +3 Kafka controller,",
            "+4 PostgreSQL, +5 history store, +6 Flink REST, +7 Flink JobManager, +8 ingest,",
            "+9 simulator, +10 MQTT broker's health, +11 MQTT with TLS, +12 telephone wall, +13 and",
            "+14 its SMS providers. All listen on 127.0.0.1; --listen opens MQTT with TLS, and no",
            "other, to the network."
        })
final class UpCommand implements Callable<Integer> {

    private static final String DEFAULT_CITY = "sample";
    private static final String HEADING =
            """
            Configuration of all processes of this city.
            Written by lifeline up at each start: change it through --config FILE, not here.""";

    private static final String LOOPBACK = "127.0.0.1";
    private static final Set<String> UNSPECIFIED = Set.of("0.0.0.0", "::");
    private static final Pattern ADDRESS =
            Pattern.compile("[0-9]+(\\.[0-9]+){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

    private static final Setting<Integer> GATEWAY_RATE =
            Setting.integer(
                    "broker.gateway.rate",
                    "500",
                    0,
                    1_000_000,
                    "messages a second that a gateway may publish; 0: any number");

    @Option(
            names = "--city",
            paramLabel = "NAME|DIR",
            description = {
                "A city that Lifeline brings, or a directory with one",
                "(default: the last one on this data, else " + DEFAULT_CITY + ")."
            })
    private @Nullable String city;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where everything is kept (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = {
                "Further settings for all processes, as key=value lines. With mqtt.url among them",
                "that MQTT broker is used and none started (docs/brokers.md)."
            })
    private @Nullable Path config;

    @Option(
            names = "--no-simulator",
            description = "No simulated readings: only what real gateways publish.")
    private boolean noSimulator;

    @Option(
            names = "--port-base",
            paramLabel = "N",
            description = {
                "First port (default: as last time on this data,",
                "else the first free ones from " + PortBase.FIRST + ")."
            })
    private @Nullable Integer portBase;

    @Option(
            names = "--speed",
            paramLabel = "N",
            description = {
                "Seconds of the city's clock per second, for a simulated city",
                "(default: as last time on this data, else 1)."
            })
    private @Nullable Double speed;

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS",
            description = {
                "Address at which gateways of the network reach MQTT with TLS,",
                "0.0.0.0 for all; nothing else listens there."
            })
    private @Nullable String listen;

    @Option(
            names = "--host",
            paramLabel = "NAME",
            description = {
                "Name or address by which gateways know this machine, for the broker's",
                "certificate; may be repeated."
            })
    private List<String> hosts = new ArrayList<>();

    @Option(
            names = "--allow-anonymous-gateways-that-anyone-can-forge",
            description = {
                "Lets in whoever gives no login as the gateway that the client id names.",
                "For experiments on one machine only: not with --listen."
            })
    private boolean anonymousGateways;

    private final Terminal terminal;
    private final InstantSource clock;

    UpCommand(Terminal terminal, InstantSource clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        long startedAt = System.nanoTime();
        Machine machine = new LocalMachine();
        DataDirectory directory = new DataDirectory(data);
        directory.refuseUnfinishedRestore();
        List<String> faults = new Preflight(machine).faults(directory.root());
        if (!faults.isEmpty()) {
            throw new Refusal(faults);
        }
        Map<String, String> given = given();
        List<String> brokerFaults = ExternalBroker.faults(given, !noSimulator);
        if (!brokerFaults.isEmpty()) {
            throw new Refusal(brokerFaults);
        }
        checkSpeed();
        checkListen(ExternalBroker.isNamedIn(given));
        Installation installation = Installation.ofThisProcess();

        DataDirectory.createPrivate(directory.root());
        InstanceLock lock = InstanceLock.tryTake(directory.lock());
        if (lock == null) {
            throw new Refusal(
                    "Lifeline already runs on %s (process %s); stop it or choose another --data."
                            .formatted(directory.root(), InstanceLock.holder(directory.lock())));
        }
        try (lock) {
            Files.createDirectories(directory.logs());
            System.setProperty("lifeline.log", directory.logs().resolve("launcher.log").toString());
            Leftovers.end(Leftovers.javaProcesses(directory.running()), "TERM");
            Leftovers.end(Leftovers.workingIn(directory.of("postgres/data"), "postgres"), "INT");

            Map<String, String> stored = SettingsFile.read(directory.settings());
            CityDirectory cityDirectory = cityDirectory(installation, stored);
            CityDirectory.Valid valid = cityDirectory.validated();
            int base = PortBase.choose(portBase, storedBase(stored), machine::isPortFree);
            PortBase.warning(base, machine::isPortForOutgoing)
                    .ifPresent(words -> terminal.out().println(words));

            SecureRandom random = new SecureRandom();
            createSecrets(directory, random);
            Path accounts =
                    ExternalBroker.isNamedIn(given)
                            ? null
                            : MqttAccounts.write(directory, valid.registry(), random);
            Map<String, String> settings =
                    CitySettings.of(
                            directory,
                            cityDirectory.path(),
                            base,
                            speed,
                            clock.instant(),
                            stored,
                            given);
            if (!noSimulator) {
                settings.put(DrillSettings.URL.key(), CitySettings.simulatorUrl(base));
            }
            BrokerAccess access = null;
            if (accounts != null) {
                prepareTls(directory, random);
                access =
                        new BrokerAccess(
                                accounts,
                                listen == null ? LOOPBACK : listen,
                                gatewayRate(settings),
                                anonymousGateways);
            }
            DataDirectory.deleteTree(directory.running());
            DataDirectory.createPrivate(directory.running());
            SettingsFile.write(directory.settings(), HEADING, settings);
            return new RunningCity(installation, directory, base, access, valid, clock, terminal)
                    .run(!noSimulator, startedAt);
        }
    }

    private Map<String, String> given() throws IOException {
        if (config == null) {
            return Map.of();
        }
        if (!Files.isReadable(config)) {
            throw new Refusal("The configuration file %s cannot be read.".formatted(config));
        }
        return SettingsFile.read(config);
    }

    private void checkSpeed() {
        if (speed != null && !(speed > 0 && speed <= 100_000)) {
            throw new Refusal(
                    "--speed must be above 0 and at most 100000, not %s.".formatted(speed));
        }
    }

    private void checkListen(boolean externalBroker) {
        if (externalBroker && (listen != null || anonymousGateways)) {
            throw new Refusal(
                    "With an MQTT broker of your own, who may connect is set there: leave out"
                            + " --listen and --allow-anonymous-gateways-that-anyone-can-forge.");
        }
        if (listen != null && anonymousGateways) {
            throw new Refusal(
                    "--allow-anonymous-gateways-that-anyone-can-forge is not for a network: leave"
                            + " out --listen.");
        }
        if (listen != null && !ADDRESS.matcher(listen).matches()) {
            throw new Refusal(
                    "--listen wants an address of this machine, or 0.0.0.0, not '%s'."
                            .formatted(listen));
        }
        if (anonymousGateways) {
            terminal.out()
                    .println(
                            "WARNING: whoever reaches the MQTT port of this machine can now"
                                    + " publish as any gateway,\n"
                                    + "and so raise and hide warnings, because of\n"
                                    + "--allow-anonymous-gateways-that-anyone-can-forge.");
        }
    }

    /** The authority and the broker's certificate, at the first start and before it runs out. */
    private void prepareTls(DataDirectory directory, SecureRandom random) throws IOException {
        List<String> names = new ArrayList<>(hosts);
        if (listen != null && !UNSPECIFIED.contains(listen)) {
            names.add(listen);
        }
        try (CityAuthority authority =
                CityAuthority.open(AuthorityFiles.of(directory), clock, random)) {
            authority.ensureServer(names);
        }
    }

    private static int gatewayRate(Map<String, String> settings) {
        return Settings.of(settings).get(GATEWAY_RATE);
    }

    private CityDirectory cityDirectory(Installation installation, Map<String, String> stored) {
        String wanted = city == null ? stored.get("city.directory") : city;
        return CityDirectory.find(wanted == null ? DEFAULT_CITY : wanted, installation.cities());
    }

    private static @Nullable Integer storedBase(Map<String, String> stored) {
        String base = stored.get(CitySettings.PORT_BASE);
        return base == null ? null : Integer.valueOf(base);
    }

    private static void createSecrets(DataDirectory directory, SecureRandom random)
            throws IOException {
        Secrets secrets = new Secrets(directory.secrets(), random);
        for (String name :
                List.of(
                        "kafka",
                        "kafka-controller",
                        "database",
                        "history",
                        "api-token",
                        "audit-key",
                        "accounts-key",
                        "simulator")) {
            secrets.machine(name);
        }
        secrets.typable("admin");
        secrets.smpp("sms");
    }
}
