package city.lifeline.alerting.consumed;

import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How far each partition is in the database: the truth about what is consumed, not Kafka's. */
public final class ConsumedOffsets {

    /** Stands for a partition of which nothing is stored yet. */
    public static final long NONE = -1;

    private final JdbcClient jdbc;

    public ConsumedOffsets(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Next offset by partition. */
    public Map<Integer, Long> load(String kafkaTopic) {
        Map<Integer, Long> offsets = new HashMap<>();
        jdbc.sql(
                        "select kafka_partition, next_offset from consumed_offsets"
                                + " where kafka_topic = ?")
                .param(kafkaTopic)
                .query(
                        (row, n) ->
                                offsets.put(
                                        row.getInt("kafka_partition"), row.getLong("next_offset")))
                .list();
        return offsets;
    }

    /**
     * Moves a partition on, inside the caller's transaction, and so keeps every other writer out
     * until it ends.
     *
     * @param expected as {@link #load} gave it, or {@link #NONE}
     * @throws OffsetsMovedException if it is somewhere else by now
     */
    void advance(String kafkaTopic, int partition, long expected, long next) {
        int moved =
                jdbc.sql(
                                """
                                insert into consumed_offsets (kafka_topic, kafka_partition, next_offset)
                                values (:topic, :partition, :next)
                                on conflict (kafka_topic, kafka_partition)
                                do update set next_offset = excluded.next_offset
                                where consumed_offsets.next_offset = :expected
                                """)
                        .param("topic", kafkaTopic)
                        .param("partition", partition)
                        .param("next", next)
                        .param("expected", expected)
                        .update();
        if (moved == 0) {
            throw new OffsetsMovedException(kafkaTopic, partition, expected);
        }
    }
}
