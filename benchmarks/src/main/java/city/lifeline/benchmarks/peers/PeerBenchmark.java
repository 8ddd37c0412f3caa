package city.lifeline.benchmarks.peers;

import city.lifeline.benchmarks.Percentiles;
import city.lifeline.benchmarks.ProcessUsage;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * Publishes one reading a message at a steady rate, over as many points as are read once a second.
 * Forty of them are above the threshold for four seconds of each ten, the others never. A warning
 * is right if it is of an episode that was published, and the only one of it.
 */
public final class PeerBenchmark {

    static final double RAISE = 50;
    static final double CLEAR = 45;

    private static final double HIGH = 80;
    private static final double LOW = 20;
    private static final int SWINGING = 40;
    private static final long PERIOD_US = 10_000_000;
    private static final long ABOVE_US = 4_000_000;
    private static final int CONNECTIONS = 4;
    private static final int IN_FLIGHT = 1_000;
    private static final Duration LAST_WARNINGS = Duration.ofSeconds(15);

    private final Map<String, String> options;
    private final InstantSource clock = InstantSource.system();
    private final Map<String, List<Instant>> begun = new TreeMap<>();
    private final Hearing hearing = new Hearing(clock);
    private long published;

    private PeerBenchmark(Map<String, String> options) {
        this.options = options;
    }

    /** {@code key=value …}; what there is: {@code benchmarks/peers/run}. */
    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = new HashMap<>();
        for (String each : arguments) {
            int equals = each.indexOf('=');
            options.put(each.substring(0, equals), each.substring(equals + 1));
        }
        new PeerBenchmark(options).run();
        // Threads of MQTT clients would keep it.
        System.exit(0);
    }

    private String option(String name) {
        String value = options.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }

    private void run() throws Exception {
        switch (option("hear")) {
            case "webhook" -> hearing.webhook(Integer.parseInt(option("webhook")));
            case "mqtt" -> hearing.mqtt(URI.create(option("broker")));
            case "kafka" -> hearing.kafka(Path.of(option("kafka")), option("topic"));
            case "lifeline" ->
                    hearing.lifeline(URI.create(option("alerting")), Path.of(option("token")));
            default -> throw new IllegalArgumentException(option("hear"));
        }
        int rate = Integer.parseInt(option("rate"));
        long seconds = Long.parseLong(option("seconds"));
        List<Long> pids = pids();
        long cpuUs = cpu(pids);
        long startNs = System.nanoTime();
        Thread killer = killer(seconds);
        publish(rate, seconds);
        double tookS = (System.nanoTime() - startNs) / 1e9;
        double achieved = published / tookS;
        List<Long> still = options.containsKey("kill") ? List.of() : pids;
        double cpuPerThousand = (cpu(still) - cpuUs) / 1e6 / tookS / (achieved / 1_000);
        long resident = 0;
        for (long pid : still) {
            resident += ProcessUsage.resident(pid);
        }
        killer.join();
        TimeUnit.NANOSECONDS.sleep(LAST_WARNINGS.toNanos());
        tell(rate, achieved, still.isEmpty() ? null : cpuPerThousand, resident);
    }

    private List<Long> pids() {
        List<Long> pids = new ArrayList<>();
        for (String pid : options.getOrDefault("pids", "").split(",", -1)) {
            if (!pid.isEmpty()) {
                pids.add(Long.parseLong(pid));
            }
        }
        return pids;
    }

    private static long cpu(List<Long> pids) throws IOException {
        long us = 0;
        for (long pid : pids) {
            us += ProcessUsage.cpuUs(pid);
        }
        return us;
    }

    private Thread killer(long seconds) {
        Thread thread =
                new Thread(
                        () -> {
                            String command = options.get("kill");
                            if (command == null) {
                                return;
                            }
                            try {
                                TimeUnit.SECONDS.sleep(seconds / 2);
                                new ProcessBuilder("bash", "-c", command)
                                        .redirectErrorStream(true)
                                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                        .start()
                                        .waitFor();
                            } catch (IOException e) {
                                throw new java.io.UncheckedIOException(e);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "killer");
        thread.start();
        return thread;
    }

    private void publish(int points, long seconds) throws Exception {
        List<MqttAsyncClient> clients = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            clients.add(client(i));
        }
        String prefix = option("publish");
        String reading = "{\"point\":\"%s\",\"time\":\"%s\",\"value\":%.1f}";
        // The exporter of Prometheus finds no value in a list.
        String payload = options.containsKey("flat") ? reading : "{\"readings\":[" + reading + "]}";
        long startNs = System.nanoTime();
        long total = points * seconds;
        boolean[] above = new boolean[points];
        // What an episode would begin with at the start is not known to be a beginning.
        for (long i = 0; i < total; i++) {
            long dueNs = startNs + (long) (i * (1e9 / points));
            while (System.nanoTime() < dueNs) {
                LockSupport.parkNanos(dueNs - System.nanoTime());
            }
            int number = (int) (i % points);
            String point = "P-" + number;
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            boolean high = false;
            if (number < SWINGING) {
                long atUs = (i / points) * 1_000_000 + number * (PERIOD_US / SWINGING);
                high = i >= points && atUs % PERIOD_US < ABOVE_US;
                if (high && !above[number]) {
                    begun.computeIfAbsent(point, made -> new ArrayList<>()).add(now);
                }
                above[number] = high;
            }
            MqttMessage message =
                    new MqttMessage(
                            payload.formatted(point, now, high ? HIGH : LOW)
                                    .getBytes(StandardCharsets.UTF_8));
            message.setQos(1);
            String mqttTopic = prefix.contains("%s") ? prefix.formatted(point) : prefix;
            send(clients.get(number % CONNECTIONS), mqttTopic, message);
            published++;
        }
        for (MqttAsyncClient client : clients) {
            while (client.getPendingTokens().length > 0) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }
    }

    private static void send(MqttAsyncClient client, String mqttTopic, MqttMessage message)
            throws MqttException, InterruptedException {
        while (true) {
            try {
                client.publish(mqttTopic, message);
                return;
            } catch (MqttException e) {
                if (e.getReasonCode() != MqttClientException.REASON_CODE_MAX_INFLIGHT) {
                    throw e;
                }
                // As many are on their way as may be: the broker sets the pace.
                TimeUnit.MICROSECONDS.sleep(200);
            }
        }
    }

    private MqttAsyncClient client(int number) throws MqttException, IOException {
        MqttAsyncClient client =
                new MqttAsyncClient(
                        option("broker"),
                        options.getOrDefault("account", "peer-bench") + "-" + number,
                        new MemoryPersistence());
        MqttConnectionOptions connection = new MqttConnectionOptions();
        connection.setReceiveMaximum(IN_FLIGHT);
        if (options.containsKey("account")) {
            connection.setUserName(option("account"));
            connection.setPassword(
                    Files.readString(Path.of(option("password")))
                            .strip()
                            .getBytes(StandardCharsets.UTF_8));
        }
        client.connect(connection).waitForCompletion();
        return client;
    }

    @SuppressWarnings("SystemOut") // A line of a table, for the script.
    private void tell(int wanted, double achieved, @Nullable Double cpu, long resident) {
        Percentiles delays = new Percentiles();
        Set<String> right = new HashSet<>();
        int wrong = 0;
        for (Warned warned : hearing.all()) {
            Instant of = null;
            for (Instant began : begun.getOrDefault(warned.point(), List.of())) {
                if (!began.isAfter(warned.began().plusMillis(1))) {
                    of = began;
                }
            }
            if (of == null || !right.add(warned.point() + " " + of)) {
                wrong++;
            } else {
                delays.add(ChronoUnit.MICROS.between(of, warned.heard()) / 1e3);
            }
        }
        int all = begun.values().stream().mapToInt(List::size).sum();
        System.out.printf(
                Locale.ROOT,
                "%s: %,d readings/s wanted, %,.0f published; warning p50 %.1f ms, p99 %.1f ms; of %d warnings %d missing, %d wrong; %s%n",
                option("name"),
                wanted,
                achieved,
                delays.size() == 0 ? Double.NaN : delays.at(0.5),
                delays.size() == 0 ? Double.NaN : delays.at(0.99),
                all,
                all - right.size(),
                wrong,
                cpu == null
                        ? "killed on the way"
                        : String.format(
                                Locale.ROOT,
                                "CPU %.3f s a second per 1,000 readings/s, %d MiB",
                                cpu,
                                resident >> 20));
    }
}
