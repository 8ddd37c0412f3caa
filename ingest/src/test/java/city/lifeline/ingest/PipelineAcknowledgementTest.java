package city.lifeline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.KafkaTopics;
import city.lifeline.model.RunClock;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class PipelineAcknowledgementTest {

    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
    private static final TimeBounds BOUNDS =
            TimeBounds.of(
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(5),
                    Duration.ofDays(1));

    private final FakeLog log = new FakeLog(KafkaTopics.READINGS);
    private final Session session = new Session();
    private final Intake intake = new Intake(1 << 20);
    private final Pipeline pipeline =
            new Pipeline(
                    Routes.standard("lifeline/v1", "lifeline/run", "lifeline/thingsboard"),
                    Signatures.NONE,
                    new FakeInstalled().point("P-1", "GW-1"),
                    BOUNDS,
                    new RunClocks(RunClock.WALL, BOUNDS),
                    log,
                    Tenure.undivided(log::progress),
                    intake,
                    new IngestMetrics(new PrometheusRegistry()),
                    () -> NOW,
                    () -> 0);

    private void arrive(int messageId, int qos) {
        byte[] payload =
                "{\"readings\":[{\"point\":\"P-1\",\"time\":%d,\"value\":1}]}"
                        .formatted(NOW.toEpochMilli() + messageId)
                        .getBytes(UTF_8);
        arrive(messageId, qos, payload);
    }

    private void arrive(int messageId, int qos, byte[] payload) {
        Arrival arrival =
                new Arrival(
                        session,
                        messageId,
                        qos,
                        "lifeline/v1/GW-1/readings",
                        payload,
                        false,
                        null,
                        "",
                        "",
                        0,
                        0);
        try {
            assertTrue(intake.await(Intake.bytes(arrival), () -> false));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        pipeline.arrived(arrival);
    }

    @Test
    void aMessageOfQos0IsKeptAndNotAcknowledged() {
        pipeline.sessionStarted(session);
        arrive(0, 0);
        arrive(7, 1);
        pipeline.runPending();
        log.confirm(100);
        pipeline.runPending();

        assertEquals(2, log.blocks().size());
        assertEquals(List.of(7), session.acknowledged);
    }

    @Test
    void nothingIsAcknowledgedBeforeKafkaHoldsIt() {
        pipeline.sessionStarted(session);
        arrive(7, 1);
        pipeline.runPending();

        assertEquals(List.of(), session.acknowledged);
    }

    @Test
    void theRoomOfAMessageIsGivenBackOnceItIsConfirmed() {
        pipeline.sessionStarted(session);
        arrive(0, 0);
        arrive(7, 1);
        arrive(8, 1, "no JSON".getBytes(UTF_8));
        pipeline.runPending();
        assertTrue(intake.usedBytes() > 0);

        log.confirm(100);
        pipeline.runPending();
        log.confirm(100);
        pipeline.runPending();

        assertEquals(List.of(7, 8), session.acknowledged);
        assertEquals(0, intake.usedBytes());
    }

    @Test
    void theRoomOfAMessageIsGivenBackWhenKafkaFails() {
        pipeline.sessionStarted(session);
        arrive(7, 1);
        arrive(0, 0);
        pipeline.runPending();

        log.fail(new Random(1));
        pipeline.runPending();

        assertEquals(0, intake.usedBytes());
    }

    @Test
    void theRoomOfAMessageIsGivenBackWhenItsConnectionHasEnded() {
        pipeline.sessionStarted(session);
        pipeline.sessionEnded(session);
        arrive(7, 1);
        pipeline.runPending();

        assertEquals(0, intake.usedBytes());
    }

    @Test
    void aMessageThatKafkaDoesNotTakeComesAgain() {
        pipeline.sessionStarted(session);
        log.failNext(new KafkaException("no room, as planned"));
        arrive(7, 1);
        pipeline.runPending();
        log.confirm(100);
        pipeline.runPending();

        assertEquals(List.of(), session.acknowledged);
        assertEquals(List.of(), log.deadLetters());
        assertEquals(1, session.restarts);
        assertEquals(0, intake.usedBytes());
    }

    @Test
    void aFaultOfOursMakesTheMessageADeadLetterInsteadOfBringingItBackForEver() {
        pipeline.sessionStarted(session);
        log.failNext(new IllegalArgumentException("a fault, as planned"));
        arrive(7, 1);
        arrive(8, 1);
        pipeline.runPending();
        log.confirm(100);
        pipeline.runPending();

        assertEquals(List.of(7, 8), session.acknowledged);
        assertEquals(
                List.of("internal"),
                log.deadLetters().stream().map(letter -> letter.origin().reason()).toList());
        assertEquals(1, log.blocks().size());
    }

    @Test
    void aDeadLetterThatIsNotEvenTakenDoesNotHoldUpWhatFollows() {
        pipeline.sessionStarted(session);
        log.failNextLetter(new IllegalArgumentException("a fault, as planned"));
        arrive(7, 1, "no JSON".getBytes(UTF_8));
        arrive(8, 1);
        pipeline.runPending();
        log.confirm(100);
        pipeline.runPending();

        assertEquals(List.of(7, 8), session.acknowledged);
        assertEquals(
                List.of("internal"),
                log.deadLetters().stream().map(letter -> letter.origin().reason()).toList());
    }

    private static final class Session implements MqttSession {
        private final List<Integer> acknowledged = new ArrayList<>();
        private int restarts;

        @Override
        public void acknowledge(int messageId) {
            acknowledged.add(messageId);
        }

        @Override
        public boolean publish(String mqttTopic, byte[] payload) {
            return true;
        }

        @Override
        public void restart() {
            restarts++;
        }
    }
}
