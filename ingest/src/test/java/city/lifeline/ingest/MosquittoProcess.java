package city.lifeline.ingest;

import static org.awaitility.Awaitility.await;

import city.lifeline.testing.NeededProgram;
import city.lifeline.testing.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Debian's mosquitto with the configuration that Lifeline ships, accounts and certificates made for
 * the test, and free ports.
 */
final class MosquittoProcess implements AutoCloseable {

    private static final Path SHIPPED = Path.of("../deploy/brokers/mosquitto");
    private static final Path PROGRAM = Path.of("/usr/sbin/mosquitto");

    private final Path directory;
    private final int internalPort = ServerProcess.freePort();
    private final int certificatePort = ServerProcess.freePort();
    private final int passwordPort = ServerProcess.freePort();
    private final int thingsBoardPort = ServerProcess.freePort();
    private ServerProcess process;

    /** What a command said. */
    record Result(int code, String output) {}

    /**
     * Starts it, and waits until it listens.
     *
     * @param internal accounts of the internal listener; each password is the name and {@code -pw}
     * @param gateways accounts of the gateways' listeners
     * @param revoked one of {@code gateways}, whose certificate is revoked
     */
    MosquittoProcess(Path directory, List<String> internal, List<String> gateways, String revoked)
            throws IOException, InterruptedException {
        NeededProgram.require(PROGRAM, "mosquitto");
        NeededProgram.require(Path.of("/usr/bin/mosquitto_pub"), "mosquitto-clients");
        this.directory = directory;
        try (Stream<Path> files = Files.list(SHIPPED)) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
        writeConfiguration();
        passwords("internal.passwords", internal);
        passwords("gateways.passwords", gateways);
        passwords("thingsboard-GW-TB-01.passwords", List.of("GW-TB-01"));
        certificates(gateways, revoked);
        process = start();
    }

    private void writeConfiguration() throws IOException {
        Path file = directory.resolve("mosquitto.conf");
        Files.createDirectory(directory.resolve("data"));
        String shipped = Files.readString(file);
        String adapted =
                shipped.replace("/etc/mosquitto/", directory + "/")
                        .replace("/var/lib/mosquitto/", directory.resolve("data") + "/")
                        .replace("listener 1883 127.0.0.1", "listener " + internalPort)
                        .replace("listener 8883", "listener " + certificatePort)
                        .replace("listener 8884", "listener " + passwordPort)
                        .replace("listener 8885", "listener " + thingsBoardPort)
                        .replace("log_dest syslog", "log_dest stderr");
        for (int port : new int[] {internalPort, certificatePort, passwordPort, thingsBoardPort}) {
            adapted = adapted.replace("listener " + port, "listener " + port + " 127.0.0.1");
        }
        // As root it would become a user that may not look into this directory.
        Files.writeString(file, adapted + "\nuser " + System.getProperty("user.name") + "\n");
    }

    private void passwords(String file, List<String> accounts)
            throws IOException, InterruptedException {
        Files.createFile(directory.resolve(file));
        for (String account : accounts) {
            Files.writeString(password(account), account + "-pw\n");
            check("mosquitto_passwd", "-b", file, account, account + "-pw");
        }
    }

    private void certificates(List<String> gateways, String revoked)
            throws IOException, InterruptedException {
        OpensslAuthority authority = new OpensslAuthority(directory.resolve("tls"));
        for (String gateway : gateways) {
            authority.issue(gateway);
        }
        authority.issue("broker");
        Files.move(tls("broker.pem"), tls("cert.pem"));
        Files.move(tls("broker.key"), tls("key.pem"));
        authority.revoke(revoked);
    }

    private ServerProcess start() throws IOException {
        ServerProcess started =
                ServerProcess.startProgram(
                        log(),
                        List.of(
                                PROGRAM.toString(),
                                "-c",
                                directory.resolve("mosquitto.conf").toString()));
        await().atMost(Duration.ofSeconds(20))
                .failFast("mosquitto has ended, see " + log(), () -> !started.isAlive())
                .until(() -> accepts(internalPort));
        return started;
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    Path log() {
        return directory.resolve("mosquitto.log");
    }

    /** File of an account's password. */
    Path password(String account) {
        return directory.resolve(account + ".password");
    }

    Path tls(String file) {
        return directory.resolve("tls").resolve(file);
    }

    String internalUri() {
        return "tcp://127.0.0.1:" + internalPort;
    }

    String certificateUri() {
        return "ssl://127.0.0.1:" + certificatePort;
    }

    int passwordPort() {
        return passwordPort;
    }

    /** Options of mosquitto_pub and mosquitto_sub for Lifeline's own processes. */
    String internal(String account) {
        return "-h 127.0.0.1 -p %d -u %s -P %s-pw".formatted(internalPort, account, account);
    }

    /** Options for a gateway with a password. */
    String byPassword(String account) {
        return tlsTo(passwordPort) + " -u %s -P %s-pw".formatted(account, account);
    }

    /** Options for a gateway with a certificate. */
    String byCertificate(String account) {
        return tlsTo(certificatePort)
                + " --cert tls/%s.pem --key tls/%s.key".formatted(account, account);
    }

    /** Options for the ThingsBoard gateway. */
    String byThingsBoard() {
        return tlsTo(thingsBoardPort) + " -u GW-TB-01 -P GW-TB-01-pw";
    }

    String anonymous(String listener) {
        return switch (listener) {
            case "internal" -> "-h 127.0.0.1 -p " + internalPort;
            case "certificates" -> tlsTo(certificatePort);
            case "passwords" -> tlsTo(passwordPort);
            case "ThingsBoard" -> tlsTo(thingsBoardPort);
            default -> throw new IllegalArgumentException(listener);
        };
    }

    private static String tlsTo(int port) {
        return "-h 127.0.0.1 -p %d --cafile tls/ca.pem".formatted(port);
    }

    /** Publishes at QoS 1 unless {@code options} say otherwise; the payload may have no spaces. */
    Result publish(String options, String mqttTopic, String payload)
            throws IOException, InterruptedException {
        return run(
                ("mosquitto_pub -q 1 " + options + " -t " + mqttTopic + " -m " + payload)
                        .split(" "));
    }

    /** Starts a subscriber that writes topic and payload of each message on a line of a file. */
    ServerProcess subscribe(Path heard, String options) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", "cd \"$0\" && exec \"$@\"", "" + directory));
        command.addAll(Arrays.asList(("mosquitto_sub -v " + options).split(" ")));
        return ServerProcess.startProgram(heard, command);
    }

    private void check(String... command) throws IOException, InterruptedException {
        Result result = run(command);
        if (result.code() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + result.output());
        }
    }

    private Result run(String... command) throws IOException, InterruptedException {
        Process running =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(running.waitFor(), output);
    }

    /** Kills it and starts it again on the same data. */
    void killAndRestart() throws IOException {
        process.close();
        process = start();
    }

    @Override
    public void close() {
        process.close();
    }
}
