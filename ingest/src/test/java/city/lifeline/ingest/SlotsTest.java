package city.lifeline.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.ingest.sequence.ProgressCodec;
import city.lifeline.ingest.sequence.SequenceSet;
import city.lifeline.ingest.sequence.SequenceTracker;
import city.lifeline.model.KafkaTopics;
import city.lifeline.model.ReadingsRecord;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Test;

class SlotsTest {

    private static final Routes ROUTES =
            Routes.standard("lifeline/v1", "lifeline/run", "lifeline/thingsboard");
    private static final Slots THREE = new Slots(3);

    private static Route.Match match(String mqttTopic) {
        return Objects.requireNonNull(ROUTES.match(mqttTopic));
    }

    @Test
    void theSlotOfAGatewayIsWhatAnyoneCanWorkOut() {
        // python3 -c 'import zlib; print(zlib.crc32(b"GW-1") % 3)'
        assertEquals(
                List.of(1, 1, 2), List.of(THREE.of("GW-1"), THREE.of("GW-2"), THREE.of("GW-3")));
        assertEquals(0, new Slots(1).of("GW-1"));
    }

    @Test
    void theRestIsAPartOfItsOwnOnceThereAreSeveralSlots() {
        assertEquals(1, new Slots(1).parts());
        assertEquals(4, THREE.parts());
        assertEquals("rest", THREE.name(3));
        assertEquals("2", THREE.name(2));
    }

    @Test
    void theTopicOfTheSlotsIsOnAsManyBrokersAsTheReadings() {
        List<Node> three = List.of(new Node(1, "a", 1), new Node(2, "b", 1), new Node(3, "c", 1));
        TopicDescription readings =
                new TopicDescription(
                        KafkaTopics.READINGS,
                        false,
                        List.of(new TopicPartitionInfo(0, three.get(0), three, three)));
        NewTopic topic = SlotsTopic.topic(THREE.parts(), readings);
        assertEquals(3, topic.replicationFactor());
        assertEquals(4, topic.numPartitions());
    }

    @Test
    void aSlotVouchesForItsOwnPartOfTheLiveRunOnly() {
        Share share = Share.slot(THREE, 1);
        assertEquals(ReadingsRecord.clock(7, 9, 1, 3), share.clock("live", 7, 9));
        assertNull(share.clock("winter", 7, 9));
    }

    @Test
    void aSlotGoesOnFromItsOwnGatewaysProgress() {
        Share share = Share.slot(THREE, THREE.of("GW-3"));
        assertTrue(share.restores("live/GW-3"));
        assertFalse(share.restores("live/GW-1"));
        assertFalse(share.restores("winter/GW-3"));
        assertFalse(share.restores("*rest/GW-3"));
    }

    @Test
    void theRestTakesRunsAsideAndWhomNoSlotHears() {
        Share share = Share.rest(Set.of("GW-1")::contains);
        assertFalse(share.takes(match("lifeline/v1/GW-1/readings")));
        assertTrue(share.takes(match("lifeline/v1/GW-2/readings")));
        assertTrue(share.takes(match("lifeline/run/winter/GW-1/readings")));
        assertNull(share.clock("live", 7, 9));
        assertEquals(ReadingsRecord.clock(7, 9, 0, 1), share.clock("winter", 7, 9));
    }

    @Test
    void theRestKeepsItsProgressApartFromTheSlots() {
        Share share = Share.rest(gateway -> false);
        String key = share.progressKey(match("lifeline/v1/GW-2/readings"));
        assertTrue(share.restores(key));
        assertFalse(share.restores("live/GW-2"));
        assertTrue(share.restores("winter/GW-2"));
    }

    @Test
    void aGatewaysFiltersAreItsOwnTopicsAndThoseOfNoRunAside() {
        Routes routes =
                Routes.parse(
                        "lifeline/v1/{gateway}/readings=lifeline-json,"
                                + "lifeline/run/{run}/{gateway}/readings=lifeline-json,"
                                + "old/+/{gateway}=lifeline-json,"
                                + "plant@GW-2=lifeline-json");
        assertEquals(
                Set.of("lifeline/v1/GW-1/readings", "old/+/GW-1"),
                Set.copyOf(routes.liveTopicFilters("GW-1")));
        assertTrue(routes.liveTopicFilters("GW-2").contains("plant"));
    }

    @Test
    void aSlotsRecordIsReadAsItWasWritten() throws IOException {
        SlotRecords.Heard heard = new SlotRecords.Heard(3, new TreeSet<>(Set.of("GW-1", "GW-7")));
        assertEquals(heard, SlotRecords.decode(SlotRecords.encode(heard)));
    }

    @Test
    void aLeaseLapsesByItself() {
        long[] now = {0};
        Lease lease = Lease.until(() -> now[0], 10);
        assertTrue(lease.isHeld());
        now[0] = 10;
        assertFalse(lease.isHeld());
        lease.renew(20);
        assertTrue(lease.isHeld());
        lease.suspend();
        assertFalse(lease.isHeld());
        lease.renew(30);
        lease.end();
        lease.renew(40);
        assertFalse(lease.isHeld());
    }

    @Test
    void whatAZombieSavesDoesNotCount() {
        SavedProgress saved = new SavedProgress();
        saved.take("live/GW-1", progress(1, 5));
        saved.take("live/GW-1", progress(2, 9));
        saved.take("live/GW-1", progress(1, 6));
        saved.forEach(
                key -> true,
                (key, progress) -> assertEquals(9, progress.get(0).held().contiguous()));
        assertEquals(2, saved.epoch());
    }

    private static byte[] progress(long epoch, long seq) {
        return ProgressCodec.encode(
                epoch, List.of(new SequenceTracker.Progress("b", new SequenceSet(seq))));
    }
}
