package city.lifeline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Block;
import city.lifeline.model.DeadLetter;
import city.lifeline.model.KafkaTopics;
import city.lifeline.model.Lane;
import city.lifeline.model.Resubmission;
import city.lifeline.model.ResubmissionOutcome;
import city.lifeline.model.RunClock;
import city.lifeline.model.Runs;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PipelineResubmissionTest {

    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
    private static final long RECEIVED_US = NOW.minusSeconds(3_600).toEpochMilli() * 1_000;
    private static final String TOPIC = "lifeline/v1/GW-1/readings";
    private static final TimeBounds BOUNDS =
            TimeBounds.of(
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(5),
                    Duration.ofDays(1));

    private final FakeLog log = new FakeLog(KafkaTopics.READINGS, Runs.readingsTopic("winter"));
    private final FakeInstalled installed =
            new FakeInstalled().point("P-1", "GW-1").point("P-3", "GW-1");
    private final List<String> told = new ArrayList<>();
    private final Pipeline pipeline =
            new Pipeline(
                    Routes.standard("lifeline/v1", "lifeline/run", "lifeline/thingsboard"),
                    Signatures.NONE,
                    installed,
                    BOUNDS,
                    new RunClocks(RunClock.WALL, BOUNDS),
                    log,
                    Tenure.undivided(log::progress),
                    new Intake(1 << 20),
                    new IngestMetrics(new PrometheusRegistry()),
                    () -> NOW,
                    () -> 0);

    private static String reading(String point, Instant time) {
        return "{\"point\":\"%s\",\"time\":%d,\"value\":1}".formatted(point, time.toEpochMilli());
    }

    /** Readings of P-1, P-2 and P-3, numbered 0 to 2. */
    private static String message() {
        return "{\"boot\":\"b\",\"seq\":7,\"sentAt\":%d,\"readings\":[%s,%s,%s]}"
                .formatted(
                        NOW.minusSeconds(60).toEpochMilli(),
                        reading("P-1", NOW.minusSeconds(60)),
                        reading("P-2", NOW.minusSeconds(60)),
                        reading("P-3", NOW.minusSeconds(3_600)));
    }

    private static Resubmission resubmission(String topic, String payload, Integer... indexes) {
        return new Resubmission(
                "r",
                4,
                topic,
                "GW-1",
                "live",
                RECEIVED_US,
                "",
                List.of(indexes),
                payload.getBytes(UTF_8));
    }

    private void resubmit(Resubmission... messages) {
        pipeline.resubmit(
                List.of(messages), failure -> told.add(failure == null ? "kept" : "again"));
        pipeline.runPending();
    }

    private void confirmAll() {
        log.confirm(1_000);
        pipeline.runPending();
    }

    private List<String> points() {
        return log.blocks().stream().map(Block::point).toList();
    }

    @Test
    void onlyWhatWasRefusedIsTaken() {
        installed.point("P-2", "GW-1");

        resubmit(resubmission(TOPIC, message(), 1));
        confirmAll();

        assertEquals(List.of("P-2"), points());
        assertEquals(RECEIVED_US, log.blocks().get(0).receivedAtUs());
        assertEquals(0, log.blocks().get(0).seq());
        assertEquals(List.of(new ResubmissionOutcome("r", 4, 1, 0)), log.outcomes());
        assertEquals(List.of("kept"), told);
    }

    @Test
    void aWholeMessageIsTakenByTheTimeOfItsReadings() {
        installed.point("P-2", "GW-1");

        resubmit(resubmission(TOPIC, message()));
        confirmAll();

        assertEquals(List.of("P-1", "P-2", "P-3"), points());
        assertEquals(
                List.of(Lane.LIVE, Lane.LIVE, Lane.LATE),
                log.blocks().stream().map(Block::lane).toList());
    }

    @Test
    void itsNumberIsNotCountedAgain() {
        resubmit(resubmission(TOPIC, message()));
        confirmAll();

        assertEquals(0, log.progress().epoch(), "nothing is saved");
    }

    @Test
    void whatIsRefusedAgainIsANewLetter() {
        String text = message();

        resubmit(resubmission(TOPIC, text, 1));
        confirmAll();

        assertEquals(List.of(), points());
        DeadLetter letter = log.deadLetters().get(0);
        assertEquals("unknown_device", letter.origin().reason());
        assertEquals(1, letter.origin().index());
        assertEquals("r", letter.origin().resubmission());
        assertEquals(NOW.toEpochMilli() * 1_000, letter.origin().receivedAtUs());
        assertArrayEquals(text.getBytes(UTF_8), letter.bytes());
        assertEquals(List.of(new ResubmissionOutcome("r", 4, 0, 1)), log.outcomes());
    }

    @Test
    void aMessageThatIsRefusedAsAWholeRefusesOnlyWhatWasAskedFor() {
        resubmit(
                resubmission("lifeline/v1/GW-9/readings", message(), 0, 2),
                resubmission("elsewhere", message(), 1),
                resubmission(TOPIC, "{", 5),
                resubmission("lifeline/v1/GW-1/heartbeat", "", 5));
        confirmAll();

        assertEquals(
                List.of("0 unknown_device", "2 unknown_device", "1 bad_id", "5 parse", "5 shape"),
                log.deadLetters().stream()
                        .map(l -> l.origin().index() + " " + l.origin().reason())
                        .toList());
        assertEquals(List.of("kept"), told);
    }

    @Test
    void anIndexThatIsNotThereIsRefusedAndNotForgotten() {
        resubmit(resubmission(TOPIC, message(), 0, 8));
        confirmAll();

        assertEquals(List.of("P-1"), points());
        assertEquals(8, log.deadLetters().get(0).origin().index());
        assertEquals(List.of(new ResubmissionOutcome("r", 4, 1, 1)), log.outcomes());
    }

    @Test
    void aRunAsideTakesItAsHistory() {
        resubmit(resubmission("lifeline/run/winter/GW-1/readings", message(), 0));
        confirmAll();

        FakeLog.Kept kept =
                log.kept().stream().filter(k -> !k.record().isClock()).findFirst().orElseThrow();
        assertEquals(Runs.readingsTopic("winter"), kept.kafkaTopic());
        Block block = kept.record().block();
        assertTrue(block != null && block.lane() == Lane.LATE);
    }

    @Test
    void nothingIsToldBeforeKafkaHoldsAllOfIt() {
        resubmit(resubmission(TOPIC, message(), 0), resubmission(TOPIC, message(), 1));
        assertEquals(List.of(), told);
        log.confirm(2);
        pipeline.runPending();
        assertEquals(List.of(), told);

        confirmAll();
        assertEquals(List.of("kept"), told);
    }

    @Test
    void aFailureOfKafkaBringsTheWholeBatchBack() {
        resubmit(resubmission(TOPIC, message(), 0), resubmission(TOPIC, message(), 1));
        log.fail(new Random(1));
        pipeline.runPending();
        assertEquals(List.of("again"), told);

        resubmit(resubmission(TOPIC, message(), 0), resubmission(TOPIC, message(), 1));
        confirmAll();
        assertEquals(List.of("again", "kept"), told);
    }

    @Test
    void whoeverStopsTakesNoMore() {
        pipeline.stop(Duration.ofSeconds(1));
        pipeline.runPending();
        resubmit(resubmission(TOPIC, message(), 0));

        assertEquals(List.of("again"), told);
        assertEquals(0, log.pendingCount());
    }
}
