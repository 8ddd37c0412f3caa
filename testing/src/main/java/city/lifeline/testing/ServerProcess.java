package city.lifeline.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A server of the integration tests: a process of its own, so that it can be killed. */
public final class ServerProcess implements AutoCloseable {

    private final Process process;

    private ServerProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts a main class from the class path of the tests.
     *
     * @param log file that what it says is appended to
     */
    public static ServerProcess start(Path log, String mainClass, String... args)
            throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                // It lives briefly: the optimising compiler pays for what is used
                                // very much only, such as the hashes of passwords.
                                "-XX:Tier4InvocationThreshold=30000",
                                "-XX:Tier4MinInvocationThreshold=5000",
                                "-XX:Tier4CompileThreshold=60000",
                                "-XX:Tier4BackEdgeThreshold=200000",
                                "-XX:-UsePerfData",
                                "-cp",
                                System.getProperty(
                                        "surefire.test.class.path",
                                        System.getProperty("java.class.path")),
                                mainClass));
        command.addAll(List.of(args));
        return startProgram(log, command);
    }

    /** Starts any program; {@code log} as in {@link #start}. */
    public static ServerProcess startProgram(Path log, List<String> command) throws IOException {
        return new ServerProcess(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start());
    }

    /** As {@link #startProgram}, with a file for its standard input. */
    public static ServerProcess startProgram(Path log, Path input, List<String> command)
            throws IOException {
        return new ServerProcess(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(input.toFile())
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start());
    }

    /**
     * A port that nobody listens to just now. Below the range from which the system takes ports of
     * outgoing connections, so that none of them, of a test beside this one for example, takes it
     * before its server does.
     */
    public static int freePort() throws IOException {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(10_000, 20_000);
            try (ServerSocket socket =
                    new ServerSocket(port, 1, InetAddress.getByName("0.0.0.0"))) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // Taken; another one.
            }
        }
        throw new IOException("no free port from 10000 to 20000");
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for a process that ends by itself, and fails if it has failed. */
    public void awaitEnd() {
        try {
            int code = process.waitFor();
            if (code != 0) {
                throw new AssertionError("exit code " + code);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Asks it to end, as a shutdown does, and kills it if it does not. */
    public void stop(Duration patience) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            close();
        }
    }

    /** Stops it where it is, as a frozen machine does, until {@link #resume}. */
    public void suspend() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** Lets it go on. */
    public void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        int code =
                new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .inheritIO()
                        .start()
                        .waitFor();
        if (code != 0) {
            throw new IOException("kill -" + name + " failed");
        }
    }

    /** Kills it, as a lost power supply would. */
    @Override
    public void close() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
