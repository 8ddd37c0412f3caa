package city.lifeline.alerting.consumed;

import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** Records that are kept apart because nobody can make anything of them. */
public final class UndecodableRecords {

    private final JdbcTemplate jdbc;

    public UndecodableRecords(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    void insert(String kafkaTopic, List<UndecodableRecord> records) {
        jdbc.batchUpdate(
                """
                insert into undecodable_records
                    (kafka_topic, kafka_partition, kafka_offset, record_key, record_value, reason)
                values (?, ?, ?, ?, ?, ?)
                on conflict do nothing
                """,
                records,
                Math.max(1, records.size()),
                (statement, undecodable) -> {
                    statement.setString(1, kafkaTopic);
                    statement.setInt(2, undecodable.record().partition());
                    statement.setLong(3, undecodable.record().offset());
                    statement.setBytes(4, undecodable.record().key());
                    statement.setBytes(5, undecodable.record().value());
                    statement.setString(6, undecodable.reason());
                });
    }
}
