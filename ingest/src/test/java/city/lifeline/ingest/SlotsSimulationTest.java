package city.lifeline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.ingest.sequence.SequenceTracker;
import city.lifeline.model.Block;
import city.lifeline.model.KafkaTopics;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Slots that go from one holder to the next in one thread, driven by a seed: holders are killed, or
 * stopped and go on as zombies while others are at work, or give their slot up in order; logs fail,
 * connections are lost, acknowledgements go missing. What was acknowledged must be in the log, in
 * the gateway's order, and what was saved must not go back.
 */
class SlotsSimulationTest {

    private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");
    private static final int WINDOW = 20;
    private static final int MESSAGES = 3_000;
    private static final Duration LEASE = Duration.ofSeconds(2);

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void whoeverHoldsASlotNothingIsLostOvertakenOrTakenBack(long seed) {
        new World(seed).run();
    }

    private static final class World {

        private final String where;
        private final Random random;
        private final Slots slots = new Slots(2);
        private final FakeLog log = new FakeLog(KafkaTopics.READINGS);
        private final FakeInstalled installed = new FakeInstalled();
        private final Map<String, Gateway> gateways = new LinkedHashMap<>();
        private final List<Slot> all = new ArrayList<>();
        private int takeOvers;
        private int zombies;
        private long nowNs;

        World(long seed) {
            this.where = "seed " + seed;
            this.random = new Random(seed);
            for (int i = 0; i < slots.count(); i++) {
                all.add(new Slot(i));
            }
            for (int i = 0; i < 6; i++) {
                Gateway gateway = new Gateway("GW-" + i, i % 2 == 0);
                gateways.put(gateway.id, gateway);
                installed.point(gateway.id + "-a", gateway.id);
                installed.point(gateway.id + "-b", gateway.id);
            }
        }

        void run() {
            for (int step = 0; step < 60_000; step++) {
                step(true);
            }
            for (int step = 0; step < 300_000 && !isDone(); step++) {
                step(false);
            }
            assertTrue(isDone(), where + ": " + gateways.values());
            assertTrue(takeOvers > 10 && zombies > 5, where + ": too little happened");
            check();
        }

        private boolean isDone() {
            return gateways.values().stream().allMatch(Gateway::isDone);
        }

        private void step(boolean troubled) {
            nowNs += 1_000_000;
            if (random.nextInt(2) == 0) {
                List<Gateway> some = List.copyOf(gateways.values());
                some.get(random.nextInt(some.size())).act(troubled);
            } else {
                all.get(random.nextInt(all.size())).act(troubled);
            }
        }

        private void check() {
            Map<String, Set<Long>> seen = new HashMap<>();
            Map<String, Long> lastFirst = new HashMap<>();
            Map<String, Long> promised = new HashMap<>();
            for (FakeLog.Kept kept : log.kept()) {
                Block block = kept.record().block();
                if (block == null) {
                    assertEquals(slots.count(), kept.record().slots(), where);
                    promised.merge(
                            kept.partition() + " " + kept.record().slot(),
                            kept.record().promisedUs(),
                            Math::max);
                } else if (seen.computeIfAbsent(block.point(), id -> new HashSet<>())
                        .add(block.seq())) {
                    Long before = lastFirst.put(block.point(), block.seq());
                    assertTrue(
                            before == null || before < block.seq(),
                            where + ": " + block.point() + " " + block.seq() + " after " + before);
                    String slot = kept.partition() + " " + slots.of(block.gateway());
                    long promise = promised.getOrDefault(slot, Long.MIN_VALUE);
                    assertTrue(block.startUs() >= promise, where + ": older than promised");
                }
            }
            for (Gateway gateway : gateways.values()) {
                for (String point : List.of(gateway.id + "-a", gateway.id + "-b")) {
                    assertEquals(MESSAGES, seen.getOrDefault(point, Set.of()).size(), where);
                }
            }
            assertEquals(List.of(), log.deadLetters(), where);
            checkProgress();
        }

        private void checkProgress() {
            Map<String, List<SequenceTracker.Progress>> saved = new HashMap<>();
            log.progress().forEach(key -> true, saved::put);
            for (Gateway gateway : gateways.values()) {
                List<SequenceTracker.Progress> progress =
                        saved.getOrDefault("live/" + gateway.id, List.of());
                assertEquals(1, progress.size(), where);
                assertEquals(
                        MESSAGES,
                        progress.get(0).held().contiguous(),
                        where + ": " + gateway.id + " was taken back");
            }
        }

        /**
         * A slot: its MQTT session in the broker, its present holder, and zombies of former ones.
         */
        private final class Slot {

            private final int number;
            private final Deque<Message> queue = new ArrayDeque<>();
            private final LinkedHashMap<Integer, Message> unacknowledged = new LinkedHashMap<>();
            private final List<Holder> zombiesLeft = new ArrayList<>();
            private Holder holder;
            private @Nullable Connection connection;
            private int lastMessageId;

            Slot(int number) {
                this.number = number;
                this.holder = new Holder(this);
            }

            void act(boolean troubled) {
                int chance = random.nextInt(5_000);
                if (troubled && chance < 3) {
                    holder.log.dropPending(random);
                    succeed();
                } else if (troubled && chance < 12) {
                    zombies++;
                    Holder former = holder;
                    succeed();
                    zombiesLeft.add(former);
                    if (random.nextBoolean()) {
                        // It still has its connection, until its successor connects.
                        former.goOn();
                    }
                } else if (troubled && chance < 15) {
                    giveUp();
                } else if (troubled && chance < 20) {
                    holder.log.fail(random);
                } else if (troubled && chance < 30 && connection != null) {
                    connection.restart();
                } else if (chance < 60 && !zombiesLeft.isEmpty()) {
                    zombiesLeft.get(random.nextInt(zombiesLeft.size())).haunt();
                } else {
                    holder.act();
                }
            }

            /** Another instance is told to hold the slot; the broker does not know yet. */
            private void succeed() {
                takeOvers++;
                if (random.nextBoolean()) {
                    zombiesLeft.forEach(zombie -> zombie.log.confirm(1_000));
                }
                holder = new Holder(this);
            }

            private void giveUp() {
                holder.pipeline.stop(Duration.ofSeconds(1));
                holder.goOn();
                if (connection != null && connection.holder == holder) {
                    endConnection();
                }
                succeed();
            }

            Connection connect(Holder by) {
                endConnection();
                Connection made = new Connection(this, by);
                connection = made;
                return made;
            }

            private void endConnection() {
                if (connection != null) {
                    connection.holder.cutOff = true;
                }
                connection = null;
                List<Message> again = new ArrayList<>(unacknowledged.values());
                unacknowledged.clear();
                for (int i = again.size() - 1; i >= 0; i--) {
                    queue.addFirst(again.get(i));
                }
            }

            void deliver(Connection to) {
                while (unacknowledged.size() < WINDOW && !queue.isEmpty()) {
                    Message message = queue.removeFirst();
                    lastMessageId = lastMessageId % (3 * WINDOW) + 1;
                    while (unacknowledged.containsKey(lastMessageId)) {
                        lastMessageId = lastMessageId % (3 * WINDOW) + 1;
                    }
                    unacknowledged.put(lastMessageId, message);
                    to.holder.pipeline.arrived(message.arrival(to, lastMessageId, nowNs));
                }
            }
        }

        /** An instance, as far as it works for one slot. */
        private final class Holder {

            private final Slot slot;
            private final FakeLog log = World.this.log.another();
            private final Lease lease = Lease.until(() -> nowNs, nowNs + LEASE.toNanos());
            private final Pipeline pipeline;
            // The broker has given its connection to another, and it is not aware of it.
            private boolean cutOff;

            Holder(Slot slot) {
                this.slot = slot;
                TimeBounds bounds =
                        TimeBounds.of(
                                Duration.ofMinutes(5),
                                Duration.ofMinutes(1),
                                Duration.ofMinutes(5),
                                Duration.ofDays(1));
                this.pipeline =
                        new Pipeline(
                                Routes.standard(
                                        "lifeline/v1", "lifeline/run", "lifeline/thingsboard"),
                                Signatures.NONE,
                                installed,
                                bounds,
                                new RunClocks(RunClock.WALL, bounds),
                                log,
                                new Tenure(
                                        Share.slot(slots, slot.number),
                                        lease,
                                        World.this.log::progress),
                                new Intake(1 << 20),
                                new IngestMetrics(new PrometheusRegistry()),
                                () -> START.plusNanos(nowNs),
                                () -> nowNs);
            }

            void act() {
                lease.renew(nowNs + LEASE.toNanos());
                int chance = random.nextInt(100);
                if (chance < 40) {
                    log.confirm(1 + random.nextInt(30));
                } else if (chance < 80) {
                    pipeline.runPending();
                } else {
                    Connection current = slot.connection;
                    if (current == null || current.holder != this) {
                        current = slot.connect(this);
                        pipeline.sessionStarted(current);
                    }
                    slot.deliver(current);
                }
            }

            void goOn() {
                for (int i = 0; i < 4; i++) {
                    log.confirm(1_000);
                    pipeline.runPending();
                }
            }

            /** A zombie goes on, whether its lease has lapsed meanwhile or not, for a moment. */
            void haunt() {
                int chance = random.nextInt(100);
                if (chance < 30) {
                    log.confirm(1 + random.nextInt(30));
                } else if (chance < 60) {
                    pipeline.runPending();
                } else if (chance < 70 && cutOff) {
                    lease.suspend();
                } else if (chance < 75) {
                    lease.end();
                    pipeline.runPending();
                    slot.zombiesLeft.remove(this);
                }
            }
        }

        private final class Connection implements MqttSession {

            private final Slot slot;
            private final Holder holder;

            Connection(Slot slot, Holder holder) {
                this.slot = slot;
                this.holder = holder;
            }

            @Override
            public void acknowledge(int messageId) {
                if (slot.connection != this) {
                    return;
                }
                Message message = slot.unacknowledged.remove(messageId);
                assertTrue(message != null, where + ": " + messageId + " was not under way");
                if (message != null && !message.gateway.resends) {
                    message.gateway.assertHeld(message.seq);
                }
            }

            @Override
            public boolean publish(String mqttTopic, byte[] payload) {
                if (random.nextInt(10) == 0) {
                    return false;
                }
                Gateway gateway = gateways.get(mqttTopic.split("/")[2]);
                if (gateway != null && slot.connection == this && random.nextInt(20) != 0) {
                    gateway.acknowledged(new String(payload, UTF_8));
                }
                return true;
            }

            @Override
            public void restart() {
                if (slot.connection == this) {
                    slot.endConnection();
                }
                holder.pipeline.sessionEnded(this);
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
                Deque<Message> queue = all.get(slots.of(id)).queue;
                if (resends && next > acknowledged + 1 && random.nextInt(60) == 0) {
                    next = acknowledged + 1;
                } else if (next <= MESSAGES && (!resends || next - acknowledged <= WINDOW)) {
                    if (!resends || !troubled || random.nextInt(50) != 0) {
                        queue.addLast(new Message(this, next, acknowledged + 1));
                    }
                    next++;
                } else if (!resends && next > MESSAGES && random.nextInt(200) == 0) {
                    queue.addLast(new Message(this, MESSAGES, 1));
                }
            }

            void assertHeld(long seq) {
                assertTrue(
                        log.holds(id + "-a", seq) && log.holds(id + "-b", seq),
                        where + ": " + id + " lost " + seq);
            }

            void acknowledged(String payload) {
                Matcher matcher =
                        Pattern.compile("\\{\"boot\":\"b\",\"seq\":(\\d+)}").matcher(payload);
                assertTrue(matcher.matches(), payload);
                long seq = Long.parseLong(matcher.group(1));
                for (long held = acknowledged + 1; held <= seq; held++) {
                    assertHeld(held);
                }
                acknowledged = Math.max(acknowledged, seq);
                next = Math.max(next, acknowledged + 1);
            }

            @Override
            public String toString() {
                return id + " " + acknowledged + "/" + next;
            }
        }

        private record Message(Gateway gateway, long seq, long oldest) {

            Arrival arrival(MqttSession session, int messageId, long nowNs) {
                long ms = START.toEpochMilli() + seq;
                byte[] payload =
                        """
                        {"boot":"b","seq":%d,"readings":[{"point":"%s-a","time":%d,"value":%d},\
                        {"point":"%s-b","time":%d,"value":%d}]}"""
                                .formatted(seq, gateway.id, ms, seq, gateway.id, ms, seq)
                                .getBytes(UTF_8);
                return new Arrival(
                        session,
                        messageId,
                        1,
                        "lifeline/v1/" + gateway.id + "/readings",
                        payload,
                        gateway.resends,
                        gateway.resends ? oldest : null,
                        "",
                        "",
                        0,
                        nowNs);
            }
        }
    }
}
