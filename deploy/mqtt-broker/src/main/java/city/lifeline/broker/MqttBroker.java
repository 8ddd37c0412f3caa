package city.lifeline.broker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Main class of the broker's process. */
@Command(
        name = "mqtt-broker",
        mixinStandardHelpOptions = true,
        description = "Runs Lifeline's embedded MQTT broker until it is told to stop.")
public final class MqttBroker implements Callable<Integer> {

    private static final Logger log = LoggerFactory.getLogger(MqttBroker.class);

    @Option(
            names = "--accounts",
            required = true,
            paramLabel = "FILE",
            description = "CSV of name,role,salt,hash,iterations; read again when it changes.")
    private @Nullable Path accounts;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "Where sessions and queued messages are kept.")
    private @Nullable Path data;

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            description = "Address to listen on (default: ${DEFAULT-VALUE}).")
    private String address = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "MQTT port (default: ${DEFAULT-VALUE}).")
    private int port = 1883;

    @Option(
            names = "--http-port",
            paramLabel = "N",
            description = "Port for /health and /metrics; none if left out.")
    private @Nullable Integer httpPort;

    @Option(
            names = "--prefix",
            paramLabel = "TOPIC",
            description = "Prefix of the live city's topics (default: ${DEFAULT-VALUE}).")
    private String prefix = "lifeline/v1";

    @Option(
            names = "--run-prefix",
            paramLabel = "TOPIC",
            description = "Prefix of the topics of runs aside (default: ${DEFAULT-VALUE}).")
    private String runPrefix = "lifeline/run";

    private MqttBroker() {}

    /** Exit code 0 after an orderly stop, 1 if it cannot run, 2 for wrong arguments. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new MqttBroker()).execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        if (accounts == null || data == null) {
            throw new IllegalStateException("picocli checks that required options are given");
        }
        try {
            run(accounts, data);
            return 0;
        } catch (IOException e) {
            log.error("{}", e.getMessage());
            return 1;
        }
    }

    private void run(Path accountsFile, Path dataDirectory)
            throws IOException, InterruptedException {
        AccountsFile file = new AccountsFile(accountsFile);
        BrokerHttp http = httpPort == null ? null : new BrokerHttp(address, httpPort);
        Runnable onRefused = http == null ? () -> {} : http::refusedLogin;
        Broker broker =
                Broker.start(
                        new BrokerConfig(dataDirectory, address, port),
                        new AccountAuthenticator(
                                file, new TopicAccess(prefix, runPrefix), onRefused));
        if (http != null) {
            http.ready(broker.metrics());
        }
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    broker.close();
                                    if (http != null) {
                                        http.close();
                                    }
                                    stopped.countDown();
                                },
                                "stop"));
        log.info("ready: MQTT on {}:{}, {} accounts", address, port, file.size());
        stopped.await();
    }
}
