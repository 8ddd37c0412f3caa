package city.lifeline.broker;

import city.lifeline.runtime.tls.Pem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
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
            description = "Address to listen on without TLS (default: ${DEFAULT-VALUE}).")
    private String address = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "MQTT port without TLS; 0: none (default: ${DEFAULT-VALUE}).")
    private int port = 1883;

    @Option(
            names = "--tls-address",
            paramLabel = "ADDRESS",
            description = "Address to listen on with TLS (default: ${DEFAULT-VALUE}).")
    private String tlsAddress = "127.0.0.1";

    @Option(
            names = "--tls-port",
            paramLabel = "N",
            description = "MQTT port with TLS; none if left out.")
    private @Nullable Integer tlsPort;

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            description = "The server's certificate and those above it, PEM.")
    private @Nullable Path tlsCertificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "Its key, PEM, PKCS #8 without a password.")
    private @Nullable Path tlsKey;

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            description = {
                "Authorities, PEM: a client with a certificate of one of them",
                "needs no password; its CN is the account."
            })
    private @Nullable Path tlsCa;

    @Option(
            names = "--crl",
            paramLabel = "FILE",
            description = "Their revocation lists, PEM; read again when it changes.")
    private @Nullable Path crl;

    @Option(
            names = "--gateway-rate",
            paramLabel = "N",
            description = {
                "Messages a second that a gateway may publish; 0: any number",
                "(default: ${DEFAULT-VALUE})."
            })
    private double gatewayRate = 500;

    @Option(
            names = "--gateway-burst",
            paramLabel = "N",
            description = "Messages above that at once (default: ${DEFAULT-VALUE}).")
    private double gatewayBurst = 2_000;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            description = "Connections open at a time (default: ${DEFAULT-VALUE}).")
    private int maxConnections = 5_000;

    @Option(
            names = "--connect-rate",
            paramLabel = "N",
            description = {
                "Connections a second of one account from one address",
                "(default: ${DEFAULT-VALUE})."
            })
    private double connectRate = 5;

    @Option(
            names = "--connect-burst",
            paramLabel = "N",
            description = "Connections above that at once (default: ${DEFAULT-VALUE}).")
    private double connectBurst = 60;

    @Option(
            names = "--allow-anonymous-gateways-that-anyone-can-forge",
            description = {
                "Lets in whoever gives no login as the gateway that the client id names.",
                "Anyone who reaches the port can then raise and hide warnings."
            })
    private boolean anonymousGateways;

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

    @Option(
            names = "--thingsboard-prefix",
            paramLabel = "TOPIC",
            description = {
                "Prefix under which telemetry on ThingsBoard's topics is handed on",
                "(default: ${DEFAULT-VALUE})."
            })
    private String thingsBoardPrefix = "lifeline/thingsboard";

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
        TlsListener tls = tls();
        if (tls == null && port == 0) {
            throw new IOException("nowhere to listen: --port is 0 and there is no --tls-port");
        }
        AccountsFile file = new AccountsFile(accountsFile);
        BrokerMetrics metrics = new BrokerMetrics();
        Audit audit = new Audit(metrics, System::nanoTime);
        HandshakeAudit.install(audit);
        TlsListener.Stores stores =
                tls == null ? null : tls.stores(BrokerConfig.configFolder(dataDirectory));
        Access access =
                new Access(
                        file,
                        new Certificates(revocations(tls), InstantSource.system()),
                        new TopicAccess(prefix, runPrefix, thingsBoardPrefix),
                        new Login.Limits(
                                anonymousGateways,
                                connectRate,
                                connectBurst,
                                Login.Limits.STANDARD.connectionsPerAccount()),
                        gatewayRate > 0
                                ? new TokenBuckets<>(gatewayRate, gatewayBurst, System::nanoTime)
                                : null,
                        tls == null || stores == null ? () -> {} : new StoreWatch(tls, stores),
                        audit);
        if (anonymousGateways) {
            log.warn(
                    "ANYONE who reaches this broker may publish as ANY gateway: it runs with"
                            + " --allow-anonymous-gateways-that-anyone-can-forge");
        }
        BrokerHttp http = httpPort == null ? null : new BrokerHttp(address, httpPort, metrics);
        BrokerConfig config =
                new BrokerConfig(
                        dataDirectory,
                        port == 0 ? null : new BrokerConfig.PlainListener(address, port),
                        tls,
                        stores,
                        maxConnections);
        Broker broker = Broker.start(config, access);
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
        log.info("ready: MQTT on {}, {} accounts", config.listeners(), file.size());
        stopped.await();
    }

    private @Nullable TlsListener tls() throws IOException {
        if (tlsPort == null) {
            return null;
        }
        if (tlsCertificate == null || tlsKey == null || tlsCa == null) {
            throw new IOException("--tls-port needs --tls-certificate, --tls-key and --tls-ca");
        }
        return new TlsListener(tlsAddress, tlsPort, tlsCa, tlsCertificate, tlsKey);
    }

    private @Nullable RevocationFile revocations(@Nullable TlsListener tls) throws IOException {
        return crl == null || tls == null
                ? null
                : new RevocationFile(crl, Pem.certificates(tls.ca()));
    }
}
