package city.lifeline.simulators.replay;

import city.lifeline.gateway.GatewayBlock;
import city.lifeline.gateway.GatewayReading;
import city.lifeline.model.Block;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Puts blocks into messages, gateway by gateway, so that every message is in time by the run's
 * clock, which is the newest {@code sentAt} of any gateway.
 *
 * <p>With {@code late} as the distance from the clock at which a reading counts as late: a message
 * spans at most three fifths of it, and the clock is not moved further than four fifths beyond the
 * oldest reading that another gateway has under way.
 */
final class Outbox implements AutoCloseable {

    private static final int MAX_SAMPLES = 4_000;
    private static final int MAX_ITEMS = 500;
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final long spanUs;
    private final long aheadUs;
    private final Function<String, Publisher> publishers;
    // Read by the monitor's thread.
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
    private final AtomicLong readings = new AtomicLong();
    private final AtomicLong messages = new AtomicLong();
    private long firstUs = Long.MAX_VALUE;
    private long lastUs = Long.MIN_VALUE;
    private long clockUs = Long.MIN_VALUE;

    Outbox(Duration lateAfter, Function<String, Publisher> publishers) {
        long lateUs = lateAfter.toNanos() / 1_000;
        this.spanUs = lateUs * 3 / 5;
        this.aheadUs = lateUs * 4 / 5;
        this.publishers = publishers;
    }

    /**
     * Adds a block, publishing what does not go into one message with it.
     *
     * @param atUs when it is complete; not before that of any block before
     */
    void add(Channels.Channel channel, Block block, long atUs)
            throws IOException, InterruptedException {
        Lane lane =
                lanes.computeIfAbsent(
                        channel.gateway(), gateway -> new Lane(publishers.apply(gateway)));
        if (atUs - oldestPendingUs() > spanUs
                || lane.items() >= MAX_ITEMS
                || lane.samples + block.size() > MAX_SAMPLES) {
            flush();
        }
        lane.add(channel, block, atUs);
        firstUs = Math.min(firstUs, block.startUs());
        lastUs = Math.max(lastUs, block.endUs());
    }

    /** Publishes all that waits, the oldest message first. */
    void flush() throws IOException, InterruptedException {
        List<Lane> waiting =
                lanes.values().stream()
                        .filter(lane -> lane.items() > 0)
                        .sorted(Comparator.comparingLong(lane -> lane.newestUs))
                        .toList();
        for (Lane lane : waiting) {
            clockUs = Math.max(clockUs, lane.newestUs);
            for (Lane other : lanes.values()) {
                if (other != lane && clockUs - other.oldestUnderWayUs() > aheadUs) {
                    other.awaitAllAcknowledged();
                }
            }
            lane.publish(clockUs);
            readings.addAndGet(lane.publishedSamples);
            messages.incrementAndGet();
        }
    }

    void awaitAllAcknowledged() throws InterruptedException {
        for (Lane lane : lanes.values()) {
            lane.awaitAllAcknowledged();
        }
    }

    private long oldestPendingUs() {
        long oldest = Long.MAX_VALUE;
        for (Lane lane : lanes.values()) {
            oldest = Math.min(oldest, lane.oldestUs);
        }
        return oldest;
    }

    long readings() {
        return readings.get();
    }

    long messages() {
        return messages.get();
    }

    long firstUs() {
        return firstUs;
    }

    long lastUs() {
        return lastUs;
    }

    long acknowledged() {
        return publishers().stream().mapToLong(Publisher::acknowledged).sum();
    }

    long resends() {
        return publishers().stream().mapToLong(Publisher::resends).sum();
    }

    /** Why it gets nowhere, gateway by gateway; empty if nothing is known to be wrong. */
    String fault() {
        List<String> faults = new ArrayList<>();
        lanes.forEach(
                (gateway, lane) -> {
                    if (!lane.publisher.fault().isEmpty()) {
                        faults.add(gateway + ": " + lane.publisher.fault());
                    }
                });
        return String.join("; ", faults);
    }

    List<String> gateways() {
        return lanes.keySet().stream().sorted().toList();
    }

    private Collection<Publisher> publishers() {
        return lanes.values().stream().map(lane -> lane.publisher).toList();
    }

    @Override
    public void close() {
        publishers().forEach(Publisher::close);
    }

    /** One gateway's. */
    private static final class Lane {

        private final Publisher publisher;
        private List<GatewayReading> pendingReadings = new ArrayList<>();
        private List<GatewayBlock> pendingBlocks = new ArrayList<>();
        private int samples;
        private long oldestUs = Long.MAX_VALUE;
        private long newestUs = Long.MIN_VALUE;
        private int publishedSamples;
        private final ArrayDeque<UnderWay> underWay = new ArrayDeque<>();

        private record UnderWay(long seq, long oldestUs) {}

        Lane(Publisher publisher) {
            this.publisher = publisher;
        }

        int items() {
            return pendingReadings.size() + pendingBlocks.size();
        }

        void add(Channels.Channel channel, Block block, long atUs) {
            if (block.size() == 1) {
                pendingReadings.add(
                        new GatewayReading(
                                block.point(),
                                block.startUs(),
                                block.value(0),
                                channel.unit(),
                                block.quality()));
            } else {
                pendingBlocks.add(
                        new GatewayBlock(
                                block.point(),
                                block.startUs(),
                                block.intervalUs(),
                                block.offsetsUs(),
                                block.values(),
                                channel.unit(),
                                block.quality()));
            }
            samples += block.size();
            oldestUs = Math.min(oldestUs, block.startUs());
            newestUs = Math.max(newestUs, atUs);
        }

        void publish(long sentAtUs) throws IOException, InterruptedException {
            long seq = publisher.publish(pendingReadings, pendingBlocks, sentAtUs);
            underWay.add(new UnderWay(seq, oldestUs));
            publishedSamples = samples;
            // The publisher may still hold the lists.
            pendingReadings = new ArrayList<>();
            pendingBlocks = new ArrayList<>();
            samples = 0;
            oldestUs = Long.MAX_VALUE;
            newestUs = Long.MIN_VALUE;
        }

        long oldestUnderWayUs() {
            long acknowledged = publisher.acknowledged();
            while (!underWay.isEmpty() && underWay.peek().seq() <= acknowledged) {
                underWay.remove();
            }
            return underWay.isEmpty() ? Long.MAX_VALUE : underWay.peek().oldestUs();
        }

        void awaitAllAcknowledged() throws InterruptedException {
            while (!publisher.awaitAllAcknowledged(WAIT)) {
                // The monitor interrupts when there is no progress at all.
            }
        }
    }
}
