package city.lifeline.benchmarks.ingest;

import city.lifeline.benchmarks.Row;
import city.lifeline.benchmarks.ingest.IngestBenchmark.Environment;
import city.lifeline.model.settings.Settings;
import city.lifeline.runtime.ConfigurationFile;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The process that publishes and measures: {@code SETTINGS BENCH-SETTINGS}. Its standard output is
 * one JSON object a line: {@code {"progress":"…"}}, or a row.
 */
public final class Main {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PID = "pid.";

    private Main() {}

    @SuppressWarnings("SystemOut") // Its output is what it is for.
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Settings settings = ConfigurationFile.read(Path.of(arguments[0]), BenchSettings.ALL);
        Map<String, String> bench = ConfigurationFile.texts(Path.of(arguments[1]));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        String passwords = bench.getOrDefault("passwords", "");
        Map<String, Long> pids = new HashMap<>();
        for (String key : bench.keySet()) {
            if (key.startsWith(PID)) {
                pids.put(key.substring(PID.length()), Long.valueOf(required(bench, key)));
            }
        }
        new IngestBenchmark(
                        new Environment(
                                settings,
                                required(bench, "bare.topic"),
                                BenchCity.gateways(Integer.parseInt(required(bench, "gateways"))),
                                passwords.isEmpty() ? null : Path.of(passwords),
                                pids),
                        Duration.ofSeconds(Long.parseLong(required(bench, "seconds"))),
                        text -> out.println(JSON.createObjectNode().put("progress", text)))
                .run(
                        IngestBenchmark.loads(required(bench, "cases")),
                        Duration.ofMinutes(Long.parseLong(required(bench, "soak.minutes"))),
                        row -> out.println(object(row)));
    }

    private static ObjectNode object(Row row) {
        ObjectNode object = JSON.createObjectNode();
        object.put("name", row.name());
        object.put("value", row.value());
        object.put("unit", row.unit());
        object.put("bare", row.bare());
        object.put("ratio", row.ratio());
        return object;
    }

    private static String required(Map<String, String> texts, String key) {
        return Objects.requireNonNull(texts.get(key), key);
    }
}
