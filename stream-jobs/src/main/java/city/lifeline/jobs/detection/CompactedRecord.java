package city.lifeline.jobs.detection;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A record of a compacted topic: rules or registry. Undecoded, so that what is in it may be any
 * type and need not travel as one.
 *
 * @param offset tells which of two records of a partition is the newer one
 * @param value null: the key is removed
 */
public record CompactedRecord(
        String topic, int partition, long offset, String key, byte @Nullable [] value) {

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CompactedRecord that
                && topic.equals(that.topic)
                && partition == that.partition
                && offset == that.offset
                && key.equals(that.key)
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * topic.hashCode() + Long.hashCode(offset);
    }

    @Override
    public String toString() {
        return "CompactedRecord[%s-%d@%d %s]".formatted(topic, partition, offset, key);
    }
}
