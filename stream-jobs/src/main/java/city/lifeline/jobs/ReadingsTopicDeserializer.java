package city.lifeline.jobs;

import city.lifeline.model.ReadingsRecord;
import city.lifeline.model.wire.ReadingsCodec;
import city.lifeline.model.wire.UndecodableException;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records of a readings topic, as what a job makes of them. What cannot be decoded is counted and
 * passed over.
 */
public abstract class ReadingsTopicDeserializer<T> implements KafkaRecordDeserializationSchema<T> {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ReadingsTopicDeserializer.class);

    private transient FaultCounter undecodable;

    // Flink calls open before anything else.
    @SuppressWarnings("NullAway.Init")
    protected ReadingsTopicDeserializer() {}

    @Override
    public final void open(DeserializationSchema.InitializationContext context) {
        undecodable =
                new FaultCounter(
                        context.getMetricGroup().counter("undecodableRecords"),
                        LOG,
                        "Passed over a record");
    }

    @Override
    public final void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<T> out) {
        try {
            if (record.value() == null) {
                throw new UndecodableException("a readings record without a value");
            }
            collect(record.topic(), ReadingsCodec.decode(record.value()), out);
        } catch (UndecodableException e) {
            undecodable.report(
                    "%s-%d@%d: %s"
                            .formatted(
                                    record.topic(),
                                    record.partition(),
                                    record.offset(),
                                    e.getMessage()));
        }
    }

    /** Hands on what the job wants of a record. */
    protected abstract void collect(String kafkaTopic, ReadingsRecord record, Collector<T> out);
}
