package city.lifeline.jobs.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.jobs.FaultCounter;
import city.lifeline.model.Block;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.streaming.runtime.tasks.TestProcessingTimeService;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class HistoryWriterTest {

    private final TestStore store = new TestStore();
    private final TestProcessingTimeService timers = new TestProcessingTimeService();
    private final Counter refused = new SimpleCounter();
    private final Counter unavailable = new SimpleCounter();
    private final Counter written = new SimpleCounter();

    private int fed;

    private final HistoryWriter writer =
            new HistoryWriter(
                    new PatientWriter(
                            store,
                            counting(refused),
                            counting(unavailable),
                            Duration.ofMillis(1),
                            Duration.ofMillis(2)),
                    timers,
                    written,
                    10,
                    Duration.ofMillis(500));

    @Test
    void writesABatchWhenItIsLarge() throws Exception {
        feed(9);
        assertEquals(0, store.requests);
        feed(1);
        assertEquals(1, store.requests);
        assertEquals(10, store.lines.size());
        assertEquals(10, written.getCount());
    }

    @Test
    void writesABatchWhenItIsOld() throws Exception {
        timers.setCurrentTime(1_000);
        feed(2);
        timers.setCurrentTime(1_499);
        assertEquals(0, store.requests);
        timers.setCurrentTime(1_500);
        assertEquals(2, store.lines.size());
        feed(1);
        timers.setCurrentTime(2_000);
        assertEquals(3, store.lines.size());
    }

    @Test
    void writesEverythingBeforeACheckpoint() throws Exception {
        feed(3);
        writer.flush(false);
        assertEquals(3, store.lines.size());
        writer.flush(true);
        assertEquals(1, store.requests, "there was nothing left to write");
    }

    @Test
    void sumsUpTheMinutesOfWhatACheckpointCovers() throws Exception {
        writer.write(
                new RunBlock("live", Block.regular("B", 59_000_000, 1_000_000, new double[62])),
                NO_CONTEXT);
        assertEquals(List.of(), store.summedUp);
        writer.flush(false);
        assertEquals(List.of(Set.of(0L, 1L, 2L)), store.summedUp);
        writer.flush(false);
        assertEquals(
                List.of(Set.of(0L, 1L, 2L), Set.of()),
                store.summedUp,
                "nothing has come since, but the store may have put something off");
        assertFalse(store.ended);
        writer.flush(true);
        assertTrue(store.ended);
    }

    @Test
    void aBlockIsNeverPartedFromItsSamples() throws Exception {
        writer.write(
                new RunBlock("live", Block.regular("B", 0, 10_000, new double[100])), NO_CONTEXT);
        assertEquals(100, store.lines.size());
    }

    @Test
    void waitsForAStoreThatIsDownAndLosesNothing() throws Exception {
        store.failures = 7;
        feed(10);
        assertEquals(10, store.lines.size());
        assertEquals(7, unavailable.getCount());
    }

    @Test
    void preparesTheStoreBeforeTheFirstWriteEvenIfItIsDown() throws Exception {
        store.unpreparedFor = 3;
        feed(10);
        assertEquals(1, store.prepared);
        assertEquals(10, store.lines.size());
    }

    @Test
    void givesUpTheRefusedLinesAndNoOther() throws Exception {
        store.poison = Set.of("p-3", "p-7");
        feed(10);
        assertEquals(8, store.lines.size());
        assertEquals(2, refused.getCount());
        assertEquals(0, unavailable.getCount());
    }

    @Test
    void aStoreThatLeavesOutSomeAndSaysHowManyIsNotAskedAgain() throws Exception {
        store.tooOld = Set.of("p-3", "p-7");
        feed(10);
        assertEquals(8, store.lines.size());
        assertEquals(2, refused.getCount());
        assertEquals(1, store.requests);
    }

    @Test
    void aDroppedTableCostsNoSample() throws Exception {
        feed(10);
        store.tableIsThere = false;
        feed(10);
        assertEquals(2, store.prepared);
        assertEquals(0, refused.getCount());
    }

    @Test
    void stopsWaitingWhenTheTaskIsCancelled() {
        store.failures = Integer.MAX_VALUE;
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> feed(10));
        assertTrue(Thread.interrupted() || unavailable.getCount() > 0);
    }

    private void feed(int samples) throws Exception {
        for (int i = 0; i < samples; i++) {
            writer.write(new RunBlock("live", Block.single("p-" + fed, fed, 1)), NO_CONTEXT);
            fed++;
        }
    }

    private static FaultCounter counting(Counter counter) {
        return new FaultCounter(counter, LoggerFactory.getLogger(HistoryWriterTest.class), "test");
    }

    private static final SinkWriter.Context NO_CONTEXT =
            new SinkWriter.Context() {
                @Override
                public long currentWatermark() {
                    throw new AssertionError("history has no event time");
                }

                @Override
                public Long timestamp() {
                    throw new AssertionError("history has no event time");
                }
            };

    /** A store that takes a request whole or not at all, but for lines that are too old. */
    private static final class TestStore implements HistoryStore {

        private final Set<String> lines = new TreeSet<>();
        private Set<String> poison = Set.of();
        private Set<String> tooOld = Set.of();
        private boolean tableIsThere;
        private int unpreparedFor;
        private int failures;
        private int prepared;
        private int requests;
        private final List<Set<Long>> summedUp = new ArrayList<>();
        private boolean ended;

        @Override
        public void sumUp(NavigableSet<Long> minutes, boolean endOfInput) {
            ended = endOfInput;
            summedUp.add(Set.copyOf(minutes));
        }

        @Override
        public void prepare() throws UnavailableException {
            if (unpreparedFor > 0) {
                unpreparedFor--;
                throw new UnavailableException("not up yet");
            }
            prepared++;
            tableIsThere = true;
        }

        @Override
        public void write(String batch) throws RefusedException, UnavailableException {
            requests++;
            if (failures > 0) {
                failures--;
                throw new UnavailableException("down");
            }
            if (!tableIsThere) {
                throw new RefusedException("no such table");
            }
            List<String> taken = new ArrayList<>(batch.lines().toList());
            for (String line : taken) {
                for (String bad : poison) {
                    if (line.contains("point=" + bad + " ")) {
                        throw new RefusedException("bad line");
                    }
                }
            }
            boolean all =
                    !taken.removeIf(
                            line ->
                                    tooOld.stream()
                                            .anyMatch(old -> line.contains("point=" + old + " ")));
            lines.addAll(taken);
            if (!all) {
                throw new RefusedException("too old", tooOld.size());
            }
        }

        @Override
        public void close() {}
    }
}
