package city.lifeline.jobs.history;

import city.lifeline.jobs.ReadingsTopicDeserializer;
import city.lifeline.model.Block;
import city.lifeline.model.ReadingsRecord;
import city.lifeline.model.Runs;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.Collector;

/** Blocks of any run's readings topic, without its clocks. */
final class RunBlockDeserializer extends ReadingsTopicDeserializer<RunBlock> {

    private static final long serialVersionUID = 1L;

    @Override
    protected void collect(String kafkaTopic, ReadingsRecord record, Collector<RunBlock> out) {
        Block block = record.block();
        if (block != null) {
            out.collect(new RunBlock(Runs.ofReadingsTopic(kafkaTopic), block));
        }
    }

    @Override
    public TypeInformation<RunBlock> getProducedType() {
        return TypeInformation.of(RunBlock.class);
    }
}
