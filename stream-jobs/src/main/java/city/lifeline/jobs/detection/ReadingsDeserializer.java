package city.lifeline.jobs.detection;

import city.lifeline.jobs.FaultCounter;
import city.lifeline.model.ReadingsRecord;
import city.lifeline.model.wire.ReadingsCodec;
import city.lifeline.model.wire.UndecodableException;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records of a readings topic. What cannot be decoded is counted and passed over. */
final class ReadingsDeserializer implements KafkaRecordDeserializationSchema<ReadingsRecord> {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ReadingsDeserializer.class);

    private transient FaultCounter undecodable;

    // Flink calls open before anything else.
    @SuppressWarnings("NullAway.Init")
    ReadingsDeserializer() {}

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        undecodable =
                new FaultCounter(
                        context.getMetricGroup().counter("undecodableRecords"),
                        LOG,
                        "Passed over a record");
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<ReadingsRecord> out) {
        try {
            if (record.value() == null) {
                throw new UndecodableException("a readings record without a value");
            }
            out.collect(ReadingsCodec.decode(record.value()));
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

    @Override
    public TypeInformation<ReadingsRecord> getProducedType() {
        return TypeInformation.of(ReadingsRecord.class);
    }
}
