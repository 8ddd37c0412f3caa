package city.lifeline.alerting.kafka;

import city.lifeline.model.KafkaTopics;
import city.lifeline.model.PointStatus;
import city.lifeline.model.wire.PointStatusCodec;
import city.lifeline.model.wire.UndecodableException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads {@code lifeline.point-status} from its beginning: compacted, it is all that is known. */
public final class PointStatusConsumer implements SupervisedThread.Task {

    private static final Logger LOG = LoggerFactory.getLogger(PointStatusConsumer.class);

    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConnection kafka;
    private final Consumer<PointStatus> statuses;

    public PointStatusConsumer(KafkaConnection kafka, Consumer<PointStatus> statuses) {
        this.kafka = kafka;
        this.statuses = statuses;
    }

    @Override
    public void run(SupervisedThread.Supervisor supervisor) {
        try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer(KafkaConnection.Bounds.SEEN)) {
            List<TopicPartition> partitions =
                    KafkaConnection.partitions(consumer, KafkaTopics.POINT_STATUS);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (supervisor.goOn()) {
                for (ConsumerRecord<byte[], byte[]> one : consumer.poll(POLL)) {
                    byte[] value = one.value();
                    if (value != null) {
                        take(one, value);
                    }
                }
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> one, byte[] value) {
        try {
            statuses.accept(PointStatusCodec.decode(value));
        } catch (UndecodableException e) {
            // The next status of the point replaces it within seconds.
            LOG.warn("{}-{} at {}: {}", one.topic(), one.partition(), one.offset(), e.getMessage());
        }
    }
}
