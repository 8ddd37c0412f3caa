package city.lifeline.ingest;

import city.lifeline.model.KafkaTopics;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.RegistryEntry;
import city.lifeline.model.wire.RegistryCodec;
import city.lifeline.model.wire.UndecodableException;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows {@code lifeline.registry} on a thread of its own. */
final class RegistryFollower implements Installed {

    private static final Logger log = LoggerFactory.getLogger(RegistryFollower.class);

    private static final String GATEWAY_KEY = "gateway/";
    private static final String POINT_KEY = "point/";
    private static final Duration QUIET = Duration.ofSeconds(1);

    private final Supplier<? extends Consumer<String, byte[]>> consumers;
    private final Map<String, Point> points = new ConcurrentHashMap<>();
    private final Map<Address, Point> byAddress = new ConcurrentHashMap<>();
    private final Set<String> gateways = ConcurrentHashMap.newKeySet();
    private final CountDownLatch loaded = new CountDownLatch(1);
    private final Thread thread = new Thread(this::follow, "registry");
    private volatile boolean closed;
    private volatile @Nullable CompactedTopic topic;

    private record Address(String gateway, String address) {}

    RegistryFollower(Supplier<? extends Consumer<String, byte[]>> consumers) {
        this.consumers = consumers;
        this.thread.setDaemon(true);
    }

    /** Returns when the registry was read. An empty one is not a city yet: it is waited for. */
    void start() throws InterruptedException {
        thread.start();
        loaded.await();
        log.info("registry: {} gateways, {} points", gateways.size(), points.size());
    }

    boolean isLoaded() {
        return loaded.getCount() == 0;
    }

    @Override
    public @Nullable Point point(String id) {
        return points.get(id);
    }

    @Override
    public @Nullable Point pointAt(String gateway, String address) {
        Point addressed = byAddress.get(new Address(gateway, address));
        if (addressed != null) {
            return addressed;
        }
        Point point = points.get(address);
        int slash = address.indexOf('/');
        if (point != null || slash < 0) {
            return point;
        }
        return points.get(address.substring(0, slash) + '-' + address.substring(slash + 1));
    }

    @Override
    public boolean hasGateway(String id) {
        return gateways.contains(id);
    }

    /** Ids of all gateways; a view that changes with the registry. */
    Set<String> gateways() {
        return Collections.unmodifiableSet(gateways);
    }

    int pointCount() {
        return points.size();
    }

    private void follow() {
        while (!closed) {
            try (CompactedTopic opened =
                    new CompactedTopic(consumers.get(), KafkaTopics.REGISTRY)) {
                topic = opened;
                opened.readToEnd(this::take);
                awaitFirst(opened);
                loaded.countDown();
                while (!closed) {
                    opened.poll(this::take);
                }
            } catch (WakeupException e) {
                return;
            } catch (KafkaException e) {
                log.warn("the registry is read again: {}", e.getMessage());
            }
        }
    }

    /** A registry that is being written for the first time comes record by record. */
    private void awaitFirst(CompactedTopic opened) {
        if (!gateways.isEmpty()) {
            return;
        }
        log.info("waiting for the registry: {} is empty", KafkaTopics.REGISTRY);
        long quietSinceNs = System.nanoTime();
        while (!closed
                && (gateways.isEmpty() || System.nanoTime() - quietSinceNs < QUIET.toNanos())) {
            if (opened.poll(this::take) > 0) {
                quietSinceNs = System.nanoTime();
            }
        }
    }

    private void take(String key, byte @Nullable [] value) {
        if (value == null) {
            if (key.startsWith(POINT_KEY)) {
                forget(points.remove(key.substring(POINT_KEY.length())));
            } else if (key.startsWith(GATEWAY_KEY)) {
                gateways.remove(key.substring(GATEWAY_KEY.length()));
            }
            return;
        }
        try {
            RegistryEntry entry = RegistryCodec.decode(value);
            if (entry instanceof RegistryEntry.OfPoint of) {
                Point point = of.point();
                forget(points.put(point.id(), point));
                if (!point.address().isEmpty()) {
                    byAddress.put(new Address(point.gateway(), point.address()), point);
                }
            } else if (entry instanceof RegistryEntry.OfGateway of) {
                gateways.add(of.gateway().id());
            }
        } catch (UndecodableException e) {
            log.error("the registry entry {} is left as it was: {}", key, e.getMessage());
        }
    }

    private void forget(@Nullable Point former) {
        if (former != null && !former.address().isEmpty()) {
            byAddress.remove(new Address(former.gateway(), former.address()), former);
        }
    }

    void stop() throws InterruptedException {
        closed = true;
        CompactedTopic current = topic;
        if (current != null) {
            current.wakeUp();
        }
        thread.join(3_000);
    }
}
