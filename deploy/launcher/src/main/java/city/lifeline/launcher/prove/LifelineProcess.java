package city.lifeline.launcher.prove;

import city.lifeline.launcher.instance.Installation;
import city.lifeline.launcher.instance.Installation.Module;
import city.lifeline.launcher.process.Leftovers;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The command as a person gives it, with real processes below it. */
public final class LifelineProcess {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final Path data;
    private @Nullable Process up;
    private int commands;

    /**
     * A city that does not run yet.
     *
     * @param directory for its data and what the commands say
     */
    public LifelineProcess(Path directory) {
        this.directory = directory;
        this.data = directory.resolve("data");
    }

    /** What a command said. */
    public record Result(int exitCode, String output) {}

    public Path data() {
        return data;
    }

    /** Starts a city and waits until it is ready. */
    public void up(String... options) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("up"));
        arguments.addAll(List.of(options));
        Path output = nextOutput("up");
        Process started = start(arguments, output);
        up = started;
        long deadline = System.nanoTime() + Duration.ofMinutes(5).toNanos();
        while (!Files.readString(output).contains("Ctrl-C stops everything.")) {
            if (!started.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "up does not get ready:\n" + Files.readString(output));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** Process id of {@code up}; 0 while it does not run. */
    public long pid() {
        Process running = up;
        return running == null ? 0 : running.pid();
    }

    /** Runs a command to its end. */
    public Result run(String... arguments) throws IOException, InterruptedException {
        return finish(begin(arguments));
    }

    /** A command that runs. */
    public record Running(Process process, Path output) {}

    public Running begin(String... arguments) throws IOException {
        Path output = nextOutput(arguments[0]);
        return new Running(start(List.of(arguments), output), output);
    }

    public Result finish(Running running) throws IOException, InterruptedException {
        if (!running.process.waitFor(150, TimeUnit.SECONDS)) {
            running.process.destroyForcibly();
            throw new IllegalStateException(
                    "no end in sight:\n" + Files.readString(running.output));
        }
        return new Result(running.process.exitValue(), Files.readString(running.output));
    }

    /** Warnings of a run by their id, closed ones too. */
    public Map<String, JsonNode> warnings(String run) throws IOException, InterruptedException {
        Result result = run("warnings", "--all", "--json", "--run", run);
        if (result.exitCode != 0) {
            throw new IllegalStateException(result.output);
        }
        Map<String, JsonNode> byId = new LinkedHashMap<>();
        for (String line : result.output.lines().toList()) {
            JsonNode warning = JSON.readTree(line);
            if (byId.put(warning.path("id").asText(), warning) != null) {
                throw new IllegalStateException("one id twice: " + warning);
            }
        }
        return byId;
    }

    public JsonNode status() throws IOException, InterruptedException {
        return JSON.readTree(run("status", "--json").output);
    }

    public String setting(String key) throws IOException {
        return Files.readAllLines(data.resolve("lifeline.properties")).stream()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    /** Ends the city as Ctrl-C does, and returns the exit code. */
    public int stop() throws InterruptedException {
        Process running = Objects.requireNonNull(up);
        running.destroy();
        if (!running.waitFor(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("up does not stop");
        }
        up = null;
        return running.exitValue();
    }

    /** For the end of a test, however it went. */
    public void endAnyhow() throws InterruptedException {
        Process running = up;
        if (running != null) {
            running.destroy();
            if (!running.waitFor(20, TimeUnit.SECONDS)) {
                running.destroyForcibly();
            }
        }
    }

    /** Processes that the launcher has started and that run now. */
    List<ProcessHandle> handles() {
        List<ProcessHandle> all = new ArrayList<>(Leftovers.javaProcesses(data.resolve("running")));
        all.addAll(Leftovers.workingIn(data.resolve("postgres/data"), "postgres"));
        return all;
    }

    /** The same, as a person reads them. */
    public List<String> processes() {
        return handles().stream()
                .map(process -> process.info().commandLine().orElse("pid " + process.pid()))
                .toList();
    }

    private Path nextOutput(String command) throws IOException {
        Files.createDirectories(directory);
        commands++;
        Path output = directory.resolve("%02d-%s.out".formatted(commands, command));
        Files.writeString(output, "");
        return output;
    }

    private Process start(List<String> arguments, Path output) throws IOException {
        Installation installation = Installation.ofThisProcess();
        List<Path> classPath = new ArrayList<>(List.of(installation.jar(Module.LAUNCHER)));
        classPath.addAll(installation.dependencies(Module.LAUNCHER));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-XX:+UseSerialGC");
        command.add("-Dlifeline.home=" + installation.home());
        command.add("-cp");
        command.add(classPath.stream().map(Path::toString).collect(Collectors.joining(":")));
        command.add("city.lifeline.launcher.Lifeline");
        command.addAll(arguments);
        if (!arguments.contains("--data")) {
            command.addAll(List.of("--data", data.toString()));
        }
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }
}
