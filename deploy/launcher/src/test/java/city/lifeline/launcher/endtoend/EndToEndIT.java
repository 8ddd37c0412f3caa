package city.lifeline.launcher.endtoend;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.launcher.instance.DataDirectory;
import city.lifeline.launcher.instance.Installation;
import city.lifeline.launcher.prove.LifelineProcess;
import city.lifeline.launcher.prove.LifelineProcess.Result;
import city.lifeline.launcher.prove.LifelineProcess.Running;
import city.lifeline.launcher.prove.Oracle;
import city.lifeline.launcher.prove.Oracle.Expected;
import city.lifeline.launcher.prove.ProvingCity;
import city.lifeline.simulators.replay.RecordingGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * The whole system as a stranger meets it: real processes, started by the command, on a city of
 * this test's own.
 *
 * <p>{@code -Dlifeline.seed=N} repeats a failing run: the same recording and the same process
 * killed.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EndToEndIT {

    private static final Path HOME = Installation.ofThisProcess().home();
    private static final Path DIRECTORY = HOME.resolve("deploy/launcher/target/end-to-end");
    private static final Path METHANE =
            HOME.resolve("../shared/data/gas-methane/methane.csv").normalize();
    private static final Pattern RUN = Pattern.compile("(?m)^run (\\S+)$");
    private static final String GATEWAY = "GW-E2E-01";
    private static final int POINTS = 12;
    private static final int SAMPLES = 6_000;
    private static final long SEED = Long.getLong("lifeline.seed", new Random().nextLong());
    private static final Random RANDOM = new Random(SEED);
    private static final LifelineProcess LIFELINE = new LifelineProcess(DIRECTORY);
    private static final Path RECORDING = DIRECTORY.resolve("recording.csv");

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        System.out.println("EndToEndIT: -Dlifeline.seed=" + SEED);
        DataDirectory.deleteTree(DIRECTORY);
        Path city = city();
        writeRecording();
        LIFELINE.up("--city", city.toString(), "--no-simulator");
    }

    @AfterAll
    static void stop() throws InterruptedException {
        LIFELINE.endAnyhow();
    }

    @Test
    @Order(1)
    void everyProcessIsWell() throws IOException, InterruptedException {
        JsonNode status = LIFELINE.status();

        assertTrue(status.path("well").asBoolean(), status.toString());
        // With the telephone wall, for the sample settings reach no real telephones.
        assertEquals(10, status.path("components").size(), status.toString());
        assertEquals(2, status.path("jobs").size(), status.toString());
    }

    @Test
    @Order(2)
    void aReadingOfAnyMqttClientBecomesAWarning()
            throws IOException, MqttException, InterruptedException {
        publish(
                "{\"readings\":[{\"point\":\"E2E-01\",\"time\":%d,\"value\":1.3}]}"
                        .formatted(System.currentTimeMillis()));

        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> LIFELINE.warnings("live").size() == 1);
        JsonNode warning = LIFELINE.warnings("live").values().iterator().next();
        assertEquals("E2E-01", warning.path("point").asText());
        assertEquals("YELLOW", warning.path("grade").asText());
    }

    @Test
    @Order(3)
    void aReplayGivesTheOraclesWarningsThoughAProcessIsKilled()
            throws IOException, InterruptedException {
        Running replay = LIFELINE.begin("replay", RECORDING.toString());
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> Files.readString(replay.output()).contains("publishing"));
        TimeUnit.MILLISECONDS.sleep(RANDOM.nextInt(2_500));
        killOne();
        Result result = LIFELINE.finish(replay);

        assertEquals(0, result.exitCode(), result.output());
        Map<String, JsonNode> warnings = LIFELINE.warnings(runOf(result));
        assertEquals(new Oracle(ProvingCity.GRADES).warnings(RECORDING), observed(warnings));
    }

    @Test
    @Order(4)
    void theSameReplayAgainGivesTheSameWarningsOnce() throws IOException, InterruptedException {
        Result result = LIFELINE.run("replay", RECORDING.toString());

        assertEquals(0, result.exitCode(), result.output());
        System.out.println(result.output());
        Map<String, JsonNode> warnings = LIFELINE.warnings(runOf(result));
        assertEquals(new Oracle(ProvingCity.GRADES).warnings(RECORDING), observed(warnings));
        assertEquals(recorded(RECORDING), record(runOf(result), "kafka"));
        // Some seconds behind.
        await().atMost(Duration.ofSeconds(30))
                .until(() -> record(runOf(result), "history").equals(recorded(RECORDING)));
    }

    /** A run as lifeline record writes it, or why it does not. */
    private static String record(String run, String source)
            throws IOException, InterruptedException {
        Path file = DIRECTORY.resolve(source + ".csv");
        Files.deleteIfExists(file);
        Result result =
                LIFELINE.run(
                        "record",
                        "--source",
                        source,
                        "--run",
                        run,
                        "--from",
                        "2000-01-01T00:00:00Z",
                        "--out",
                        file.toString());
        return result.exitCode() == 0 ? Files.readString(file) : result.output();
    }

    /** The same readings with unit and quality. */
    private static String recorded(Path recording) throws IOException {
        StringBuilder text = new StringBuilder("time,point,value,unit,quality\n");
        for (String line : Files.readAllLines(recording).subList(1, SAMPLES * POINTS + 1)) {
            String[] row = line.split(",", -1);
            text.append(
                    "%s,%s,%s,%%{vol},GOOD\n".formatted(row[0], row[1], Double.valueOf(row[2])));
        }
        return text.toString();
    }

    @Test
    @Order(5)
    @EnabledIf("hasMethaneRecording")
    void theMethaneRecordingHoldsItsKnownWarnings() throws IOException, InterruptedException {
        Result result = LIFELINE.run("replay", METHANE.toString(), "--mapping", "gas-methane.yaml");

        assertEquals(0, result.exitCode(), result.output());
        assertTrue(
                result.output()
                        .contains("101 warnings with 96 upgrades, 99 downgrades, 100 clears\n"),
                result.output());
        assertTrue(
                result.output().contains("peaks: 64 blue, 28 yellow, 7 orange, 2 red\n"),
                result.output());
        assertEquals(101, LIFELINE.warnings(runOf(result)).size());
    }

    static boolean hasMethaneRecording() {
        return Files.isReadable(METHANE);
    }

    @Test
    @Order(6)
    void rulesComeIntoForceWithoutARestartAndFaultyOnesDoNot()
            throws IOException, MqttException, InterruptedException {
        Path rules = DIRECTORY.resolve("city/rules");
        Path file = rules.resolve("end-to-end.yaml");
        String before = Files.readString(file);

        Files.writeString(file, before.replace("raise: 1.2", "rise: 1.2"));
        Result refused =
                LIFELINE.run("rules", "apply", rules.toString(), "--reason", "a slip of the pen");
        assertEquals(1, refused.exitCode(), refused.output());
        assertTrue(refused.output().contains("did you mean 'raise'"), refused.output());

        Files.writeString(
                file, before.replace("{raise: 1.2, clear: 1.1}", "{raise: 1.4, clear: 1.35}"));
        Result diff = LIFELINE.run("rules", "diff", rules.toString());
        assertEquals(0, diff.exitCode(), diff.output());
        assertTrue(diff.output().contains("yellow → blue at 1.3"), diff.output());
        assertEquals("YELLOW", gradeOfTheFirstWarning());

        Result applied =
                LIFELINE.run("rules", "apply", rules.toString(), "--reason", "1.2 is too early");
        assertEquals(0, applied.exitCode(), applied.output());
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofSeconds(1))
                .until(
                        () -> {
                            publish(
                                    "{\"readings\":[{\"point\":\"E2E-01\",\"time\":%d,\"value\":1.3}]}"
                                            .formatted(System.currentTimeMillis()));
                            return gradeOfTheFirstWarning().equals("BLUE");
                        });
        // The next start finds the directory as it was at the first one, and keeps what was
        // applied.
        Files.writeString(file, before);
    }

    private static String gradeOfTheFirstWarning() throws IOException, InterruptedException {
        return LIFELINE.warnings("live").values().iterator().next().path("grade").asText();
    }

    @Test
    @Order(7)
    void aSecondCityOnTheSameDataIsRefused() throws IOException, InterruptedException {
        Result result = LIFELINE.run("up");

        assertEquals(1, result.exitCode());
        assertTrue(result.output().startsWith("Lifeline already runs on "), result.output());
        assertEquals(1, result.output().lines().count(), result.output());
    }

    @Test
    @Order(8)
    void aStopLeavesNoProcessAndTheNextStartGoesOn() throws IOException, InterruptedException {
        Map<String, JsonNode> before = LIFELINE.warnings("all");
        assertFalse(before.isEmpty());

        assertEquals(0, LIFELINE.stop());
        assertEquals(List.of(), LIFELINE.processes());

        LIFELINE.up("--no-simulator");
        assertEquals(before.keySet(), LIFELINE.warnings("all").keySet());
        Result rules = LIFELINE.run("rules", "diff", DIRECTORY.resolve("city/rules").toString());
        assertTrue(rules.output().contains("E2E"), rules.output());
        assertTrue(LIFELINE.status().path("well").asBoolean());

        assertEquals(0, LIFELINE.stop());
        assertEquals(List.of(), LIFELINE.processes());
    }

    private static void killOne() throws IOException, InterruptedException {
        List<JsonNode> components = new ArrayList<>();
        LIFELINE.status().path("components").forEach(components::add);
        JsonNode victim = components.get(RANDOM.nextInt(components.size()));
        System.out.printf("EndToEndIT: kills %s, seed %d%n", victim.path("name").asText(), SEED);
        assertTrue(ProcessHandle.of(victim.path("pid").asLong()).orElseThrow().destroyForcibly());
    }

    private static String runOf(Result replay) {
        Matcher matcher = RUN.matcher(replay.output());
        assertTrue(matcher.find(), replay.output());
        return matcher.group(1);
    }

    private static Set<Expected> observed(Map<String, JsonNode> warnings) {
        Set<Expected> observed = new HashSet<>();
        for (JsonNode warning : warnings.values()) {
            observed.add(Oracle.observed(warning));
        }
        assertEquals(warnings.size(), observed.size());
        return observed;
    }

    private static void publish(String json) throws IOException, MqttException {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setUserName(GATEWAY);
        options.setPassword(
                Files.readString(LIFELINE.data().resolve("secrets/mqtt").resolve(GATEWAY))
                        .strip()
                        .getBytes(StandardCharsets.UTF_8));
        MqttClient client =
                new MqttClient(LIFELINE.setting("mqtt.url"), "any-client", new MemoryPersistence());
        try {
            client.connect(options);
            MqttMessage message = new MqttMessage(json.getBytes(StandardCharsets.UTF_8));
            message.setQos(1);
            client.publish("lifeline/v1/" + GATEWAY + "/readings", message);
            client.disconnect();
        } finally {
            client.close();
        }
    }

    /** The sample city with a gateway, points and a rule of this test's own. */
    private static Path city() throws IOException {
        Path city = DIRECTORY.resolve("city");
        ProvingCity.write(HOME.resolve("deploy/cities/sample"), city, Map.of(GATEWAY, points()));
        return city;
    }

    private static List<String> points() {
        return Stream.iterate(1, number -> number + 1)
                .limit(POINTS)
                .map("E2E-%02d"::formatted)
                .toList();
    }

    private static void writeRecording() throws IOException {
        new RecordingGenerator(SEED)
                .write(
                        RECORDING,
                        points().stream()
                                .map(point -> new RecordingGenerator.PointSpec(point, 0.2, 2.2))
                                .toList(),
                        Instant.parse("2025-03-02T00:00:00Z"),
                        Duration.ofSeconds(30),
                        SAMPLES);
    }
}
