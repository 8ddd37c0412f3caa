package city.lifeline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Block;
import city.lifeline.model.DeadLetter;
import city.lifeline.model.KafkaTopics;
import city.lifeline.model.Lane;
import city.lifeline.model.RunClock;
import city.lifeline.model.Runs;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** From a foreign format's topic to Kafka, compressed or not. */
class PipelineFormatsTest {

    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
    private static final long NOW_US = ChronoUnit.MICROS.between(Instant.EPOCH, NOW);
    private static final TimeBounds BOUNDS =
            TimeBounds.of(
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(5),
                    Duration.ofDays(1));

    private final FakeLog log = new FakeLog(KafkaTopics.READINGS, Runs.readingsTopic("winter"));
    private final Session session = new Session();
    private final Pipeline pipeline =
            new Pipeline(
                    Routes.standard("lifeline/v1", "lifeline/run", "lifeline/thingsboard"),
                    Signatures.NONE,
                    new FakeInstalled().point("P-1", "GW-1").point("B-P", "GW-1"),
                    BOUNDS,
                    new RunClocks(RunClock.WALL, BOUNDS),
                    log,
                    Tenure.undivided(log::progress),
                    new Intake(1 << 20),
                    new IngestMetrics(new PrometheusRegistry()),
                    () -> NOW,
                    () -> 0);

    private void arrive(String topic, byte[] payload, String encoding) {
        pipeline.sessionStarted(session);
        pipeline.arrived(
                new Arrival(session, 1, 1, topic, payload, false, null, encoding, "", 0, 0));
        pipeline.runPending();
        log.confirm(1_000_000);
        pipeline.runPending();
        log.confirm(1_000_000);
        pipeline.runPending();
        assertEquals(List.of(1), session.acknowledged);
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private Block onlyBlock() {
        assertEquals(List.of(), log.deadLetters());
        assertEquals(1, log.blocks().size());
        return log.blocks().get(0);
    }

    private DeadLetter onlyLetter() {
        assertEquals(List.of(), log.blocks());
        assertEquals(1, log.deadLetters().size());
        return log.deadLetters().get(0);
    }

    @Test
    void senmlArrives() {
        arrive("lifeline/v1/GW-1/senml", "[{\"n\":\"P-1\",\"v\":5}]".getBytes(UTF_8), "");
        Block block = onlyBlock();
        assertEquals("P-1", block.point());
        assertEquals(NOW_US, block.startUs());
        assertEquals(Lane.LIVE, block.lane());
    }

    @Test
    void aTopicThatIsTooLongIsRefusedAsSuch() {
        arrive("spBv1.0/City/DDATA/GW-1/" + "x".repeat(300), new byte[1], "");
        DeadLetter.Origin origin = onlyLetter().origin();
        assertEquals("topic_size", origin.reason());
        assertEquals("GW-1", origin.gateway());
        assertEquals(256, origin.mqttTopic().length());
    }

    @Test
    void aLongTopicOfNoRouteIsRefusedForItsLength() {
        arrive("lifeline/v1/GW-1/" + "x/".repeat(300), new byte[1], "");
        assertEquals("topic_size", onlyLetter().origin().reason());
    }

    @Test
    void senmlOfARunAsideBringsItsClock() {
        arrive(
                "lifeline/run/winter/GW-1/senml",
                "[{\"n\":\"P-1\",\"v\":5,\"t\":1735689600}]".getBytes(UTF_8),
                "");
        Block block = onlyBlock();
        assertEquals(1_735_689_600_000_000L, block.startUs());
        assertEquals(Lane.LIVE, block.lane());
    }

    @Test
    void senmlOfARunAsideWithoutAClockIsRefused() {
        arrive("lifeline/run/winter/GW-1/senml", "[{\"n\":\"P-1\",\"v\":5}]".getBytes(UTF_8), "");
        assertEquals("missing_field", onlyLetter().origin().reason());
    }

    @Test
    void thingsBoardArrives() {
        arrive(
                "lifeline/thingsboard/GW-1/v1/gateway/telemetry",
                "{\"P-1\":[{\"ts\":%d,\"values\":{\"x\":5}}]}"
                        .formatted(NOW.toEpochMilli())
                        .getBytes(UTF_8),
                "");
        assertEquals("unknown_device", onlyLetter().origin().reason());
        assertEquals("P-1/x", onlyLetter().origin().point());
    }

    @Test
    void aThingsBoardDevicesKeysAreItsPoints() {
        arrive(
                "lifeline/thingsboard/GW-1/v1/devices/me/telemetry",
                "{\"P-1\":5}".getBytes(UTF_8),
                "");
        assertEquals("P-1", onlyBlock().point());
    }

    @Test
    void sparkplugDataWithoutABirthAsksForOne() {
        byte[] payload = {0x18, 5, 0x12, 2, 0x10, 1};
        arrive("spBv1.0/City/NDATA/GW-1", payload, "");
        assertEquals("no_birth", onlyLetter().origin().reason());
        assertArrayEquals(payload, onlyLetter().bytes());
        assertEquals(List.of("spBv1.0/City/NCMD/GW-1"), session.published);
    }

    @Test
    void declaredGzipIsExpanded() {
        arrive("lifeline/v1/GW-1/senml", gzip("[{\"n\":\"P-1\",\"v\":5}]"), "gzip");
        assertEquals(5, onlyBlock().value(0));
    }

    @Test
    void aDeadLetterKeepsTheCompressedBytes() {
        byte[] payload = gzip("[{\"n\":\"P-9\",\"v\":5}]");
        arrive("lifeline/v1/GW-1/senml", payload, "gzip");
        assertArrayEquals(payload, onlyLetter().bytes());
        assertEquals("gzip", onlyLetter().origin().contentEncoding());
        assertEquals("unknown_device", onlyLetter().origin().reason());
    }

    @Test
    void undeclaredGzipIsRefusedInEveryFormat() {
        for (String topic :
                List.of(
                        "lifeline/v1/GW-1/readings",
                        "lifeline/v1/GW-1/readings.pb",
                        "lifeline/v1/GW-1/senml",
                        "lifeline/thingsboard/GW-1/v1/gateway/telemetry",
                        "lifeline/thingsboard/GW-1/v1/devices/me/telemetry",
                        "spBv1.0/City/NBIRTH/GW-1")) {
            session.acknowledged.clear();
            arrive(topic, gzip("{}"), "");
        }
        assertEquals(6, log.deadLetters().size());
        assertTrue(
                log.deadLetters().stream()
                        .allMatch(letter -> letter.origin().reason().equals("encoding")));
    }

    @Test
    void aBombIsRefused() {
        arrive("lifeline/v1/GW-1/readings", gzip(" ".repeat(9 << 20)), "gzip");
        assertEquals("decompress_limit", onlyLetter().origin().reason());
    }

    @Test
    void theLimitsOfAMessageHoldAfterExpansion() {
        String record = "{\"n\":\"P-1\",\"v\":5},";
        arrive(
                "lifeline/v1/GW-1/senml",
                gzip("[" + record.repeat(10_000) + "{\"n\":\"P-1\",\"v\":5}]"),
                "gzip");
        assertEquals("batch_size", onlyLetter().origin().reason());
    }

    private static final class Session implements MqttSession {
        private final List<Integer> acknowledged = new ArrayList<>();
        private final List<String> published = new ArrayList<>();

        @Override
        public void acknowledge(int messageId) {
            acknowledged.add(messageId);
        }

        @Override
        public boolean publish(String mqttTopic, byte[] payload) {
            published.add(mqttTopic);
            return true;
        }

        @Override
        public void restart() {}
    }
}
