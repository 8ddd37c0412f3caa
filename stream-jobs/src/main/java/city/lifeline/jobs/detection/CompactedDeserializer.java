package city.lifeline.jobs.detection;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records of compacted topics, as they are. */
final class CompactedDeserializer implements KafkaRecordDeserializationSchema<CompactedRecord> {

    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<CompactedRecord> out) {
        out.collect(KafkaCompactedTopics.of(record));
    }

    @Override
    public TypeInformation<CompactedRecord> getProducedType() {
        return TypeInformation.of(CompactedRecord.class);
    }
}
