package city.lifeline.jobs.detection;

import city.lifeline.jobs.ReadingsTopicDeserializer;
import city.lifeline.model.ReadingsRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.Collector;

/** Every record of a run's readings topic, clocks among them. */
final class ReadingsDeserializer extends ReadingsTopicDeserializer<ReadingsRecord> {

    private static final long serialVersionUID = 1L;

    @Override
    protected void collect(
            String kafkaTopic, ReadingsRecord record, Collector<ReadingsRecord> out) {
        out.collect(record);
    }

    @Override
    public TypeInformation<ReadingsRecord> getProducedType() {
        return TypeInformation.of(ReadingsRecord.class);
    }
}
