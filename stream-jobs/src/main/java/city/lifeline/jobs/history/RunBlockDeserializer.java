package city.lifeline.jobs.history;

import city.lifeline.jobs.FaultCounter;
import city.lifeline.model.Block;
import city.lifeline.model.Runs;
import city.lifeline.model.wire.ReadingsCodec;
import city.lifeline.model.wire.UndecodableException;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Blocks of any run's readings topic. Clocks, and what cannot be decoded, are passed over. */
final class RunBlockDeserializer implements KafkaRecordDeserializationSchema<RunBlock> {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(RunBlockDeserializer.class);

    private transient FaultCounter undecodable;

    // Flink calls open before anything else.
    @SuppressWarnings("NullAway.Init")
    RunBlockDeserializer() {}

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        undecodable =
                new FaultCounter(
                        context.getMetricGroup().counter("undecodableRecords"),
                        LOG,
                        "Passed over a record");
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<RunBlock> out) {
        try {
            if (record.value() == null) {
                throw new UndecodableException("a readings record without a value");
            }
            Block block = ReadingsCodec.decode(record.value()).block();
            if (block != null) {
                out.collect(new RunBlock(Runs.ofReadingsTopic(record.topic()), block));
            }
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
    public TypeInformation<RunBlock> getProducedType() {
        return TypeInformation.of(RunBlock.class);
    }
}
