package city.lifeline.launcher.client;

import city.lifeline.launcher.server.KafkaAdmin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a consumer is behind the end of a topic.
 *
 * @param records produced, and not yet committed by the consumer
 */
public record ConsumerLag(String group, String kafkaTopic, long records) {

    /** Of all groups that have committed anything. Flink's jobs commit with each checkpoint. */
    public static List<ConsumerLag> all(KafkaAdmin kafka)
            throws ExecutionException, InterruptedException, TimeoutException {
        List<ConsumerLag> lags = new ArrayList<>();
        for (String group : kafka.groups().stream().sorted().toList()) {
            Map<TopicPartition, Long> committed = kafka.committed(group);
            Map<String, Long> byTopic = new TreeMap<>();
            for (String topic :
                    committed.keySet().stream().map(TopicPartition::topic).distinct().toList()) {
                if (kafka.exists(topic)) {
                    byTopic.put(topic, behind(kafka.begins(topic), kafka.ends(topic), committed));
                }
            }
            byTopic.forEach((topic, records) -> lags.add(new ConsumerLag(group, topic, records)));
        }
        return lags;
    }

    /**
     * Records between what is committed and the end.
     *
     * @param begins where each partition's first record is: a partition never committed counts from
     *     there
     */
    public static long behind(
            Map<TopicPartition, Long> begins,
            Map<TopicPartition, Long> ends,
            Map<TopicPartition, Long> committed) {
        return ends.entrySet().stream()
                .mapToLong(
                        end -> {
                            long begin = begins.getOrDefault(end.getKey(), 0L);
                            long from =
                                    Math.max(begin, committed.getOrDefault(end.getKey(), begin));
                            return Math.max(0, end.getValue() - from);
                        })
                .sum();
    }
}
