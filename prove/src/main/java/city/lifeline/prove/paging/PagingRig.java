package city.lifeline.prove.paging;

import city.lifeline.model.Certainty;
import city.lifeline.model.Grade;
import city.lifeline.model.KafkaTopics;
import city.lifeline.model.Lane;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.WarningIds;
import city.lifeline.model.wire.WarningEventCodec;
import city.lifeline.prove.process.Guard;
import city.lifeline.prove.process.KafkaCluster;
import city.lifeline.prove.process.Ports;
import city.lifeline.prove.process.Programs;
import city.lifeline.simulators.telephones.Behaviour;
import city.lifeline.simulators.telephones.Sms;
import city.lifeline.simulators.telephones.Smsc;
import city.lifeline.simulators.telephones.Telephones;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The way of a warning from Kafka to telephones, of real processes:
 *
 * <pre>
 *            ┌═ alerting one ══ SMSC one ═┐
 *  Kafka ════┤       PostgreSQL           ├═ telephones
 *            └═ alerting two ══ SMSC two ═┘
 * </pre>
 *
 * <p>Each instance has an SMSC of its own, which tells which of them has handed a message over. The
 * city has an officer and a chief for each district, and one boss for all.
 */
public final class PagingRig implements AutoCloseable {

    /** After how long without an answer to a red warning the next ones are told. */
    static final Duration DEADLINE = Duration.ofSeconds(10);

    /** Warnings of one round, each of a district of its own. */
    static final int SLOTS = 3;

    /** So many rounds until a district has its turn again: a person is told once a minute. */
    private static final int SETS = 12;

    static final int ROUNDS = 160;

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String SECRET = "pass";

    /** What runs, in the order of its start. */
    private final Deque<Closeable> running = new ArrayDeque<>();

    private final KafkaCluster kafka;
    private final EmbeddedPostgres postgres;
    private final Telephones telephones = new Telephones();
    private final List<Smsc> providers = new ArrayList<>();
    private final List<AlertingServer> instances = new ArrayList<>();
    private final KafkaProducer<String, byte[]> events;

    /** Starts everything, in an empty directory. */
    public PagingRig(Path directory, Programs programs) throws IOException, InterruptedException {
        try {
            Guard guard = Guard.start(directory);
            running.push(guard::close);
            kafka =
                    new KafkaCluster(
                            directory.resolve("kafka"),
                            List.of(directory.resolve("kafka/log")),
                            List.of("127.0.0.1:" + Ports.free()),
                            programs,
                            guard);
            running.push(kafka::close);
            postgres =
                    EmbeddedPostgres.builder()
                            .setServerConfig("fsync", "on")
                            .setServerConfig("full_page_writes", "on")
                            .setServerConfig("synchronous_commit", "on")
                            .start();
            running.push(postgres);
            Path city = city(directory.resolve("city"));
            Path password = Files.writeString(directory.resolve("sms-password"), SECRET + "\n");
            for (String name : List.of("one", "two")) {
                Smsc provider =
                        new Smsc(name, 0, "lifeline", SECRET, telephones, InstantSource.system());
                running.push(provider::close);
                providers.add(provider);
                AlertingServer instance =
                        new AlertingServer(
                                "alerting-" + name,
                                directory.resolve("alerting-" + name),
                                programs,
                                guard,
                                """
                            city.directory=%s
                            database.url=%s
                            database.username=postgres
                            kafka.bootstrap.servers=%s
                            notify.acknowledge.within.red=%s
                            sms.primary.host=127.0.0.1
                            sms.primary.port=%d
                            sms.primary.password.file=%s
                            """
                                        .formatted(
                                                city,
                                                postgres.getJdbcUrl("postgres", "postgres"),
                                                kafka.ownAddresses(),
                                                DEADLINE,
                                                provider.port(),
                                                password));
                running.push(instance::close);
                instances.add(instance);
            }
            kafka.start();
            for (AlertingServer instance : instances) {
                instance.process().start();
                // The first makes the schema; the other finds it.
                if (instance == instances.get(0)) {
                    instance.process().awaitReady(PATIENCE);
                }
            }
            instances.get(0).putCsv("/api/v1/people.csv", people());
            instances.get(0).putCsv("/api/v1/roster.csv", roster());
            instances.get(1).process().awaitReady(PATIENCE);
            events =
                    new KafkaProducer<>(
                            Map.of(
                                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                    kafka.ownAddresses(),
                                    ProducerConfig.ACKS_CONFIG,
                                    "all"),
                            new StringSerializer(),
                            new ByteArraySerializer());
            running.push(() -> events.close(Duration.ZERO));
        } catch (IOException | InterruptedException | RuntimeException e) {
            // Nobody can close what was never handed out, and its processes would outlive the
            // proof.
            try {
                close();
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    private static Path city(Path directory) throws IOException {
        Files.createDirectories(directory.resolve("rules"));
        StringBuilder assets =
                new StringBuilder("id,class,name_zh,name_en,district,longitude,latitude,tags\n");
        StringBuilder points =
                new StringBuilder(
                        "id,gateway,asset,quantity,unit,interval,low,high,name_zh,name_en,longitude,latitude,tags,limits\n");
        for (int round = 0; round < ROUNDS; round++) {
            for (int slot = 0; slot < SLOTS; slot++) {
                int number = round * SLOTS + slot;
                // Kilometres apart, so that no two are of one incident.
                assets.append(
                        "MH-%1$d-%2$d,gas-manhole,阀井%3$d,Valve pit %3$d,%4$s,%5$.2f,%6$.2f,%n"
                                .formatted(
                                        round,
                                        slot,
                                        number,
                                        district(round, slot),
                                        112 + number % 30 * 0.1,
                                        30 + Math.floorDiv(number, 30) * 0.1));
                points.append(
                        "%s,GW,MH-%d-%d,methane,%%{LEL},1s,0,100,甲烷,Methane,,,,%n"
                                .formatted(point(round, slot), round, slot));
            }
        }
        Files.writeString(
                directory.resolve("city.yaml"),
                """
                name: {zh: 试验台, en: Rig}
                zone: Asia/Shanghai
                centre: {longitude: 117, latitude: 31}
                """);
        Files.writeString(directory.resolve("gateways.csv"), "id,name_zh,name_en\nGW,网关,Gateway\n");
        Files.writeString(directory.resolve("assets.csv"), assets);
        Files.writeString(directory.resolve("points.csv"), points);
        Files.writeString(
                directory.resolve("rules/gas.yaml"),
                """
                rules:
                  - id: G1
                    name: {zh: 甲烷浓度, en: Methane}
                    applies: {quantity: methane}
                    unit: "%{LEL}"
                    raise: above
                    grades:
                      red: {raise: 50, clear: 45}
                    certainty: likely
                    source: proposed
                    verified: false
                """);
        return directory;
    }

    private static String point(int round, int slot) {
        return "MH-%d-%d-CH4".formatted(round, slot);
    }

    private static String district(int round, int slot) {
        return "D%d-%d".formatted(round % SETS, slot);
    }

    /** Telephone of who is told first of a round's warning. */
    static String officer(int round, int slot) {
        return "+8613800%05d".formatted(round % SETS * SLOTS + slot);
    }

    /** Telephone of who is told next. */
    static String chief(int round, int slot) {
        return "+8613900%05d".formatted(round % SETS * SLOTS + slot);
    }

    private static String people() {
        StringBuilder people = new StringBuilder("id,name,unit,phone,email,language,last_resort\n");
        for (int set = 0; set < SETS; set++) {
            for (int slot = 0; slot < SLOTS; slot++) {
                people.append(
                        "o-%1$d-%2$d,Officer %1$d %2$d,Gas,%3$s,,zh,no%n"
                                .formatted(set, slot, officer(set, slot)));
                people.append(
                        "c-%1$d-%2$d,Chief %1$d %2$d,Gas,%3$s,,zh,no%n"
                                .formatted(set, slot, chief(set, slot)));
            }
        }
        return people.append("boss,Boss,City,+8613700000000,,zh,yes\n").toString();
    }

    private static String roster() {
        StringBuilder lines =
                new StringBuilder("id,district,lifeline,grade,step,person,days,from,to\n");
        for (int set = 0; set < SETS; set++) {
            for (int slot = 0; slot < SLOTS; slot++) {
                lines.append(
                        "a-%1$d-%2$d,%3$s,gas,blue,1,o-%1$d-%2$d,daily,00:00,00:00%n"
                                .formatted(set, slot, district(set, slot)));
                lines.append(
                        "b-%1$d-%2$d,%3$s,gas,blue,2,c-%1$d-%2$d,daily,00:00,00:00%n"
                                .formatted(set, slot, district(set, slot)));
            }
        }
        return lines.toString();
    }

    AlertingServer instance(int index) {
        return instances.get(index);
    }

    Smsc provider(int index) {
        return providers.get(index);
    }

    void behave(Behaviour behaviour) {
        providers.forEach(provider -> provider.behave(behaviour));
    }

    /** Messages that have reached a telephone since then, oldest first. */
    List<Sms> received(String number, Instant since) {
        return telephones.of(number).stream()
                .filter(sms -> sms.toTelephone() && !sms.at().isBefore(since))
                .toList();
    }

    /**
     * A red warning begins.
     *
     * @return its id
     */
    String raise(int round, int slot, Instant at) throws IOException, InterruptedException {
        long us = at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000;
        String point = point(round, slot);
        String id = WarningIds.of("live", "G1", point, us);
        WarningEvent event =
                new WarningEvent(
                        id,
                        1,
                        WarningEvent.Kind.RAISED,
                        "live",
                        "G1",
                        "v1",
                        point,
                        "MH-%d-%d".formatted(round, slot),
                        Grade.RED,
                        Grade.RED,
                        62,
                        62,
                        50,
                        "%{LEL}",
                        us,
                        us,
                        Lane.LIVE,
                        Certainty.LIKELY,
                        false);
        try {
            events.send(
                            new ProducerRecord<>(
                                    KafkaTopics.WARNING_EVENTS,
                                    id,
                                    WarningEventCodec.encode(event)))
                    .get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("Kafka does not take a warning", e);
        }
        return id;
    }

    /** Asks the database for one column of text. */
    List<String> ask(String sql, String... parameters) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            List<String> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found;
        }
    }

    @Override
    public void close() throws IOException {
        IOException failed = null;
        while (!running.isEmpty()) {
            try {
                running.pop().close();
            } catch (IOException e) {
                failed = e;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }
}
