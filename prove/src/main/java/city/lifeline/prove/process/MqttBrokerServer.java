package city.lifeline.prove.process;

import city.lifeline.model.access.MqttAccount;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The embedded MQTT broker. Every account's password is its name and {@code -secret}. */
public final class MqttBrokerServer implements AutoCloseable {

    private final Path accounts;
    private final List<String> lines = new ArrayList<>();
    private final Random salts = new Random(1);
    private final int port = Ports.free();
    private final int httpPort = Ports.free();
    private final Http http = new Http();
    private final ServerProcess process;
    private volatile String address = "127.0.0.1";

    /** A broker that is not started yet, with an account for ingest. */
    public MqttBrokerServer(Path directory, Programs programs, Guard guard) throws IOException {
        Files.createDirectories(directory);
        accounts = directory.resolve("accounts.csv");
        lines.add(MqttAccount.HEADER);
        add("ingest", MqttAccount.Role.INGEST);
        process =
                new ServerProcess(
                        "mqtt-broker",
                        command(programs, directory),
                        directory.resolve("mqtt-broker.out"),
                        guard,
                        () -> http.answersOk("http://%s:%d/health".formatted(address, httpPort)));
    }

    private List<String> command(Programs programs, Path directory) {
        return ServerProcess.java(
                224,
                programs.classPath("deploy/mqtt-broker"),
                List.of(
                        "-Dlogback.statusListenerClass="
                                + "ch.qos.logback.core.status.NopStatusListener"),
                "city.lifeline.broker.MqttBroker",
                "--accounts",
                accounts.toString(),
                "--data",
                directory.resolve("data").toString(),
                "--address",
                "0.0.0.0",
                "--port",
                Integer.toString(port),
                "--http-port",
                Integer.toString(httpPort));
    }

    /** What an account logs in with. */
    public static String password(String account) {
        return account + "-secret";
    }

    /** Adds accounts of gateways; the broker reads them within moments. */
    public void addGateways(List<String> gateways) throws IOException {
        for (String gateway : gateways) {
            lines.add(line(gateway, MqttAccount.Role.GATEWAY));
        }
        write();
    }

    private void add(String name, MqttAccount.Role role) throws IOException {
        lines.add(line(name, role));
        write();
    }

    private String line(String name, MqttAccount.Role role) {
        byte[] salt = new byte[MqttAccount.SALT_BYTES];
        salts.nextBytes(salt);
        return MqttAccount.create(name, role, password(name), salt).line();
    }

    private void write() throws IOException {
        Path next = accounts.resolveSibling("accounts.new");
        Files.write(next, lines, StandardCharsets.UTF_8);
        Files.move(next, accounts, StandardCopyOption.ATOMIC_MOVE);
    }

    public ServerProcess process() {
        return process;
    }

    /** From now on it is asked for its health here. */
    public void reachableAt(String next) {
        address = next;
    }

    public int port() {
        return port;
    }

    public URI uri() {
        return URI.create("tcp://127.0.0.1:" + port);
    }

    @Override
    public void close() {
        process.close();
    }
}
