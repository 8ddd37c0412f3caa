package city.lifeline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import city.lifeline.model.KafkaTopics;
import city.lifeline.model.RunClock;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
    private final Pipeline pipeline =
            new Pipeline(
                    Routes.standard("lifeline/v1", "lifeline/run", "lifeline/thingsboard"),
                    new FakeInstalled().point("P-1", "GW-1"),
                    BOUNDS,
                    new RunClocks(RunClock.WALL, BOUNDS),
                    log,
                    Tenure.undivided(log::progress),
                    new IngestMetrics(new PrometheusRegistry()),
                    () -> NOW,
                    () -> 0);

    private void arrive(int messageId, int qos) {
        byte[] payload =
                "{\"readings\":[{\"point\":\"P-1\",\"time\":%d,\"value\":1}]}"
                        .formatted(NOW.toEpochMilli() + messageId)
                        .getBytes(UTF_8);
        pipeline.arrived(
                new Arrival(
                        session,
                        messageId,
                        qos,
                        "lifeline/v1/GW-1/readings",
                        payload,
                        false,
                        null,
                        "",
                        0,
                        0));
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

    private static final class Session implements MqttSession {
        private final List<Integer> acknowledged = new ArrayList<>();

        @Override
        public void acknowledge(int messageId) {
            acknowledged.add(messageId);
        }

        @Override
        public boolean publish(String mqttTopic, byte[] payload) {
            return true;
        }

        @Override
        public void restart() {}
    }
}
