package city.lifeline.alerting;

import city.lifeline.alerting.city.CityFiles;
import city.lifeline.alerting.city.FaultyCityException;
import city.lifeline.alerting.city.ParsedCity;
import city.lifeline.alerting.kafka.KafkaAdmin;
import city.lifeline.alerting.kafka.KafkaConfiguration;
import city.lifeline.alerting.kafka.KafkaConnection;
import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Settings;
import city.lifeline.runtime.ConfigurationFile;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The alerting process.
 *
 * <pre>Alerting --config FILE</pre>
 *
 * <p>Exit code 2: the configuration or the city's files are faulty, each fault on a line of its
 * own. 1: PostgreSQL or Kafka did not come up in time, or anything else.
 */
public final class Alerting {

    private static final int FAULTY = 2;

    private Alerting() {}

    public static void main(String[] args) {
        int code = run(args, System.err);
        if (code != 0) {
            System.exit(code);
        }
    }

    /** Returns 0 once it serves, else the exit code. */
    static int run(String[] args, PrintStream faults) {
        try {
            if (args.length != 2 || !args[0].equals("--config")) {
                faults.println("usage: Alerting --config FILE");
                return FAULTY;
            }
            AlertingSettings settings =
                    AlertingSettings.read(Settings.of(ConfigurationFile.texts(Path.of(args[1]))));
            Optional<ParsedCity.Valid> city = Optional.empty();
            if (settings.cityDirectory().isPresent()) {
                city = Optional.of(readCity(settings.cityDirectory().get()));
            }
            await(settings);
            start(settings, city, KafkaConfiguration.class);
            return 0;
        } catch (InvalidSettingsException e) {
            e.faults().forEach(faults::println);
            return FAULTY;
        } catch (FaultyCityException e) {
            e.faults().forEach(faults::println);
            return FAULTY;
        } catch (StartupException e) {
            faults.println(e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        } catch (RuntimeException e) {
            FaultyCityException faulty = faultyCity(e);
            if (faulty != null) {
                faulty.faults().forEach(faults::println);
                return FAULTY;
            }
            // Spring has logged it.
            return 1;
        }
    }

    /**
     * Starts the process proper; PostgreSQL must be there.
     *
     * @param city to be put of record first; empty keeps what is
     * @param more configurations beside {@link AlertingConfiguration}
     */
    static ConfigurableApplicationContext start(
            AlertingSettings settings, Optional<ParsedCity.Valid> city, Class<?>... more) {
        Class<?>[] sources = new Class<?>[more.length + 1];
        sources[0] = AlertingConfiguration.class;
        System.arraycopy(more, 0, sources, 1, more.length);
        SpringApplication application = new SpringApplication(sources);
        application.setBannerMode(Banner.Mode.OFF);
        application.setDefaultProperties(springProperties(settings));
        application.addInitializers(
                context -> {
                    if (context instanceof GenericApplicationContext generic) {
                        generic.registerBean(AlertingSettings.class, () -> settings);
                        city.ifPresent(
                                given -> generic.registerBean(ParsedCity.Valid.class, () -> given));
                    }
                });
        return application.run();
    }

    static Map<String, Object> springProperties(AlertingSettings settings) {
        Map<String, Object> spring = new HashMap<>();
        spring.put("server.address", settings.httpAddress());
        spring.put("server.port", settings.httpPort());
        Path certificate = settings.httpTls().certificate();
        Path key = settings.httpTls().key();
        if (certificate != null && key != null) {
            spring.put("server.ssl.certificate", certificate.toUri().toString());
            spring.put("server.ssl.certificate-private-key", key.toUri().toString());
        }
        spring.put("spring.datasource.url", settings.databaseUrl());
        spring.put("spring.datasource.username", settings.databaseUsername());
        spring.put("spring.datasource.password", settings.databasePassword());
        return spring;
    }

    static ParsedCity.Valid readCity(Path directory) {
        ParsedCity parsed = ParsedCity.of(CityFiles.read(directory));
        if (parsed instanceof ParsedCity.Valid valid) {
            return valid;
        }
        throw new FaultyCityException(((ParsedCity.Faulty) parsed).faults());
    }

    private static void await(AlertingSettings settings) throws InterruptedException {
        Instant deadline = Instant.now().plus(settings.startupPatience());
        Awaited.await("PostgreSQL", deadline, () -> Database.lack(settings));
        KafkaAdmin kafka = new KafkaAdmin(new KafkaConnection(settings.kafka()));
        Awaited.await("Kafka", deadline, kafka::lack);
    }

    private static @Nullable FaultyCityException faultyCity(Throwable failure) {
        Throwable cause = failure;
        while (cause != null) {
            if (cause instanceof FaultyCityException faulty) {
                return faulty;
            }
            cause = cause.getCause();
        }
        return null;
    }
}
