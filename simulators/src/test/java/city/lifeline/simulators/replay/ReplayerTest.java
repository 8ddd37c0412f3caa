package city.lifeline.simulators.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.gateway.GatewayBlock;
import city.lifeline.gateway.GatewayReading;
import city.lifeline.model.RunClock;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Gateway;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import city.lifeline.runtime.tls.TlsFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayerTest {

    private static final long START_US =
            ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("2026-01-01T00:00:00Z"));
    private static final long LATE_US = 300_000_000;

    @TempDir private Path directory;

    private final List<Sent> sent = new ArrayList<>();
    private final Map<String, FakePublisher> publishers = new HashMap<>();
    private final FakePacer pacer = new FakePacer();

    private record Sent(
            String gateway,
            long sentAtUs,
            List<GatewayReading> readings,
            List<GatewayBlock> blocks,
            long wallNs) {

        long oldestUs() {
            long oldest = Long.MAX_VALUE;
            for (GatewayReading reading : readings) {
                oldest = Math.min(oldest, reading.timeUs());
            }
            for (GatewayBlock block : blocks) {
                oldest = Math.min(oldest, block.startUs());
            }
            return oldest;
        }
    }

    /** Acknowledges only when waited for, as the slowest broker would. */
    private final class FakePublisher implements Publisher {
        private final String gateway;
        private long newest;
        private long acknowledged;
        private long oldestUnderWayUs = Long.MAX_VALUE;
        private boolean dead;

        FakePublisher(String gateway) {
            this.gateway = gateway;
        }

        @Override
        public long publish(
                List<GatewayReading> readings, List<GatewayBlock> blocks, long sentAtUs) {
            Sent message = new Sent(gateway, sentAtUs, readings, blocks, pacer.nowNs);
            sent.add(message);
            oldestUnderWayUs = Math.min(oldestUnderWayUs, message.oldestUs());
            for (FakePublisher other : publishers.values()) {
                assertTrue(
                        other == this || sentAtUs - other.oldestUnderWayUs < LATE_US,
                        "the clock overtakes " + other.gateway);
            }
            newest++;
            return newest;
        }

        @Override
        public long acknowledged() {
            return acknowledged;
        }

        @Override
        public long resends() {
            return 0;
        }

        @Override
        public String fault() {
            return dead ? "no broker" : "";
        }

        @Override
        public boolean awaitAllAcknowledged(Duration timeout) throws InterruptedException {
            if (dead) {
                Thread.sleep(Math.min(10, timeout.toMillis()));
                return false;
            }
            acknowledged = newest;
            oldestUnderWayUs = Long.MAX_VALUE;
            return true;
        }

        @Override
        public void close() {}
    }

    private static final class FakePacer implements Pacer {
        private long nowNs = 1_000;
        private final TreeMap<Long, Runnable> plan = new TreeMap<>();

        void at(long ns, Runnable happens) {
            plan.put(ns, happens);
        }

        @Override
        public long nanoTime() {
            return nowNs;
        }

        @Override
        public long wallUs() {
            return START_US * 2 + nowNs / 1_000;
        }

        @Override
        public void sleep(long ns) {
            nowNs += ns;
            while (!plan.isEmpty() && plan.firstKey() <= nowNs) {
                plan.pollFirstEntry().getValue().run();
            }
        }
    }

    @Test
    void everyMessageIsInTimeByTheRunsClockAndTheClockNeverGoesBack() throws Exception {
        StringBuilder text = new StringBuilder("time,point,value\n");
        for (int i = 0; i < 2_000; i++) {
            text.append(row(i * 30_000L, "A", i));
            if (i % 3 == 0) {
                text.append(row(i * 30_000L, "B", i));
            }
        }

        ReplayResult result = replay(text.toString(), options(ReplayOptions.MAX_SPEED));

        assertEquals(2_667, result.readings());
        assertEquals(List.of("GW-A", "GW-B"), result.gateways());
        assertEquals(result.messages(), sent.size());
        long clock = Long.MIN_VALUE;
        Map<String, Long> last = new HashMap<>();
        for (Sent message : sent) {
            assertTrue(message.sentAtUs() >= clock);
            clock = message.sentAtUs();
            assertTrue(message.sentAtUs() - message.oldestUs() < LATE_US * 4 / 5);
            for (GatewayReading reading : message.readings()) {
                assertTrue(reading.timeUs() <= message.sentAtUs());
                assertTrue(reading.timeUs() > last.getOrDefault(reading.point(), Long.MIN_VALUE));
                last.put(reading.point(), reading.timeUs());
            }
        }
        assertEquals(START_US + 1_999 * 30_000_000L, clock);
    }

    @Test
    void manyReadingsOfAMomentTravelTogether() throws Exception {
        StringBuilder text = new StringBuilder("time,point,value\n");
        for (int i = 0; i < 1_200; i++) {
            text.append(row(i * 10L, "A", i));
        }

        ReplayResult result = replay(text.toString(), options(ReplayOptions.MAX_SPEED));

        assertEquals(1_200, result.readings());
        assertEquals(3, result.messages());
    }

    @Test
    void keepsTheSpeed() throws Exception {
        replay(
                "time,point,value\n" + row(0, "A", 1) + row(60_000, "A", 2) + row(90_000, "A", 3),
                options(60));

        assertEquals(3, sent.size());
        assertEquals(1_000_000_000L, sent.get(1).wallNs() - sent.get(0).wallNs());
        assertEquals(500_000_000L, sent.get(2).wallNs() - sent.get(1).wallNs());
        assertEquals(START_US + 60_000_000, sent.get(1).readings().get(0).timeUs());
    }

    @Test
    void asNowMovesAndCompressesTheTimes() throws Exception {
        ReplayOptions options =
                new ReplayOptions(
                        URI.create("tcp://127.0.0.1:1"),
                        TlsFiles.STANDARD,
                        "lifeline/v1",
                        gateway -> new ReplayOptions.Login(gateway, ""),
                        ReplayOptions.As.NOW,
                        10,
                        RunClock.WALL,
                        Duration.ofMinutes(5),
                        null,
                        Duration.ofMinutes(1));

        replay("time,point,value\n" + row(0, "A", 1) + row(60_000, "A", 2), options);

        assertEquals(2, sent.size());
        long first = sent.get(0).readings().get(0).timeUs();
        assertEquals(START_US * 2 + 1, first);
        assertEquals(first + 6_000_000, sent.get(1).readings().get(0).timeUs());
        assertEquals(6_000_000_000L, sent.get(1).wallNs() - sent.get(0).wallNs());
    }

    private static ReplayOptions asNow(double speed) {
        return new ReplayOptions(
                URI.create("tcp://127.0.0.1:1"),
                TlsFiles.STANDARD,
                "lifeline/v1",
                gateway -> new ReplayOptions.Login(gateway, ""),
                ReplayOptions.As.NOW,
                speed,
                RunClock.WALL,
                Duration.ofMinutes(5),
                null,
                Duration.ofMinutes(1));
    }

    @Test
    void eachPassAsideIsLaterByTheRecordingAndOneDistance() throws Exception {
        ReplayOptions options = options(ReplayOptions.MAX_SPEED);

        ReplayResult result = replay(minutes(4), options, control(options, 3));

        assertEquals(12, result.readings());
        assertEquals(List.of(0., 1., 2., 3., 0., 1., 2., 3., 0., 1., 2., 3.), values());
        List<Long> times = timesUs();
        for (int i = 0; i < times.size(); i++) {
            assertEquals(START_US + i * 60_000_000L, times.get(i));
        }
    }

    @Test
    void eachPassAsNowFollowsTheOneBefore() throws Exception {
        ReplayOptions options = asNow(10);

        replay(minutes(3), options, control(options, 2));

        assertEquals(List.of(0., 1., 2., 0., 1., 2.), values());
        assertTimesGoForward();
    }

    @Test
    void aPauseAsNowIsAPauseOfTheTimesToo() throws Exception {
        ReplayOptions options = asNow(60);
        ReplayControl control = control(options, 1);
        pacer.at(2_500_000_000L, control::pause);
        pacer.at(12_500_000_000L, control::resume);

        replay(minutes(6), options, control);

        assertEquals(List.of(0., 1., 2., 3., 4., 5.), values());
        List<Long> times = timesUs();
        assertEquals(1_000_000, times.get(2) - times.get(1));
        assertTrue(times.get(3) - times.get(2) > 10_000_000, times.toString());
        assertEquals(1_000_000, times.get(4) - times.get(3));
        for (Sent message : sent) {
            long wallUs = START_US * 2 + message.wallNs() / 1_000;
            assertTrue(message.oldestUs() <= wallUs && wallUs - message.oldestUs() <= 100_000);
        }
    }

    @Test
    void aPauseAsideMovesOnlyTheWall() throws Exception {
        ReplayOptions options = options(60);
        ReplayControl control = control(options, 1);
        pacer.at(1_500_000_000L, control::pause);
        pacer.at(11_500_000_000L, control::resume);

        replay(minutes(4), options, control);

        assertEquals(START_US + 3 * 60_000_000L, timesUs().get(3));
        assertTrue(sent.get(2).wallNs() - sent.get(1).wallNs() > 10_000_000_000L);
    }

    @Test
    void anotherSpeedHoldsFromTheNextReadingOn() throws Exception {
        ReplayOptions options = asNow(60);
        ReplayControl control = control(options, 1);
        pacer.at(1_500_000_000L, () -> control.speed(6));

        replay(minutes(4), options, control);

        List<Long> times = timesUs();
        assertEquals(1_000_000, times.get(1) - times.get(0));
        assertEquals(10_000_000, times.get(3) - times.get(2));
        assertTimesGoForward();
        assertThrows(IllegalArgumentException.class, () -> control.speed(ReplayOptions.MAX_SPEED));
    }

    @Test
    void seeksForwardAndBackAsNowWithTimesThatGoForward() throws Exception {
        ReplayOptions options = asNow(60);
        ReplayControl control = control(options, 1);
        pacer.at(1_500_000_000L, () -> control.seek(START_US + 4 * 60_000_000L));
        pacer.at(2_000_000_000L, () -> control.seek(START_US));

        replay(minutes(6), options, control);

        assertEquals(List.of(0., 1., 4., 0., 1., 2., 3., 4., 5.), values());
        assertTimesGoForward();
    }

    @Test
    void whatCannotBeUsedIsToldOnceAlsoBehindATimeFromWhichItWentBack() throws Exception {
        ReplayOptions options = asNow(60);
        ReplayControl control = control(options, 2);
        pacer.at(2_500_000_000L, () -> control.seek(START_US));
        String text =
                row(0, "A", 0).replace(",0", ",none")
                        + row(60_000, "A", 1)
                        + row(120_000, "A", 2)
                        + row(180_000, "A", 3)
                        + row(240_000, "A", 4).replace(",4", ",none")
                        + row(300_000, "A", 5);

        ReplayResult result = replay("time,point,value\n" + text, options, control);

        assertEquals(List.of(1., 2., 3., 1., 2., 3., 5., 1., 2., 3., 5.), values());
        assertEquals(2, result.rejected());
    }

    @Test
    void blocksStayInOrderWhenTheSpeedFallsAndATimeIsSought() throws Exception {
        StringBuilder text = new StringBuilder("time,point,value\n");
        for (int i = 0; i < 1_000; i++) {
            text.append(row(i * 10L, "FAST", i));
        }
        ReplayOptions options = asNow(2);
        ReplayControl control = control(options, 1);
        pacer.at(1_300_000_000L, () -> control.speed(0.5));
        pacer.at(6_000_000_000L, () -> control.seek(START_US + 3_300_000));
        pacer.at(9_000_000_000L, () -> control.seek(START_US + 6_600_000));

        replay(text.toString(), options, control);

        long end = Long.MIN_VALUE;
        for (Sent message : sent) {
            for (GatewayBlock block : message.blocks()) {
                assertTrue(block.startUs() > end, block + " goes before " + end);
                end =
                        block.startUs()
                                + (block.offsetsUs().length > 0
                                        ? block.offsetsUs()[block.offsetsUs().length - 1]
                                        : (block.values().length - 1L) * block.intervalUs());
            }
        }
    }

    @Test
    void asideAnEarlierTimeNeedsANewRun() throws Exception {
        ReplayOptions options = options(60);
        ReplayControl control = control(options, 1);
        pacer.at(2_500_000_000L, () -> control.seek(START_US + 60_000_000));

        replay(minutes(4), options, control);

        assertEquals(List.of(0., 1., 2.), values());
        assertTrue(control.takeAgain());
        sent.clear();

        replay(minutes(4), options, control);

        assertEquals(List.of(1., 2., 3.), values());
        assertEquals(START_US + 60_000_000, timesUs().get(0));
        assertFalse(control.takeAgain());
    }

    @Test
    void endsWhereItIsStoppedAlsoWhilePaused() throws Exception {
        ReplayOptions options = options(60);
        ReplayControl control = control(options, ReplayControl.FOREVER);
        pacer.at(1_500_000_000L, control::pause);
        pacer.at(3_000_000_000L, control::stop);

        ReplayResult result = replay(minutes(4), options, control);

        assertEquals(2, result.readings());
    }

    @Test
    void givesUpWhenNothingIsAcknowledged() {
        ReplayOptions options =
                new ReplayOptions(
                        URI.create("tcp://127.0.0.1:1"),
                        TlsFiles.STANDARD,
                        "lifeline/run/x",
                        gateway -> new ReplayOptions.Login("replay", ""),
                        ReplayOptions.As.ORIGINAL,
                        ReplayOptions.MAX_SPEED,
                        RunClock.WALL,
                        Duration.ofMinutes(5),
                        null,
                        Duration.ofMillis(1));
        FakePublisher dead = new FakePublisher("GW-A");
        dead.dead = true;
        publishers.put("GW-A", dead);

        ReplayException stalled =
                assertThrows(
                        ReplayException.class,
                        () -> replay("time,point,value\n" + row(0, "A", 1), options));

        assertTrue(String.valueOf(stalled.getMessage()).contains("GW-A: no broker"));
    }

    @Test
    void tellsItsProgress() throws Exception {
        AtomicReference<ReplayProgress> last = new AtomicReference<>();
        new Replayer(
                        plan("time,point,value\n" + row(0, "A", 1)),
                        options(1),
                        control(options(1), 1),
                        this::publisher,
                        pacer)
                .run(last::set);

        ReplayProgress progress = Objects.requireNonNull(last.get());
        assertEquals(1, progress.readings());
        assertEquals(1, progress.fraction());
        assertEquals(Instant.parse("2026-01-01T00:00:00Z"), progress.eventTime());
    }

    private ReplayResult replay(String text, ReplayOptions options) throws Exception {
        return replay(text, options, control(options, 1));
    }

    private ReplayResult replay(String text, ReplayOptions options, ReplayControl control)
            throws Exception {
        return new Replayer(plan(text), options, control, this::publisher, pacer)
                .run(progress -> {});
    }

    private static ReplayControl control(ReplayOptions options, int passes) {
        return new ReplayControl(options.as(), options.speed(), passes);
    }

    private static String minutes(int count) {
        StringBuilder text = new StringBuilder("time,point,value\n");
        for (int i = 0; i < count; i++) {
            text.append(row(i * 60_000L, "A", i));
        }
        return text.toString();
    }

    private List<Double> values() {
        return sent.stream()
                .flatMap(message -> message.readings().stream())
                .map(GatewayReading::value)
                .toList();
    }

    private List<Long> timesUs() {
        return sent.stream()
                .flatMap(message -> message.readings().stream())
                .map(GatewayReading::timeUs)
                .toList();
    }

    private void assertTimesGoForward() {
        List<Long> times = timesUs();
        for (int i = 1; i < times.size(); i++) {
            assertTrue(times.get(i) > times.get(i - 1), "goes back: " + times);
        }
    }

    private FakePublisher publisher(String gateway) {
        return publishers.computeIfAbsent(gateway, FakePublisher::new);
    }

    private ReplayPlan plan(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("f.csv"), text);
        return ReplayPlan.of(
                List.of(file),
                Mapping.CANONICAL,
                new Registry(
                        Map.of("GW-A", new Gateway("GW-A", new Text("", ""))),
                        Map.of(),
                        Map.of(
                                "A",
                                point("A", Duration.ofSeconds(30)),
                                "B",
                                point("B", Duration.ofSeconds(30)),
                                "FAST",
                                point("FAST", Duration.ofMillis(10)))),
                InstantSource.system());
    }

    private static Point point(String id, Duration interval) {
        return new Point(
                id,
                "GW-" + id,
                "",
                "q",
                "1",
                interval,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                new Text(id, id),
                null,
                Set.of(),
                Map.of());
    }

    private static ReplayOptions options(double speed) {
        return new ReplayOptions(
                URI.create("tcp://127.0.0.1:1"),
                TlsFiles.STANDARD,
                "lifeline/run/x",
                gateway -> new ReplayOptions.Login("replay", ""),
                ReplayOptions.As.ORIGINAL,
                speed,
                RunClock.WALL,
                Duration.ofNanos(LATE_US * 1_000),
                null,
                Duration.ofMinutes(1));
    }

    private static String row(long ms, String point, int value) {
        return Instant.parse("2026-01-01T00:00:00Z").plusMillis(ms)
                + ","
                + point
                + ","
                + value
                + "\n";
    }
}
