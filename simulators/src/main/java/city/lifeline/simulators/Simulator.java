package city.lifeline.simulators;

import city.lifeline.gateway.DiskSpool;
import city.lifeline.gateway.GatewayClient;
import city.lifeline.gateway.PayloadFormat;
import city.lifeline.model.RunClock;
import city.lifeline.model.registry.Point;
import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Settings;
import city.lifeline.runtime.ClockSettings;
import city.lifeline.runtime.ConfigurationFile;
import city.lifeline.runtime.DrillSettings;
import city.lifeline.runtime.MqttSettings;
import city.lifeline.runtime.SecretFile;
import city.lifeline.simulators.city.Occurrence;
import city.lifeline.simulators.city.SimulatedCity;
import city.lifeline.simulators.city.SimulatedPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Main class of the simulator process: {@code --config FILE}. */
public final class Simulator implements AutoCloseable {

    static {
        // Not logback.xml: whoever replays has this module on their class path too.
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "logback-simulator.xml");
        }
    }

    private static final Logger log = LoggerFactory.getLogger(Simulator.class);

    private static final long SPOOL_BYTES = 64L << 20;
    private static final Duration TRUTH_EVERY = Duration.ofSeconds(1);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(3);

    private final List<GatewayClient> clients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<SimulatedGateway> cuts;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final RunClock clock;
    private final InstantSource wall = InstantSource.system();
    private final @Nullable Truth truth;
    private final SimulatorHttp http;

    /** Exit code 1 if the configuration or the city is wrong. */
    public static void main(String[] arguments) {
        if (arguments.length != 2 || !arguments[0].equals("--config")) {
            log.error("usage: simulator --config FILE");
            System.exit(2);
        }
        try {
            Simulator simulator =
                    new Simulator(
                            ConfigurationFile.read(Path.of(arguments[1]), SimulatorSettings.ALL));
            Runtime.getRuntime().addShutdownHook(new Thread(simulator::close, "stop"));
            simulator.tellTruthUntilStopped();
        } catch (InvalidSettingsException e) {
            e.faults().forEach(fault -> log.error("{}", fault));
            System.exit(1);
        } catch (IOException e) {
            log.error("{}: {}", e.getClass().getSimpleName(), e.getMessage());
            System.exit(1);
        } catch (InterruptedException e) {
            System.exit(1);
        }
    }

    private Simulator(Settings settings) throws IOException {
        clock = ClockSettings.clock(settings);
        SimulatedCity city =
                SimulatedCityFiles.read(Path.of(settings.get(SimulatorSettings.CITY_DIRECTORY)));
        for (Point point : city.withoutModel()) {
            log.warn(
                    "{} is not simulated: no model gives {} of its asset's class",
                    point.id(),
                    point.quantity());
        }
        String data = settings.get(SimulatorSettings.DATA);
        Path passwords = Path.of(settings.get(MqttSettings.GATEWAY_PASSWORDS));
        long fromUs = nowUs();
        if (data.isEmpty()) {
            truth = null;
        } else {
            Files.createDirectories(Path.of(data));
            truth = new Truth(Path.of(data), city, fromUs);
            // Before the first reading, so that a restart changes none.
            truth.tell(fromUs);
        }
        List<SimulatedGateway> gateways = new ArrayList<>();
        for (Map.Entry<String, List<SimulatedPoint>> entry : city.pointsByGateway().entrySet()) {
            String gateway = entry.getKey();
            GatewayClient client = client(settings, gateway, passwords, data);
            clients.add(client);
            gateways.add(
                    new SimulatedGateway(
                            gateway,
                            client,
                            new GatewaySchedule(entry.getValue(), fromUs),
                            city,
                            clock,
                            wall));
        }
        http =
                new SimulatorHttp(
                        settings.get(SimulatorSettings.HTTP_ADDRESS),
                        settings.get(SimulatorSettings.HTTP_PORT),
                        gateways,
                        truth == null
                                ? null
                                : new Drills(Path.of(data), city, truth, this::nowUs, wall),
                        SecretFile.optional(settings, DrillSettings.TOKEN_FILE));
        cuts = List.copyOf(gateways);
        cuts.forEach(SimulatedGateway::connect);
        for (SimulatedGateway gateway : gateways) {
            Thread thread = new Thread(gateway, "points-" + gateway.id());
            threads.add(thread);
            thread.start();
        }
        log.info(
                "{} points behind {} gateways, the city's clock reads {}",
                city.pointsByGateway().values().stream().mapToInt(List::size).sum(),
                gateways.size(),
                Instant.EPOCH.plus(fromUs, ChronoUnit.MICROS));
    }

    private static GatewayClient client(
            Settings settings, String gateway, Path passwords, String data) throws IOException {
        GatewayClient.Builder builder =
                GatewayClient.builder(settings.get(MqttSettings.URL), gateway)
                        .login(
                                gateway,
                                SecretFile.read(
                                        MqttSettings.GATEWAY_PASSWORDS.key(),
                                        passwords.resolve(gateway)))
                        .tls(MqttSettings.tls(settings))
                        .topicPrefix(settings.get(MqttSettings.PREFIX))
                        .format(PayloadFormat.PROTOBUF)
                        .reconnectMax(Duration.ofSeconds(2));
        if (!data.isEmpty()) {
            builder.store(
                    new DiskSpool(
                            Path.of(data).resolve("spool").resolve(gateway),
                            () -> UUID.randomUUID().toString(),
                            SPOOL_BYTES));
        }
        return builder.build();
    }

    private void tellTruthUntilStopped() throws InterruptedException {
        boolean writable = true;
        while (!stopped.await(TRUTH_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
            cuts.forEach(SimulatedGateway::connect);
            if (truth != null) {
                try {
                    for (Occurrence occurrence : truth.tell(nowUs())) {
                        log.info("{} at {}", occurrence.scenario(), occurrence.asset());
                    }
                    writable = true;
                } catch (IOException e) {
                    if (writable) {
                        log.error("the ground truth cannot be written: {}", e.getMessage());
                    }
                    writable = false;
                }
            }
        }
    }

    private long nowUs() {
        return clock.runUs(ChronoUnit.MICROS.between(Instant.EPOCH, wall.instant()));
    }

    /** Publishes no more, waits a little for acknowledgements, and ends. */
    @Override
    public void close() {
        log.info("stopping");
        stopped.countDown();
        threads.forEach(Thread::interrupt);
        try {
            long deadline = System.nanoTime() + STOP_PATIENCE.toNanos();
            for (GatewayClient client : clients) {
                long left = Math.max(0, deadline - System.nanoTime());
                client.awaitAllAcknowledged(Duration.ofNanos(left));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        clients.forEach(GatewayClient::close);
        http.close();
    }
}
