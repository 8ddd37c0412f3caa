package city.lifeline.launcher.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ConsumerLagTest {

    private static final TopicPartition A = new TopicPartition("t", 0);
    private static final TopicPartition B = new TopicPartition("t", 1);

    @Test
    void countsWhatIsNotCommitted() {
        assertEquals(
                7, ConsumerLag.behind(Map.of(A, 0L, B, 0L), Map.of(A, 10L, B, 2L), Map.of(A, 5L)));
        assertEquals(0, ConsumerLag.behind(Map.of(A, 0L), Map.of(A, 10L), Map.of(A, 10L)));
    }

    @Test
    void whatWasDeletedNeedsNoConsumer() {
        assertEquals(0, ConsumerLag.behind(Map.of(A, 10L), Map.of(A, 10L), Map.of()));
        assertEquals(3, ConsumerLag.behind(Map.of(A, 7L), Map.of(A, 10L), Map.of(A, 2L)));
    }

    @Test
    void anOffsetBeyondTheEndIsNoLag() {
        assertEquals(0, ConsumerLag.behind(Map.of(A, 0L), Map.of(A, 10L), Map.of(A, 12L)));
    }
}
