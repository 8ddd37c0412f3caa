package city.lifeline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.KafkaTopics;
import city.lifeline.model.RunClock;
import city.lifeline.model.settings.InvalidSettingsException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignaturesTest {

    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
    private static final TimeBounds BOUNDS =
            TimeBounds.of(
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(5),
                    Duration.ofDays(1));
    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final byte[] PAYLOAD =
            "{\"readings\":[{\"point\":\"P-1\",\"time\":1795248000000,\"value\":1}]}"
                    .getBytes(UTF_8);

    /** By openssl dgst -sha256 -hmac. */
    private static final String SIGNATURE =
            "e1ba3bc27054fe5c74af8242f317a7eb3761781c36981708788291c74535b3af";

    private final Signatures signatures = Signatures.of(Map.of("GW-1", KEY));

    @Test
    void aSignatureOfTheKeyIsRight() {
        assertNull(signatures.problem("GW-1", PAYLOAD, SIGNATURE));
    }

    @Test
    void aGatewayWithoutAKeyNeedNotSign() {
        assertNull(signatures.problem("GW-2", PAYLOAD, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "é", "'; --"})
    void anythingElseIsWrong(String signature) {
        assertNotNull(signatures.problem("GW-1", PAYLOAD, signature));
    }

    @Test
    void oneChangedByteOrAnotherGatewaysKeyIsWrong() {
        byte[] changed = PAYLOAD.clone();
        changed[changed.length - 4]++;
        assertNotNull(signatures.problem("GW-1", changed, SIGNATURE));
        assertNotNull(
                Signatures.of(Map.of("GW-1", KEY.replace('0', '1')))
                        .problem("GW-1", PAYLOAD, SIGNATURE));
    }

    @Test
    void keysAreReadFromFilesAndAShortOneIsRefusedByName(@TempDir Path directory)
            throws IOException {
        Files.writeString(directory.resolve("GW-1"), KEY + "\n");
        assertNull(Signatures.read(directory.toString()).problem("GW-1", PAYLOAD, SIGNATURE));
        Files.createDirectory(directory.resolve("..data"));
        assertNull(Signatures.read(directory.toString()).problem("GW-1", PAYLOAD, SIGNATURE));
        Path other = Files.writeString(directory.resolve("GW-3.key"), KEY);
        InvalidSettingsException ending =
                assertThrows(
                        InvalidSettingsException.class,
                        () -> Signatures.read(directory.toString()));
        assertTrue(ending.faults().get(0).contains("GW-3.key"), () -> "" + ending.faults());
        Files.delete(other);
        Files.writeString(directory.resolve("GW-2"), "secret");
        InvalidSettingsException refused =
                assertThrows(
                        InvalidSettingsException.class,
                        () -> Signatures.read(directory.toString()));
        assertTrue(refused.faults().get(0).contains("GW-2"), () -> "" + refused.faults());
        assertTrue(refused.faults().stream().noneMatch(fault -> fault.contains("secret")));
    }

    @Test
    void aMessageThatIsNotSignedAsItShouldBeIsADeadLetterAndItsNeighboursAreTaken()
            throws InterruptedException {
        FakeLog log = new FakeLog(KafkaTopics.READINGS);
        Intake intake = new Intake(1 << 20);
        Pipeline pipeline =
                new Pipeline(
                        Routes.standard("lifeline/v1", "lifeline/run", "lifeline/thingsboard"),
                        signatures,
                        new FakeInstalled().point("P-1", "GW-1").point("P-2", "GW-2"),
                        BOUNDS,
                        new RunClocks(RunClock.WALL, BOUNDS),
                        log,
                        Tenure.undivided(log::progress),
                        intake,
                        new IngestMetrics(new PrometheusRegistry()),
                        () -> NOW,
                        () -> 0);
        Session session = new Session();
        pipeline.sessionStarted(session);
        byte[] unsigned = new String(PAYLOAD, UTF_8).replace("P-1", "P-2").getBytes(UTF_8);
        for (Arrival arrival :
                List.of(
                        arrival(session, "GW-1", PAYLOAD, SIGNATURE),
                        arrival(session, "GW-1", PAYLOAD, SIGNATURE.replace('a', 'b')),
                        arrival(session, "GW-1", PAYLOAD, ""),
                        arrival(session, "GW-2", unsigned, ""))) {
            assertTrue(intake.await(Intake.bytes(arrival), () -> false));
            pipeline.arrived(arrival);
        }
        pipeline.runPending();
        log.confirm(100);
        pipeline.runPending();

        assertEquals(
                List.of("P-1", "P-2"), log.blocks().stream().map(block -> block.point()).toList());
        assertEquals(
                List.of("signature", "signature"),
                log.deadLetters().stream().map(letter -> letter.origin().reason()).toList());
        assertEquals(0, intake.usedBytes());
    }

    private static Arrival arrival(
            MqttSession session, String gateway, byte[] payload, String signature) {
        return new Arrival(
                session,
                1,
                1,
                "lifeline/v1/" + gateway + "/readings",
                payload,
                false,
                null,
                "",
                signature,
                0,
                0);
    }

    private static final class Session implements MqttSession {

        @Override
        public void acknowledge(int messageId) {}

        @Override
        public boolean publish(String mqttTopic, byte[] payload) {
            return true;
        }

        @Override
        public void restart() {}
    }
}
