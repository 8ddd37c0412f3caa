package city.lifeline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Block;
import city.lifeline.model.KafkaTopics;
import city.lifeline.model.Lane;
import city.lifeline.model.Resubmission;
import city.lifeline.model.ResubmissionOutcome;
import city.lifeline.model.RunClock;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Gateways, a broker, the pipeline and a log in one thread, driven by a seed: connections are lost,
 * the log fails, the process is killed, messages and acknowledgements go missing. What was
 * acknowledged must be in the log, and in order.
 */
class PipelineSimulationTest {

    private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");
    private static final int WINDOW = 20;
    private static final int MESSAGES = 3_000;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void nothingAcknowledgedIsMissingAndNothingOvertakes(long seed) {
        new World(seed).run();
    }

    private static final class World {

        private final String where;
        private final Random random;
        private final FakeLog log = new FakeLog(KafkaTopics.READINGS);
        private final FakeInstalled installed = new FakeInstalled();
        private final Map<String, Gateway> gateways = new LinkedHashMap<>();
        private final Deque<Message> queue = new ArrayDeque<>();
        private final Deliveries unacknowledged = new Deliveries();
        private final Resubmitter resubmitter = new Resubmitter();
        private Pipeline pipeline;
        private @Nullable Session session;
        private int lastMessageId;
        private long nowNs;

        World(long seed) {
            this.where = "seed " + seed;
            this.random = new Random(seed);
            for (int i = 0; i < 4; i++) {
                Gateway gateway = new Gateway("GW-" + i, i < 3);
                gateways.put(gateway.id, gateway);
                installed.point(gateway.id + "-a", gateway.id);
                installed.point(gateway.id + "-b", gateway.id);
            }
            installed.point(Resubmitter.POINT, "GW-R");
            pipeline = newPipeline();
        }

        private Pipeline newPipeline() {
            TimeBounds bounds =
                    TimeBounds.of(
                            Duration.ofMinutes(5),
                            Duration.ofMinutes(1),
                            Duration.ofMinutes(5),
                            Duration.ofDays(1));
            return new Pipeline(
                    Routes.standard("lifeline/v1", "lifeline/run", "lifeline/thingsboard"),
                    Signatures.NONE,
                    installed,
                    bounds,
                    new RunClocks(RunClock.WALL, bounds),
                    log,
                    Tenure.undivided(log::progress),
                    new Intake(1 << 20),
                    new IngestMetrics(new PrometheusRegistry()),
                    () -> START.plusNanos(nowNs),
                    () -> nowNs);
        }

        void run() {
            for (int step = 0; step < 30_000; step++) {
                step(true);
            }
            for (int step = 0; step < 200_000 && !isDone(); step++) {
                step(false);
            }
            assertTrue(isDone(), where + ": " + gateways.values());
            check();
        }

        private boolean isDone() {
            return resubmitter.isDone() && gateways.values().stream().allMatch(Gateway::isDone);
        }

        private void step(boolean troubled) {
            nowNs += 1_000_000;
            int chance = random.nextInt(10_000);
            if (troubled && chance < 10) {
                kill();
            } else if (troubled && chance < 30) {
                log.fail(random);
            } else if (troubled && chance < 60 && session != null) {
                session.restart();
            } else if (chance < 2_000) {
                log.confirm(1 + random.nextInt(30));
            } else if (chance < 4_000) {
                pipeline.runPending();
            } else if (chance < 4_900) {
                connectAndDeliver();
            } else if (chance < 5_000) {
                resubmitter.act();
            } else {
                List<Gateway> all = List.copyOf(gateways.values());
                all.get(random.nextInt(all.size())).act(troubled);
            }
        }

        private void kill() {
            endSession();
            log.dropPending(random);
            pipeline = newPipeline();
            resubmitter.begin();
        }

        private void endSession() {
            session = null;
            List<Message> again = unacknowledged.drain();
            for (int i = again.size() - 1; i >= 0; i--) {
                queue.addFirst(again.get(i));
            }
        }

        private void connectAndDeliver() {
            Session current = session;
            if (current == null) {
                current = new Session();
                session = current;
                pipeline.sessionStarted(current);
            }
            while (unacknowledged.size() < WINDOW && !queue.isEmpty()) {
                Message message = queue.removeFirst();
                // Ids are used again, as in MQTT, so an acknowledgement in the wrong session shows.
                lastMessageId = lastMessageId % (3 * WINDOW) + 1;
                while (unacknowledged.contains(lastMessageId)) {
                    lastMessageId = lastMessageId % (3 * WINDOW) + 1;
                }
                unacknowledged.put(lastMessageId, message);
                Gateway gateway = message.gateway;
                pipeline.arrived(
                        new Arrival(
                                current,
                                lastMessageId,
                                1,
                                "lifeline/v1/" + gateway.id + "/readings",
                                message.payload(),
                                gateway.resends,
                                gateway.resends ? message.oldest : null,
                                "",
                                "",
                                0,
                                nowNs));
            }
        }

        private void check() {
            Map<String, Set<Long>> seen = new HashMap<>();
            Map<String, Long> lastFirst = new HashMap<>();
            List<Double> resubmitted = new ArrayList<>();
            for (Block block : log.blocks()) {
                assertEquals(Lane.LIVE, block.lane(), where);
                if (block.point().equals(Resubmitter.POINT)) {
                    if (!resubmitted.contains(block.value(0))) {
                        resubmitted.add(block.value(0));
                    }
                    continue;
                }
                boolean first =
                        seen.computeIfAbsent(block.point(), id -> new HashSet<>()).add(block.seq());
                if (first) {
                    Long before = lastFirst.put(block.point(), block.seq());
                    assertTrue(
                            before == null || before < block.seq(),
                            where + ": " + block.point() + " " + block.seq() + " after " + before);
                }
            }
            for (Gateway gateway : gateways.values()) {
                for (String point : List.of(gateway.id + "-a", gateway.id + "-b")) {
                    assertEquals(MESSAGES, seen.getOrDefault(point, Set.of()).size(), where);
                }
            }
            assertEquals(Resubmitter.values(), resubmitted, where);
            assertEquals(
                    Resubmitter.MESSAGES,
                    (int)
                            log.outcomes().stream()
                                    .map(ResubmissionOutcome::message)
                                    .distinct()
                                    .count(),
                    where);
            assertEquals(List.of(), log.deadLetters(), where);
            checkClocks();
        }

        /** Nothing follows a clock record that is older than the record promises. */
        private void checkClocks() {
            Map<Integer, Long> promised = new HashMap<>();
            Map<Integer, Long> clocks = new HashMap<>();
            for (FakeLog.Kept kept : log.kept()) {
                if (kept.record().isClock()) {
                    promised.merge(kept.partition(), kept.record().promisedUs(), Math::max);
                    clocks.merge(kept.partition(), kept.record().clockUs(), Math::max);
                } else if (kept.record().block() != null) {
                    long promise = promised.getOrDefault(kept.partition(), Long.MIN_VALUE);
                    assertTrue(kept.record().block().startUs() >= promise, where);
                    long clock = clocks.getOrDefault(kept.partition(), Long.MIN_VALUE);
                    assertTrue(kept.record().block().clockUs() >= clock, where);
                }
            }
        }

        private final class Session implements MqttSession {

            @Override
            public void acknowledge(int messageId) {
                // On a connection that is gone it reaches nobody.
                if (session == this) {
                    assertTrue(
                            unacknowledged.remove(messageId),
                            where + ": " + messageId + " was not under way");
                }
            }

            @Override
            public boolean publish(String mqttTopic, byte[] payload) {
                if (random.nextInt(10) == 0) {
                    return false;
                }
                if (session == this && random.nextInt(20) != 0) {
                    Gateway gateway = gateways.get(mqttTopic.split("/")[2]);
                    assertTrue(gateway != null, mqttTopic);
                    if (gateway != null) {
                        gateway.acknowledged(new String(payload, UTF_8));
                    }
                }
                return true;
            }

            @Override
            public void restart() {
                if (session == this) {
                    endSession();
                    pipeline.sessionEnded(this);
                }
            }
        }

        /** As the reader of resubmissions: a batch at a time, committed when it is kept. */
        private final class Resubmitter {

            static final String POINT = "R";
            static final int MESSAGES = 300;

            private int committed;
            private boolean waits;
            private int attempt;

            boolean isDone() {
                return committed == MESSAGES;
            }

            static List<Double> values() {
                return IntStream.range(0, MESSAGES).mapToObj(i -> (double) i).toList();
            }

            /** Knows no more than what is committed. */
            void begin() {
                waits = false;
                attempt++;
            }

            void act() {
                if (waits || isDone()) {
                    return;
                }
                waits = true;
                int end = Math.min(MESSAGES, committed + 1 + random.nextInt(7));
                int made = ++attempt;
                pipeline.resubmit(
                        IntStream.range(committed, end).mapToObj(this::message).toList(),
                        failure -> {
                            if (made == attempt) {
                                waits = false;
                                committed = failure == null ? end : committed;
                            }
                        });
            }

            private Resubmission message(int number) {
                return new Resubmission(
                        "r",
                        number,
                        "lifeline/v1/GW-R/readings",
                        "GW-R",
                        "live",
                        0,
                        "",
                        List.of(),
                        "{\"boot\":\"b\",\"seq\":1,\"readings\":[{\"point\":\"R\",\"time\":%d,\"value\":%d}]}"
                                .formatted(START.toEpochMilli(), number)
                                .getBytes(UTF_8));
            }
        }

        private final class Gateway {

            private final String id;
            private final boolean resends;
            private long next = 1;
            private long acknowledged;

            Gateway(String id, boolean resends) {
                this.id = id;
                this.resends = resends;
            }

            boolean isDone() {
                return acknowledged == MESSAGES;
            }

            void act(boolean troubled) {
                if (resends && next > acknowledged + 1 && random.nextInt(60) == 0) {
                    next = acknowledged + 1;
                } else if (next <= MESSAGES && (!resends || next - acknowledged <= WINDOW)) {
                    // A sender that does not resend relies on the broker, which loses nothing.
                    if (!resends || !troubled || random.nextInt(50) != 0) {
                        queue.addLast(new Message(this, next, acknowledged + 1));
                    }
                    next++;
                } else if (!resends && next > MESSAGES && random.nextInt(200) == 0) {
                    // Its last acknowledgement may be lost; a repeat brings it again.
                    queue.addLast(new Message(this, MESSAGES, 1));
                }
            }

            void acknowledged(String payload) {
                Matcher matcher =
                        Pattern.compile("\\{\"boot\":\"b\",\"seq\":(\\d+)}").matcher(payload);
                assertTrue(matcher.matches(), payload);
                long seq = Long.parseLong(matcher.group(1));
                if (seq > acknowledged) {
                    for (long held = acknowledged + 1; held <= seq; held++) {
                        assertTrue(
                                log.holds(id + "-a", held) && log.holds(id + "-b", held),
                                where + ": " + id + " lost " + held + " of " + seq);
                    }
                    acknowledged = seq;
                    next = Math.max(next, seq + 1);
                }
            }

            @Override
            public String toString() {
                return id + " " + acknowledged + "/" + next;
            }
        }

        private record Message(Gateway gateway, long seq, long oldest) {

            byte[] payload() {
                long ms = START.toEpochMilli() + seq;
                return """
                {"boot":"b","seq":%d,"readings":[{"point":"%s-a","time":%d,"value":%d},\
                {"point":"%s-b","time":%d,"value":%d}]}"""
                        .formatted(seq, gateway.id, ms, seq, gateway.id, ms, seq)
                        .getBytes(UTF_8);
            }
        }

        /** Unacknowledged messages by id, in the order of delivery. */
        private static final class Deliveries {

            private final LinkedHashMap<Integer, Message> messages = new LinkedHashMap<>();

            void put(int id, Message message) {
                messages.put(id, message);
            }

            boolean contains(int id) {
                return messages.containsKey(id);
            }

            boolean remove(int id) {
                return messages.remove(id) != null;
            }

            int size() {
                return messages.size();
            }

            List<Message> drain() {
                List<Message> all = new ArrayList<>(messages.values());
                messages.clear();
                return all;
            }
        }
    }
}
