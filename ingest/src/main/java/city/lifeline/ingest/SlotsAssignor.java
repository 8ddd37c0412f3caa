package city.lifeline.ingest;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Deals out as many partitions as there are slots, even if the topic has more. The name says how
 * many, so Kafka keeps an instance that was given another number out of the group.
 */
public final class SlotsAssignor extends CooperativeStickyAssignor implements Configurable {

    /** Key of the consumer's configuration that holds the number of partitions. */
    static final String PARTITIONS = "lifeline.ingest.parts";

    private int partitions;

    /** For Kafka, which configures what it makes. */
    public SlotsAssignor() {}

    @Override
    public void configure(Map<String, ?> configs) {
        if (!(configs.get(PARTITIONS) instanceof Integer count)) {
            throw new IllegalArgumentException(PARTITIONS + " is missing");
        }
        partitions = count;
    }

    @Override
    public String name() {
        return "lifeline-slots-" + partitions;
    }

    @Override
    public Map<String, List<TopicPartition>> assignPartitions(
            Map<String, List<PartitionInfo>> partitionsPerTopic,
            Map<String, Subscription> subscriptions) {
        Map<String, List<PartitionInfo>> used = new HashMap<>();
        partitionsPerTopic.forEach(
                (topic, infos) ->
                        used.put(
                                topic,
                                infos.stream()
                                        .filter(info -> info.partition() < partitions)
                                        .toList()));
        return super.assignPartitions(used, subscriptions);
    }
}
