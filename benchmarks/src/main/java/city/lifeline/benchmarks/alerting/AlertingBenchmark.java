package city.lifeline.benchmarks.alerting;

import city.lifeline.benchmarks.Percentiles;
import city.lifeline.benchmarks.Row;
import city.lifeline.gateway.GatewayClient;
import city.lifeline.gateway.GatewayReading;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * From a gateway's reading to the SMS provider, in a running {@link AlertingCity}.
 *
 * <p>A reading's event time is the moment it was published, so all times are told by one clock:
 * this machine's. What was stored and submitted, and when, is read from the database; that the
 * messages have come is read from the wall of telephones.
 */
public final class AlertingBenchmark implements AutoCloseable {

    private static final int RED_EVERY_MS = 100;
    private static final int MOST_WARM_S = 30;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Target target;
    private final InstantSource clock;
    private final Consumer<String> say;
    private final Connection database;
    private final Screen screen;
    private final List<GatewayClient> gateways = new ArrayList<>();

    /** Parts of the measurement. */
    public enum Part {
        red,
        flood,
        archive
    }

    /**
     * What is measured.
     *
     * @param passwords of the gateways, by their id
     * @param token machine token of alerting
     * @param districtToken of a district officer of the flood's first district
     */
    public record Target(
            URI broker,
            Map<String, String> passwords,
            URI alerting,
            String token,
            String districtToken,
            URI telephones,
            String databaseUrl,
            String databaseUser,
            String databasePassword) {}

    public AlertingBenchmark(Target target, InstantSource clock, Consumer<String> say)
            throws IOException {
        this.target = target;
        this.clock = clock;
        this.say = say;
        this.screen = new Screen(target.alerting(), target.token(), clock);
        try {
            this.database =
                    DriverManager.getConnection(
                            target.databaseUrl(), target.databaseUser(), target.databasePassword());
        } catch (SQLException e) {
            throw new IOException("the database cannot be reached: " + e.getMessage(), e);
        }
    }

    /**
     * Measures.
     *
     * @param readingsPerSecond of the steady load
     * @param seconds that the steady load lasts; a third of it goes before and does not count
     */
    public List<Row> run(Set<Part> parts, int readingsPerSecond, int seconds)
            throws IOException, InterruptedException {
        List<Row> rows = new ArrayList<>();
        try {
            screen.open();
            for (int i = 0; i < AlertingCity.GATEWAYS; i++) {
                String id = AlertingCity.gateway(i);
                gateways.add(
                        GatewayClient.builder(target.broker(), id)
                                .login(id, target.passwords().getOrDefault(id, ""))
                                .build());
            }
            if (parts.contains(Part.red)) {
                rows.addAll(red(readingsPerSecond, seconds));
            }
            if (parts.contains(Part.flood)) {
                rows.addAll(flood());
                rows.addAll(redWithManyOpen(readingsPerSecond));
            }
            if (parts.contains(Part.archive)) {
                rows.addAll(new ArchiveLists(database, screen, target, say).run());
            }
        } catch (SQLException e) {
            throw new IOException("the database does not answer: " + e.getMessage(), e);
        }
        return rows;
    }

    private int redEveryMs = RED_EVERY_MS;

    /** The next point of its own that has not turned red yet. */
    private int nextRed;

    private List<Row> red(int readingsPerSecond, int seconds)
            throws IOException, InterruptedException, SQLException {
        int warm = Math.min(seconds / 3, MOST_WARM_S);
        int counted = seconds;
        // Each red reading needs a point of its own.
        redEveryMs = Math.max(RED_EVERY_MS, (warm + counted) * 1_000 / AlertingCity.LONE + 1);
        say.accept(
                "red: %,d readings/s for %d s, one of them red every %d ms, after %d s of the same"
                        .formatted(readingsPerSecond, counted, redEveryMs, warm));
        long warmedUs = nowUs();
        int next = publish(readingsPerSecond, warm, 0);
        long fromUs = nowUs();
        screen.measure("LONE-");
        int end = publish(readingsPerSecond, counted, next);
        nextRed = end;
        Percentiles requests = screen.requests();
        long untilUs = nowUs();
        int expected = end - next;
        await(() -> count(STORED, fromUs, untilUs) >= expected);
        await(() -> count(SUBMITTED_COUNT, fromUs, untilUs) >= expected);
        Percentiles stored = percentiles(STORED_MS, fromUs, untilUs);
        Percentiles submitted = percentiles(SUBMITTED_MS, fromUs, untilUs);
        Percentiles cold = percentiles(SUBMITTED_MS, warmedUs, fromUs);
        if (stored.size() != expected || submitted.size() != expected) {
            throw new IOException(
                    "of %d red readings %d warnings were stored and %d messages submitted"
                            .formatted(expected, stored.size(), submitted.size()));
        }
        expectOnTelephones();
        Percentiles shown = screen.toScreen();
        return List.of(
                new Row("red: warnings, each with its SMS", expected, "", null),
                new Row("red: reading to stored warning, p50", stored.at(0.5), "ms", null),
                new Row("red: reading to stored warning, p99", stored.at(0.99), "ms", null),
                new Row("red: reading to SMS submitted, p50", submitted.at(0.5), "ms", null),
                new Row("red: reading to SMS submitted, p99", submitted.at(0.99), "ms", null),
                new Row("red: reading to SMS submitted, slowest", submitted.at(1), "ms", null),
                new Row("red: the same in the first seconds, p99", cold.at(0.99), "ms", null),
                new Row("red: reading to event at a screen, p99", shown.at(0.99), "ms", null),
                new Row("red: lists of a screen meanwhile, p99", requests.at(0.99), "ms", null));
    }

    /** Publishes at a steady rate, and answers which point would be the next to turn red. */
    private int publish(int readingsPerSecond, int seconds, int firstRed)
            throws IOException, InterruptedException {
        long intervalNs = TimeUnit.SECONDS.toNanos(1) / readingsPerSecond;
        long redEvery = ((long) readingsPerSecond * redEveryMs + 999) / 1_000;
        long total = (long) readingsPerSecond * seconds;
        long startNs = System.nanoTime();
        int red = firstRed;
        for (long i = 0; i < total; i++) {
            long dueNs = startNs + i * intervalNs;
            while (System.nanoTime() < dueNs) {
                LockSupport.parkNanos(dueNs - System.nanoTime());
            }
            long us = nowUs();
            if (i % redEvery == 0) {
                gateways.get(red % AlertingCity.GATEWAYS)
                        .publish(
                                List.of(
                                        GatewayReading.good(
                                                AlertingCity.lone(red), us, AlertingCity.RED)),
                                List.of(),
                                us);
                red++;
            } else {
                int quiet = (int) (i % AlertingCity.FLOOD);
                gateways.get(quiet % AlertingCity.GATEWAYS)
                        .publish(
                                List.of(
                                        GatewayReading.good(
                                                AlertingCity.flood(quiet), us, AlertingCity.QUIET)),
                                List.of(),
                                us);
            }
        }
        return red;
    }

    private List<Row> flood() throws IOException, InterruptedException, SQLException {
        say.accept(
                "flood: %,d points trip at once, in %d districts"
                        .formatted(AlertingCity.FLOOD, AlertingCity.FLOOD_DISTRICTS));
        screen.measure("FLOOD-");
        TimeUnit.SECONDS.sleep(6);
        Percentiles before = screen.requests();
        int submittedBefore = count(SUBMITTED_ALL);
        List<List<GatewayReading>> messages = new ArrayList<>();
        for (int i = 0; i < AlertingCity.GATEWAYS; i++) {
            messages.add(new ArrayList<>());
        }
        screen.measure("FLOOD-");
        long fromUs = nowUs();
        for (int i = 0; i < AlertingCity.FLOOD; i++) {
            messages.get(i % AlertingCity.GATEWAYS)
                    .add(GatewayReading.good(AlertingCity.flood(i), nowUs(), AlertingCity.RED));
        }
        for (int i = 0; i < AlertingCity.GATEWAYS; i++) {
            gateways.get(i).publish(messages.get(i), List.of(), nowUs());
        }
        double publishedMs = (nowUs() - fromUs) / 1e3;
        long untilUs = nowUs();
        await(() -> count(STORED, fromUs, untilUs) >= AlertingCity.FLOOD);
        // Until then, the screens have to hear of it, and people of it once.
        long quietBy = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (System.nanoTime() < quietBy) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        Percentiles requests = screen.requests();
        Percentiles shown = screen.toScreen();
        Percentiles stored = percentiles(STORED_MS, fromUs, untilUs);
        Percentiles firstPages = percentiles(FIRST_PAGES_MS, fromUs, untilUs);
        int submitted = count(SUBMITTED_ALL) - submittedBefore;
        expectOnTelephones();
        int most = count(MOST_IN_A_MINUTE);
        if (stored.size() != AlertingCity.FLOOD) {
            throw new IOException(stored.size() + " of the warnings are stored");
        }
        List<Row> rows = new ArrayList<>();
        rows.add(new Row("flood: readings published within", publishedMs, "ms", null));
        rows.add(new Row("flood: warnings stored", stored.size(), "", null));
        rows.add(new Row("flood: reading to stored warning, p50", stored.at(0.5), "ms", null));
        rows.add(new Row("flood: reading to stored warning, last", stored.at(1), "ms", null));
        rows.add(new Row("flood: reading to the first red SMS", firstPages.at(0), "ms", null));
        rows.add(
                new Row("flood: … to the last district's first SMS", firstPages.at(1), "ms", null));
        rows.add(new Row("flood: districts told of", firstPages.size(), "", null));
        rows.add(new Row("flood: SMS in all", submitted, "", null));
        rows.add(new Row("flood: most per person, group and minute", most, "", null));
        rows.add(new Row("flood: warnings shown by events", shown.size(), "", null));
        rows.add(new Row("flood: times a screen fetches all anew", screen.resyncs(), "", null));
        if (shown.size() > 0) {
            rows.add(
                    new Row(
                            "flood: reading to event at a screen, p99",
                            shown.at(0.99),
                            "ms",
                            null));
        }
        rows.add(
                new Row(
                        "flood: lists of a screen meanwhile, p99 (bare: just before)",
                        requests.at(0.99),
                        "ms",
                        before.at(0.99)));
        rows.add(
                new Row(
                        "flood: lists of a screen meanwhile, slowest",
                        requests.at(1),
                        "ms",
                        before.at(1)));
        return rows;
    }

    private List<Row> redWithManyOpen(int readingsPerSecond)
            throws IOException, InterruptedException, SQLException {
        int left = (AlertingCity.LONE - nextRed) * redEveryMs / 1_000;
        int forS = Math.min(left, 10);
        say.accept("red once more, while those are open");
        long fromUs = nowUs();
        int expected = -nextRed + publish(readingsPerSecond, forS, nextRed);
        long untilUs = nowUs();
        await(() -> count(SUBMITTED_COUNT, fromUs, untilUs) >= expected);
        Percentiles stored = percentiles(STORED_MS, fromUs, untilUs);
        Percentiles submitted = percentiles(SUBMITTED_MS, fromUs, untilUs);
        if (submitted.size() != expected) {
            throw new IOException(
                    "of %d red readings %d messages were submitted"
                            .formatted(expected, submitted.size()));
        }
        return List.of(
                new Row(
                        "flood: red while all are open: to stored, p99",
                        stored.at(0.99),
                        "ms",
                        null),
                new Row(
                        "flood: red while all are open: to SMS submitted, p99",
                        submitted.at(0.99),
                        "ms",
                        null));
    }

    private static final String OF =
            """
             from warnings w
             where w.point like '%s' and w.raised_at >= to_timestamp(? / 1e6)
                   and w.raised_at <= to_timestamp(? / 1e6)
            """
                    .formatted("%O%-%");

    private static final String STORED = "select count(*)" + OF;

    private static final String STORED_MS =
            "select extract(epoch from w.stored_at - w.raised_at) * 1000" + OF;

    private static final String DELIVERED =
            """
             from (select w.id, min(w.raised_at) as raised_at, min(d.submitted_at) as submitted_at
                   from warnings w join notification_warnings nw on nw.warning_id = w.id
                   join deliveries d on d.notification = nw.notification
                   where w.point like 'LONE-%' and w.raised_at >= to_timestamp(? / 1e6)
                         and w.raised_at <= to_timestamp(? / 1e6)
                         and d.channel = 'sms' and d.submitted_at is not null
                   group by w.id) as told
            """;

    private static final String SUBMITTED_COUNT = "select count(*)" + DELIVERED;

    private static final String SUBMITTED_MS =
            "select extract(epoch from submitted_at - raised_at) * 1000" + DELIVERED;

    /** Of each group, from its first warning to its first message. */
    private static final String FIRST_PAGES_MS =
            """
            select extract(epoch from min(d.submitted_at) - min(w.raised_at)) * 1000
            from warnings w join notification_warnings nw on nw.warning_id = w.id
            join notifications n on n.id = nw.notification
            join deliveries d on d.notification = n.id
            where w.point like 'FLOOD-%' and w.raised_at >= to_timestamp(? / 1e6)
                  and w.raised_at <= to_timestamp(? / 1e6)
                  and d.channel = 'sms' and d.submitted_at is not null
            group by n.group_key
            """;

    private static final String SUBMITTED_ALL =
            "select count(*) from deliveries where channel = 'sms' and submitted_at is not null";

    private static final String MOST_IN_A_MINUTE =
            """
            select coalesce(max(many), 0) from (
                select count(*) over (
                    partition by n.person, n.group_key order by d.submitted_at
                    range between interval '59 seconds' preceding and current row) as many
                from deliveries d join notifications n on n.id = d.notification
                where d.channel = 'sms' and d.submitted_at is not null) as windows
            """;

    private interface Check {
        boolean holds() throws SQLException;
    }

    private static void await(Check check) throws InterruptedException, SQLException, IOException {
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        while (!check.holds()) {
            if (System.nanoTime() > deadlineNs) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(250);
        }
    }

    private int count(String sql, long... parameters) throws SQLException {
        try (PreparedStatement statement = prepared(sql, parameters);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    private Percentiles percentiles(String sql, long... parameters) throws SQLException {
        Percentiles all = new Percentiles();
        try (PreparedStatement statement = prepared(sql, parameters);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                all.add(row.getDouble(1));
            }
        }
        return all;
    }

    private PreparedStatement prepared(String sql, long... parameters) throws SQLException {
        PreparedStatement statement = database.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setLong(i + 1, parameters[i]);
        }
        return statement;
    }

    /** Messages that have come to telephones since the wall was started; it numbers them. */
    private int onTelephones() throws IOException, InterruptedException {
        var answer =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(target.telephones().resolve("/wall"))
                                        .build(),
                                BodyHandlers.ofByteArray());
        int last = 0;
        for (JsonNode telephone : new ObjectMapper().readTree(answer.body()).path("telephones")) {
            for (JsonNode message : telephone.path("messages")) {
                last = Math.max(last, message.path("id").asInt());
            }
        }
        return last;
    }

    /** That what counts as submitted is on the telephones, and nothing else. */
    private void expectOnTelephones() throws IOException, InterruptedException, SQLException {
        int submitted = count(SUBMITTED_ALL);
        int received = onTelephones();
        // One may be under way.
        for (int i = 0; i < 20 && submitted != received; i++) {
            TimeUnit.MILLISECONDS.sleep(250);
            submitted = count(SUBMITTED_ALL);
            received = onTelephones();
        }
        if (received != submitted) {
            throw new IOException(
                    "%d messages were submitted, and %d are on the telephones"
                            .formatted(submitted, received));
        }
    }

    private long nowUs() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }

    @Override
    public void close() throws IOException {
        gateways.forEach(GatewayClient::close);
        screen.close();
        try {
            database.close();
        } catch (SQLException e) {
            // Nothing is left to be done with it.
        }
    }
}
