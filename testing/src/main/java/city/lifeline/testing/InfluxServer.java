package city.lifeline.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An InfluxDB 1 as a process of its own, which keeps its data when it is started again. */
public final class InfluxServer implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/bin/influxd");

    private final Path log;
    private final Path configuration;
    private final int port;
    private ServerProcess process;

    /**
     * Starts it; it takes a while until it answers. Skips the test where it is not installed.
     *
     * @param directory for its configuration, data and log
     * @param login whether it wants one
     */
    public InfluxServer(Path directory, boolean login) throws IOException {
        NeededProgram.require(PROGRAM, "influxdb");
        log = directory.resolve("log");
        port = ServerProcess.freePort();
        configuration =
                Files.writeString(
                        directory.resolve("influxdb.conf"),
                        """
                        reporting-disabled = true
                        bind-address = "127.0.0.1:%1$d"
                        [meta]
                        dir = "%2$s/meta"
                        [data]
                        dir = "%2$s/data"
                        wal-dir = "%2$s/wal"
                        query-log-enabled = false
                        [monitor]
                        store-enabled = false
                        [http]
                        bind-address = "127.0.0.1:%3$d"
                        auth-enabled = %4$b
                        log-enabled = false
                        """
                                .formatted(ServerProcess.freePort(), directory, port, login));
        process = start();
    }

    public String address() {
        return "http://127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    private ServerProcess start() throws IOException {
        return ServerProcess.startProgram(
                log,
                Path.of("/dev/null"),
                List.of(PROGRAM.toString(), "-config", configuration.toString()));
    }

    /** Kills it and starts it again. */
    public void restart() throws IOException {
        process.close();
        process = start();
    }

    @Override
    public void close() {
        process.close();
    }
}
