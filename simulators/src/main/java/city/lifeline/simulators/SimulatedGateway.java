package city.lifeline.simulators;

import city.lifeline.gateway.GatewayBlock;
import city.lifeline.gateway.GatewayClient;
import city.lifeline.gateway.GatewayReading;
import city.lifeline.model.Block;
import city.lifeline.model.RunClock;
import city.lifeline.simulators.city.GatewayTrouble;
import city.lifeline.simulators.city.SimulatedCity;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One gateway in a thread of its own: publishes what its points read, when they read it. */
final class SimulatedGateway implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(SimulatedGateway.class);

    private static final int MAX_SAMPLES = 4_000;
    // Readings of so short a time share a message.
    private static final Duration GATHER = Duration.ofMillis(200);
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofSeconds(5);
    // After a longer standstill the simulator goes on from now instead of making up for it.
    private static final Duration MOST_BEHIND = Duration.ofHours(6);

    private final String id;
    private final GatewayClient client;
    private final GatewaySchedule schedule;
    private final SimulatedCity city;
    // Readings that come out of order, with when they go.
    private final PriorityQueue<Held> held =
            new PriorityQueue<>(Comparator.comparingLong(Held::untilUs));
    private double twice;
    private final RunClock clock;
    private final InstantSource wall;
    private final AtomicLong samples = new AtomicLong();

    private record Held(long untilUs, Block block) {}

    SimulatedGateway(
            String id,
            GatewayClient client,
            GatewaySchedule schedule,
            SimulatedCity city,
            RunClock clock,
            InstantSource wall) {
        this.id = id;
        this.client = client;
        this.schedule = schedule;
        this.city = city;
        this.clock = clock;
        this.wall = wall;
    }

    String id() {
        return id;
    }

    long samples() {
        return samples.get();
    }

    /**
     * Cuts the connection to the broker, or lets the client connect again. What is measured
     * meanwhile waits in the client's store, in its order.
     */
    void connect() {
        boolean out = city.trouble(id, nowUs()).isOut();
        if (out != client.isOffline()) {
            log.info("{} {}", id, out ? "is cut off" : "is connected again");
            client.offline(out);
        }
    }

    /** Whether it is connected, or cut off on purpose. */
    boolean isWell() {
        return client.isOffline() || client.status().connected();
    }

    GatewayClient.Status status() {
        return client.status();
    }

    @Override
    public void run() {
        try {
            while (true) {
                publishDue();
                sleepUntilDue();
            }
        } catch (InterruptedException | IllegalStateException e) {
            // The simulator stops and has closed the client.
        }
    }

    private void publishDue() throws InterruptedException {
        long nowUs = nowUs();
        GatewayTrouble trouble = city.trouble(id, nowUs);
        long behindUs = nowUs - schedule.nextUs();
        if (behindUs > MOST_BEHIND.toNanos() / 1_000) {
            log.warn(
                    "{} is {} behind and goes on from now",
                    id,
                    Duration.ofMillis(behindUs / 1_000));
            schedule.skipTo(nowUs);
        }
        List<Block> due = schedule.due(nowUs, MAX_SAMPLES);
        while (!due.isEmpty()) {
            publishIn(trouble, due, nowUs);
            nowUs = nowUs();
            due = schedule.due(nowUs, MAX_SAMPLES);
        }
        List<Block> released = new ArrayList<>();
        while (!held.isEmpty() && held.peek().untilUs() <= nowUs) {
            released.add(held.remove().block());
        }
        if (!released.isEmpty()) {
            publish(released, nowUs);
        }
    }

    /** Publishes as a gateway does that has this trouble. */
    private void publishIn(GatewayTrouble trouble, List<Block> due, long nowUs)
            throws InterruptedException {
        List<Block> blocks = due;
        if (trouble.heldS() > 0 || city.holdsReadingsBack()) {
            blocks = new ArrayList<>();
            for (int i = 0; i < due.size(); i++) {
                Block block = due.get(i);
                double heldS =
                        i % 2 == 1 && trouble.heldS() > 0
                                ? trouble.heldS()
                                : city.heldS(block.point(), block.startUs());
                if (heldS == 0) {
                    blocks.add(block);
                } else {
                    held.add(new Held(block.startUs() + us(heldS), block));
                }
            }
        }
        long aheadUs = us(trouble.clockS());
        if (aheadUs != 0) {
            blocks = blocks.stream().map(block -> shifted(block, aheadUs)).toList();
        }
        if (blocks.isEmpty()) {
            return;
        }
        publish(blocks, nowUs + aheadUs);
        twice += trouble.twice();
        if (twice >= 1) {
            twice -= 1;
            publish(blocks, nowUs + aheadUs);
        }
    }

    private static Block shifted(Block block, long byUs) {
        return Block.regular(
                block.point(), block.startUs() + byUs, block.intervalUs(), block.values());
    }

    private static long us(double seconds) {
        return Math.round(seconds * 1e6);
    }

    /** Single samples travel as readings, others as blocks. */
    static void split(List<Block> due, List<GatewayReading> readings, List<GatewayBlock> blocks) {
        for (Block block : due) {
            if (block.size() == 1) {
                readings.add(GatewayReading.good(block.point(), block.startUs(), block.value(0)));
            } else {
                blocks.add(
                        GatewayBlock.good(
                                block.point(),
                                block.startUs(),
                                block.intervalUs(),
                                block.values()));
            }
        }
    }

    private void publish(List<Block> due, long nowUs) throws InterruptedException {
        List<GatewayReading> readings = new ArrayList<>();
        List<GatewayBlock> blocks = new ArrayList<>();
        split(due, readings, blocks);
        int count = due.stream().mapToInt(Block::size).sum();
        while (true) {
            try {
                client.publish(readings, blocks, nowUs);
                samples.addAndGet(count);
                return;
            } catch (IOException e) {
                log.error(
                        "{} cannot keep a message: {}; trying again in {}",
                        id,
                        e.getMessage(),
                        RETRY);
                TimeUnit.NANOSECONDS.sleep(RETRY.toNanos());
            }
        }
    }

    private void sleepUntilDue() throws InterruptedException {
        double waitNs = (schedule.nextUs() - nowUs()) * 1_000.0 / clock.speed();
        long boundedNs = Math.round(Math.min(waitNs, 1e9 * LONGEST_SLEEP.toSeconds()));
        TimeUnit.NANOSECONDS.sleep(Math.max(GATHER.toNanos(), boundedNs));
    }

    private long nowUs() {
        return clock.runUs(ChronoUnit.MICROS.between(java.time.Instant.EPOCH, wall.instant()));
    }
}
