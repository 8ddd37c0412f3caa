package city.lifeline.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.gateway.GatewayBlock;
import city.lifeline.gateway.GatewayClient;
import city.lifeline.gateway.GatewayReading;
import city.lifeline.model.Block;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a test's gateways publish: message n has a reading n of the point {@code <gateway>-a}, and a
 * block of n of {@code <gateway>-b}.
 */
final class NumberedReadings {

    private NumberedReadings() {}

    /** Publishes the messages 1 to {@code count}, on a thread of its own. */
    static Thread publish(GatewayClient client, String gateway, int count) {
        Thread publisher =
                new Thread(() -> publishAll(client, gateway, count), "publish-" + gateway);
        publisher.start();
        return publisher;
    }

    private static void publishAll(GatewayClient client, String gateway, int count) {
        try {
            for (int i = 1; i <= count; i++) {
                long us = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
                client.publish(
                        List.of(GatewayReading.good(gateway + "-a", us, i)),
                        List.of(GatewayBlock.good(gateway + "-b", us, 1_000, new double[] {i, i})),
                        us);
            }
        } catch (InterruptedException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Checks that every message came, and that the first records of each point came in the order of
     * the messages; repeats may follow.
     *
     * @param blocks those of other gateways are passed over
     */
    static void assertComplete(
            Iterable<Block> blocks, List<String> gateways, int count, String where) {
        Map<String, Set<Long>> seen = new HashMap<>();
        for (String gateway : gateways) {
            seen.put(gateway + "-a", new HashSet<>());
            seen.put(gateway + "-b", new HashSet<>());
        }
        Map<String, Long> last = new HashMap<>();
        for (Block block : blocks) {
            Set<Long> numbers = seen.get(block.point());
            if (numbers != null && numbers.add(block.seq())) {
                Long before = last.put(block.point(), block.seq());
                assertTrue(before == null || before < block.seq(), where + ": " + block);
                assertEquals((double) block.seq(), block.value(0), where);
            }
        }
        seen.forEach((point, numbers) -> assertEquals(count, numbers.size(), where + ": " + point));
    }
}
