package city.lifeline.alerting;

import city.lifeline.alerting.canary.CanarySettings;
import city.lifeline.alerting.city.CityFiles;
import city.lifeline.alerting.city.ParsedCity;
import city.lifeline.alerting.consumed.RawRecord;
import city.lifeline.alerting.drill.SimulatorLink;
import city.lifeline.alerting.letter.LetterBounds;
import city.lifeline.alerting.map.TileSettings;
import city.lifeline.alerting.notify.NotifySettings;
import city.lifeline.alerting.release.PublicSettings;
import city.lifeline.alerting.release.ReleaseSettings;
import city.lifeline.alerting.run.WarningEventLog;
import city.lifeline.alerting.security.AccessSettings;
import city.lifeline.alerting.warning.PointStatuses;
import city.lifeline.alerting.warning.WarningIntake;
import city.lifeline.alerting.web.Changes;
import city.lifeline.model.PointStatus;
import city.lifeline.model.RunClock;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.wire.WarningEventCodec;
import city.lifeline.runtime.HistoryConnection;
import city.lifeline.runtime.tls.TlsFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/** The whole process but Kafka, whose records the test hands over itself. */
public final class TestServer implements AutoCloseable {

    public static final String PASSWORD = "correct horse battery staple";
    public static final String TOKEN = "a-machine's-token";

    private final ConfigurableApplicationContext context;
    private final Map<Integer, Long> offsets = new HashMap<>();
    private long offset;

    private TestServer(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Stands for Kafka. */
    @Configuration(proxyBeanMethods = false)
    static class NoKafka {
        @Bean
        WarningEventLog warningEventLog(TestLog log) {
            return log::end;
        }

        @Bean
        TestLog testLog() {
            return new TestLog();
        }
    }

    /**
     * Hashes passwords quickly: a hash of the product's takes a third of a second of a core, at
     * each start and each login.
     */
    @Configuration(proxyBeanMethods = false)
    static class QuickPasswords {
        @Bean
        @Primary
        PasswordEncoder quickPasswordEncoder() {
            return new DelegatingPasswordEncoder(
                    "bcrypt", Map.of("bcrypt", new BCryptPasswordEncoder(4)));
        }
    }

    /** Where the next event goes. */
    static final class TestLog {
        private final Map<Integer, Long> end = new HashMap<>();

        Map<Integer, Long> end() {
            return Map.copyOf(end);
        }
    }

    public static TestServer start(TestDatabase database, URI history) {
        return start(database, history, Optional.of(city()));
    }

    public static TestServer start(
            TestDatabase database, URI history, Optional<ParsedCity.Valid> city) {
        return started(settings(database, history), city);
    }

    /** With passwords hashed as the product does it. */
    public static TestServer startWithTheProductsHashes(TestDatabase database) {
        return new TestServer(
                Alerting.start(
                        settings(database, URI.create("http://127.0.0.1:1")),
                        Optional.of(city()),
                        NoKafka.class));
    }

    private static TestServer started(AlertingSettings settings, Optional<ParsedCity.Valid> city) {
        return new TestServer(Alerting.start(settings, city, NoKafka.class, QuickPasswords.class));
    }

    static TestServer start(TestDatabase database, TlsFiles tls) {
        return started(
                settings(database, URI.create("http://127.0.0.1:1"), tls), Optional.of(city()));
    }

    /** With people who are reached as these settings have it. */
    public static TestServer start(TestDatabase database, NotifySettings notifying) {
        return started(
                settings(database, URI.create("http://127.0.0.1:1"), TlsFiles.STANDARD, notifying),
                Optional.of(city()));
    }

    /** Of a simulated city, with people who are reached as these settings have it. */
    public static TestServer start(
            TestDatabase database, NotifySettings notifying, SimulatorLink simulator) {
        return started(
                settings(
                        database,
                        URI.create("http://127.0.0.1:1"),
                        TlsFiles.STANDARD,
                        notifying,
                        AccessSettings.alone(),
                        PublicSettings.standard(),
                        Optional.of(simulator)),
                Optional.of(city()));
    }

    /** Whose public messages go where these settings say. */
    public static TestServer start(TestDatabase database, PublicSettings publishing) {
        return started(
                settings(
                        database,
                        URI.create("http://127.0.0.1:1"),
                        TlsFiles.STANDARD,
                        NotifySettings.none(),
                        AccessSettings.alone(),
                        publishing),
                Optional.of(city()));
    }

    /** Into which people get as these settings have it. */
    public static TestServer start(TestDatabase database, AccessSettings access) {
        return started(
                settings(
                        database,
                        URI.create("http://127.0.0.1:1"),
                        TlsFiles.STANDARD,
                        NotifySettings.none(),
                        access),
                Optional.of(city()));
    }

    static AlertingSettings settings(TestDatabase database, URI history) {
        return settings(database, history, TlsFiles.STANDARD);
    }

    private static AlertingSettings settings(TestDatabase database, URI history, TlsFiles tls) {
        return settings(database, history, tls, NotifySettings.none());
    }

    private static AlertingSettings settings(
            TestDatabase database, URI history, TlsFiles tls, NotifySettings notifying) {
        return settings(database, history, tls, notifying, AccessSettings.alone());
    }

    private static AlertingSettings settings(
            TestDatabase database,
            URI history,
            TlsFiles tls,
            NotifySettings notifying,
            AccessSettings access) {
        return settings(database, history, tls, notifying, access, PublicSettings.standard());
    }

    private static AlertingSettings settings(
            TestDatabase database,
            URI history,
            TlsFiles tls,
            NotifySettings notifying,
            AccessSettings access,
            PublicSettings publishing) {
        return settings(database, history, tls, notifying, access, publishing, Optional.empty());
    }

    private static AlertingSettings settings(
            TestDatabase database,
            URI history,
            TlsFiles tls,
            NotifySettings notifying,
            AccessSettings access,
            PublicSettings publishing,
            Optional<SimulatorLink> simulator) {
        return new AlertingSettings(
                "127.0.0.1",
                0,
                tls,
                file(PASSWORD),
                access,
                file(TOKEN),
                "audit-key",
                database.url(),
                "postgres",
                "",
                Map.of(),
                HistoryConnection.questDb(history.toString(), "reader", "secret"),
                Optional.empty(),
                Duration.ofSeconds(10),
                LetterBounds.of(Duration.ofDays(30), 1_000_000_000),
                notifying,
                ReleaseSettings.standard(),
                publishing,
                notifying.providers().isEmpty()
                        ? CanarySettings.none()
                        : new CanarySettings("+8610000000000", Duration.ZERO),
                TileSettings.none(),
                RunClock.WALL,
                simulator);
    }

    public static ParsedCity.Valid city() {
        ParsedCity parsed =
                ParsedCity.of(
                        new CityFiles(
                                TestCity.REGISTRY,
                                TestCity.RULES,
                                TestCity.MAP,
                                TestCity.OTHERS,
                                List.of()));
        if (parsed instanceof ParsedCity.Valid valid) {
            return valid;
        }
        throw new AssertionError(parsed.toString());
    }

    public URI address() {
        String port = context.getEnvironment().getProperty("local.server.port");
        return URI.create("http://127.0.0.1:" + port);
    }

    public ConfigurableApplicationContext context() {
        return context;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** As the consumer of warning events does it. */
    public WarningIntake.Outcome consume(WarningEvent... events) {
        List<RawRecord> batch = new ArrayList<>();
        for (WarningEvent event : events) {
            batch.add(
                    new RawRecord(
                            0, offset++, null, WarningEventCodec.encode(event), Instant.EPOCH));
        }
        WarningIntake.Outcome outcome = bean(WarningIntake.class).store(batch, offsets);
        bean(Changes.class).stored(outcome);
        bean(TestLog.class).end.put(0, offset);
        return outcome;
    }

    /** As the consumer of point statuses does it. */
    public void consume(PointStatus status) {
        bean(Changes.class).status(status);
    }

    public PointStatuses statuses() {
        return bean(PointStatuses.class);
    }

    @Override
    public void close() {
        context.close();
    }

    private static Path file(String text) {
        try {
            Path file = Files.createTempFile("alerting-test", ".txt");
            file.toFile().deleteOnExit();
            return Files.writeString(file, text + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
