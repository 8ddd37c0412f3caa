package city.lifeline.jobs.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import city.lifeline.jobs.CountingContext;
import city.lifeline.model.Block;
import city.lifeline.model.ReadingsRecord;
import city.lifeline.model.wire.ReadingsCodec;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class ReadingsDeserializerTest {

    @Test
    void passesOverAndCountsWhatItCannotDecode() {
        CountingContext context = new CountingContext();
        ReadingsDeserializer deserializer = new ReadingsDeserializer();
        deserializer.open(context);
        List<ReadingsRecord> records = new ArrayList<>();
        Block block = Block.single("P-0", 1, 2);
        for (byte[] value :
                new byte[][] {
                    {1, 2, 3},
                    null,
                    {},
                    ReadingsCodec.encode(block),
                    ReadingsCodec.encodeClock(ReadingsRecord.clock(7))
                }) {
            deserializer.deserialize(
                    new ConsumerRecord<>("lifeline.readings", 0, 0, null, value),
                    new ListCollector<>(records));
        }
        assertEquals(List.of(ReadingsRecord.of(block), ReadingsRecord.clock(7)), records);
        assertEquals(3, context.count("undecodableRecords"));
    }
}
