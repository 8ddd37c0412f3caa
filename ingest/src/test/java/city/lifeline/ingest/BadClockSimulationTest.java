package city.lifeline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.ingest.sequence.SequenceTracker;
import city.lifeline.model.Block;
import city.lifeline.model.DeadLetter;
import city.lifeline.model.GatewayStatus;
import city.lifeline.model.KafkaTopics;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import city.lifeline.model.RunClock;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Gateways with bad clocks among good ones: they are named, corrected, and harm nobody else. */
class BadClockSimulationTest {

    private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");
    private static final long START_US = ChronoUnit.MICROS.between(Instant.EPOCH, START);
    private static final long SECOND = 1_000_000;
    private static final TimeBounds BOUNDS =
            TimeBounds.of(
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(1),
                    Duration.ofDays(1),
                    Duration.ofDays(400));
    private static final String BAD = "GW-BAD";

    /** What is wrong with a clock; µs that it says more than the true time. */
    private enum Fault {
        TWO_HOURS_AHEAD,
        TWO_HOURS_BEHIND,
        EIGHT_HOURS_AHEAD,
        EIGHT_HOURS_BEHIND,
        DRIFTS_AHEAD,
        DRIFTS_BEHIND,
        IN_2099,
        IN_1970;

        long offsetUs(long passedUs) {
            return switch (this) {
                case TWO_HOURS_AHEAD -> 7_200 * SECOND;
                case TWO_HOURS_BEHIND -> -7_200 * SECOND;
                case EIGHT_HOURS_AHEAD -> 28_800 * SECOND;
                case EIGHT_HOURS_BEHIND -> -28_800 * SECOND;
                case DRIFTS_AHEAD -> passedUs / 60;
                case DRIFTS_BEHIND -> -passedUs / 60;
                case IN_2099 -> Duration.ofDays(73 * 365).toSeconds() * SECOND;
                case IN_1970 -> -START_US;
            };
        }

        boolean isCorrectable() {
            return this != IN_2099 && this != IN_1970;
        }
    }

    private record Sent(String gateway, long seq, long sampledUs, long comesUs, double value) {}

    private static List<Sent> traffic(long seed, long forUs) {
        List<Sent> traffic = new ArrayList<>();
        for (String gateway : List.of("GW-1", "GW-2", BAD)) {
            // Each gateway has its own dice, so that one more changes nothing for the others.
            SplittableRandom random = new SplittableRandom(seed * 31 + gateway.hashCode());
            long everyUs = random.nextLong(SECOND, 5 * SECOND);
            long seq = 0;
            long earliestUs = 0;
            for (long t = random.nextLong(everyUs); t < forUs; t += everyUs) {
                earliestUs = Math.max(earliestUs, t + random.nextLong(20_000, 900_000));
                traffic.add(new Sent(gateway, ++seq, t, earliestUs, random.nextDouble(100)));
            }
        }
        traffic.sort(Comparator.comparingLong(Sent::comesUs).thenComparing(Sent::gateway));
        return traffic;
    }

    private static final class World {
        private final FakeLog log = new FakeLog(KafkaTopics.READINGS);
        private final Session session = new Session();
        private long nowUs;
        private final Pipeline pipeline =
                new Pipeline(
                        Routes.standard("lifeline/v1", "lifeline/run", "lifeline/thingsboard"),
                        Signatures.NONE,
                        new FakeInstalled()
                                .point("GW-1-a", "GW-1")
                                .point("GW-2-a", "GW-2")
                                .point(BAD + "-a", BAD)
                                .clockOf("GW-1")
                                .clockOf("GW-2")
                                .clockOf(BAD),
                        BOUNDS,
                        new RunClocks(RunClock.WALL, BOUNDS),
                        log,
                        Tenure.undivided(log::progress),
                        new Intake(1 << 20),
                        new IngestMetrics(new PrometheusRegistry()),
                        () -> START.plus(nowUs, ChronoUnit.MICROS),
                        () -> nowUs * 1_000);

        World() {
            pipeline.sessionStarted(session);
        }

        void run(List<Sent> traffic, Fault fault) {
            for (Sent sent : traffic) {
                while (nowUs + 500_000 < sent.comesUs()) {
                    nowUs += 500_000;
                    settle();
                }
                nowUs = sent.comesUs();
                long offsetUs = sent.gateway().equals(BAD) ? fault.offsetUs(sent.sampledUs()) : 0;
                long ms = (START_US + sent.sampledUs() + offsetUs) / 1_000;
                publish(
                        sent.gateway(),
                        """
                        {"boot":"b","seq":%d,"sentAt":%d,"readings":[{"point":"%s-a","time":%d,"value":%s}]}"""
                                .formatted(sent.seq(), ms, sent.gateway(), ms, sent.value()));
            }
        }

        void publish(String gateway, String json) {
            pipeline.arrived(
                    new Arrival(
                            session,
                            1,
                            1,
                            "lifeline/v1/" + gateway + "/readings",
                            json.getBytes(UTF_8),
                            false,
                            null,
                            "",
                            "",
                            START_US + nowUs,
                            nowUs * 1_000));
            settle();
        }

        void pass(long us) {
            for (long end = nowUs + us; nowUs < end; nowUs += SECOND / 2) {
                settle();
            }
        }

        private void settle() {
            pipeline.runPending();
            log.confirm(Integer.MAX_VALUE);
            pipeline.runPending();
        }

        List<Block> blocks(String point) {
            return log.blocks().stream().filter(block -> block.point().equals(point)).toList();
        }
    }

    private static final class Session implements MqttSession {
        @Override
        public void acknowledge(int messageId) {}

        @Override
        public boolean publish(String mqttTopic, byte[] payload) {
            return true;
        }

        @Override
        public void restart() {
            throw new AssertionError("Kafka does not fail here");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBadClockHarmsOnlyItsOwner(Fault fault) {
        for (long seed = 1; seed <= 3; seed++) {
            List<Sent> traffic = traffic(seed, 600 * SECOND);
            World with = new World();
            with.run(traffic, fault);
            World without = new World();
            without.run(
                    traffic.stream().filter(sent -> !sent.gateway().equals(BAD)).toList(), fault);

            for (String gateway : List.of("GW-1", "GW-2")) {
                assertEquals(
                        without.blocks(gateway + "-a"),
                        with.blocks(gateway + "-a"),
                        fault + ", seed " + seed);
                for (Block offset : with.blocks(gateway + ":clock-offset")) {
                    assertTrue(Math.abs(offset.value(0)) < 1, fault + ", seed " + seed);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"DRIFTS_AHEAD", "DRIFTS_BEHIND"})
    void aBadClockIsNamedWithinAMinute(Fault fault) {
        for (long seed = 1; seed <= 10; seed++) {
            World world = new World();
            world.run(traffic(seed, 75 * SECOND), fault);

            List<Block> offsets = world.blocks(BAD + ":clock-offset");
            Block last = offsets.get(offsets.size() - 1);
            double expected = fault.offsetUs(0) / 1e6;
            assertEquals(expected, last.value(0), 3, fault + ", seed " + seed);
            GatewayStatus status = Objects.requireNonNull(world.log.statuses().get(BAD));
            assertTrue(status.clockFault(), fault + ", seed " + seed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatCanBeCorrectedIsAndTheRestBecomesDeadLetters(Fault fault) {
        World world = new World();
        world.run(traffic(7, 7_200 * SECOND), fault);
        List<Block> blocks = world.blocks(BAD + "-a");

        if (!fault.isCorrectable()) {
            assertEquals(List.of(), blocks);
            String reason = fault == Fault.IN_2099 ? "ts_future" : "ts_range";
            assertFalse(world.log.deadLetters().isEmpty());
            for (DeadLetter letter : world.log.deadLetters()) {
                assertEquals(reason, letter.origin().reason());
            }
            return;
        }
        assertEquals(List.of(), world.log.deadLetters());
        int corrected = 0;
        for (Block block : blocks) {
            boolean established = block.receivedAtUs() > START_US + 80 * SECOND;
            if (established) {
                assertEquals(Lane.LIVE, block.lane());
                double error = (block.startUs() - block.receivedAtUs()) / 1e6;
                assertTrue(Math.abs(error) < 65, fault + ": " + error);
            }
            if (block.quality() == Quality.CLOCK) {
                corrected++;
                assertTrue(block.deviceStartUs() != 0);
            }
        }
        assertTrue(corrected > blocks.size() / 4, fault + ": " + corrected);
    }

    @ParameterizedTest
    @CsvSource({"2099-01-01T00:00:00Z, ts_future", "1970-01-02T00:00:00Z, ts_range"})
    void aSensorOfABadTimeIsAFaultOfItsGatewayUntilItIsOver(String time, String reason) {
        World world = new World();
        world.publish(
                "GW-1",
                "{\"readings\":[{\"point\":\"GW-1-a\",\"time\":\"%s\",\"value\":1}]}"
                        .formatted(time));
        world.run(traffic(1, 300 * SECOND), Fault.DRIFTS_AHEAD);

        assertEquals(reason, world.log.deadLetters().get(0).origin().reason());
        List<Block> offsets = world.blocks("GW-1:clock-offset");
        assertTrue(Math.abs(offsets.get(0).value(0)) > 1e9);
        assertTrue(Math.abs(offsets.get(offsets.size() - 1).value(0)) < 1);
    }

    @Test
    void aSensorThatIsTenMinutesAheadIsCorrectedAloneAndIsAFaultOfItsGateway() {
        World world = new World();
        world.run(traffic(1, 20 * SECOND), Fault.DRIFTS_AHEAD);
        long nowMs = (START_US + world.nowUs) / 1_000;
        world.publish(
                "GW-1",
                "{\"sentAt\":%d,\"readings\":[{\"point\":\"GW-1-a\",\"time\":%d,\"value\":1}]}"
                        .formatted(nowMs, nowMs + 600_000));
        List<Block> blocks = world.blocks("GW-1-a");
        Block last = blocks.get(blocks.size() - 1);
        assertEquals(Quality.CLOCK, last.quality());
        assertEquals(START_US + world.nowUs, last.startUs());
        assertEquals((nowMs + 600_000) * 1_000, last.deviceStartUs());
        world.pass(12 * SECOND);

        List<Block> offsets = world.blocks("GW-1:clock-offset");
        assertEquals(600, offsets.get(offsets.size() - 1).value(0), 1);
    }

    @Test
    void whatIsMissingIsShownExactlyAndSurvivesARestart() {
        World world = new World();
        List<Sent> traffic = new ArrayList<>(traffic(3, 600 * SECOND));
        traffic.removeIf(
                sent -> sent.gateway().equals("GW-1") && sent.seq() > 1 && sent.seq() % 10 < 2);
        long sent = traffic.stream().filter(one -> one.gateway().equals("GW-1")).count();
        world.run(traffic, Fault.DRIFTS_AHEAD);
        world.pass(2 * SECOND);

        GatewayStatus status = Objects.requireNonNull(world.log.statuses().get("GW-1"));
        assertEquals(sent, status.received());
        assertEquals(status.seq() - sent, status.missing());
        assertTrue(status.missing() > 20);
        GatewayStatus.Range newest = status.missingRanges().get(status.missingRanges().size() - 1);
        assertEquals(1, newest.last() - newest.first());
        assertEquals("b", status.boot());

        List<SequenceTracker> saved = new ArrayList<>();
        world.log
                .progress()
                .forEach(
                        "live/GW-1"::equals,
                        (key, progress) -> saved.add(SequenceTracker.restore(progress)));
        SequenceTracker restored = saved.get(0);
        assertEquals(status.received(), restored.completeness("b").received());
        assertEquals(status.missing(), restored.completeness("b").missing());
        assertEquals(status.sinceUs(), restored.completeness("b").sinceUs());
    }
}
