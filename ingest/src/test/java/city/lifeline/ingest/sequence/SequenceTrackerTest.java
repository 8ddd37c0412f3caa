package city.lifeline.ingest.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.ingest.sequence.SequenceTracker.Decision;
import city.lifeline.ingest.sequence.SequenceTracker.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceTrackerTest {

    private static final Decision NEW = new Decision(Verdict.ACCEPT, 0);

    private final SequenceTracker tracker = new SequenceTracker();

    private Decision plain(long seq) {
        return tracker.accept("boot", seq, false, null);
    }

    private Decision resending(long seq, long oldest) {
        return tracker.accept("boot", seq, true, oldest);
    }

    private void acceptAndConfirm(long seq) {
        assertEquals(NEW, plain(seq));
        tracker.confirm("boot", seq);
    }

    @Test
    void theFirstNumberOfABootIsItsBase() {
        acceptAndConfirm(41);
        assertEquals(41, tracker.acknowledged("boot"));
        assertEquals(NEW, plain(42));
    }

    @Test
    void onlyWhatIsConfirmedIsAcknowledged() {
        acceptAndConfirm(1);
        plain(2);
        plain(3);
        assertEquals(1, tracker.acknowledged("boot"));
        tracker.confirm("boot", 2);
        assertEquals(2, tracker.acknowledged("boot"));
    }

    @Test
    void aRepeatIsADuplicateAlsoWhileItsFirstIsUnderWay() {
        plain(1);
        assertEquals(Verdict.DUPLICATE, plain(1).verdict());
        tracker.confirm("boot", 1);
        assertEquals(Verdict.DUPLICATE, plain(1).verdict());
    }

    @Test
    void aGapIsCountedOnceAndMayBeFilledLater() {
        acceptAndConfirm(1);
        assertEquals(new Decision(Verdict.ACCEPT, 3), plain(5));
        assertEquals(NEW, plain(6));
        tracker.confirm("boot", 5);
        tracker.confirm("boot", 6);
        assertEquals(1, tracker.acknowledged("boot"));

        for (long late = 2; late <= 4; late++) {
            assertEquals(NEW, plain(late));
            tracker.confirm("boot", late);
        }
        assertEquals(6, tracker.acknowledged("boot"));
    }

    @Test
    void aSenderThatResendsIsNotTakenBeyondAGap() {
        assertEquals(NEW, resending(1, 1));
        assertEquals(Verdict.BEYOND_GAP, resending(3, 1).verdict());
        assertEquals(NEW, resending(2, 1));
        assertEquals(NEW, resending(3, 1));
    }

    @Test
    void aSenderThatResendsSaysWhereAnUnknownBootBegins() {
        assertEquals(Verdict.BEYOND_GAP, resending(5, 3).verdict());
        assertEquals(2, tracker.acknowledged("boot"));
        assertEquals(NEW, resending(3, 3));
    }

    @Test
    void whatTheSenderHasLetGoNeedNotComeAgain() {
        assertEquals(NEW, resending(1, 1));
        tracker.confirm("boot", 1);
        // Our record of 2 to 9 is gone, but the sender has our acknowledgement of them.
        assertEquals(NEW, resending(10, 10));
        tracker.confirm("boot", 10);
        assertEquals(10, tracker.acknowledged("boot"));
    }

    @Test
    void whatKafkaLostComesAgain() {
        acceptAndConfirm(1);
        plain(2);
        plain(3);
        tracker.rollBack();
        assertEquals(NEW, plain(2));
        assertEquals(1, tracker.acknowledged("boot"));
    }

    @Test
    void aNewBootStartsAnew() {
        acceptAndConfirm(9);
        assertEquals(NEW, tracker.accept("other", 0, false, null));
        tracker.confirm("other", 0);
        assertEquals(0, tracker.acknowledged("other"));
        assertEquals(9, tracker.acknowledged("boot"));
        assertEquals(-1, tracker.acknowledged("third"));
    }

    @Test
    void remembersAFewBootsOnly() {
        for (int i = 0; i < 100; i++) {
            tracker.accept("boot" + i, 1, false, null);
        }
        assertEquals(SequenceTracker.MAX_BOOTS, tracker.progress().size());
    }

    @Test
    void givesUpTheOldestGapWhenThereAreTooMany() {
        long seq = 1;
        for (int i = 0; i < 5_000; i++) {
            tracker.accept("boot", seq, false, null);
            seq += 2;
        }
        SequenceSet set = new SequenceSet(0);
        for (long odd = 1; odd < 10_000; odd += 2) {
            set.add(odd);
        }
        assertTrue(set.ranges().size() <= SequenceSet.MAX_RANGES);
        assertEquals(9_999, set.highest());
    }

    @Test
    void survivesSavingAndRestoring() throws IOException {
        acceptAndConfirm(1);
        plain(5);
        tracker.confirm("boot", 5);
        plain(6);
        tracker.accept("next", 1, false, null);
        tracker.confirm("next", 1);

        SequenceTracker restored =
                SequenceTracker.restore(
                        ProgressCodec.decode(ProgressCodec.encode(7, tracker.progress())));

        assertEquals(1, restored.acknowledged("boot"));
        assertEquals(Verdict.DUPLICATE, restored.accept("boot", 5, false, null).verdict());
        assertEquals(NEW, restored.accept("boot", 6, false, null));
        assertEquals(Verdict.DUPLICATE, restored.accept("next", 1, false, null).verdict());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aSetHoldsWhatWasAddedInAnyOrder(long seed) {
        Random random = new Random(seed);
        List<Long> numbers = new ArrayList<>(LongStream.rangeClosed(1, 300).boxed().toList());
        Collections.shuffle(numbers, random);
        SequenceSet set = new SequenceSet(0);
        TreeSet<Long> plain = new TreeSet<>();
        for (long number : numbers) {
            set.add(number);
            plain.add(number);
            long contiguous = 0;
            while (plain.contains(contiguous + 1)) {
                contiguous++;
            }
            assertEquals(contiguous, set.contiguous(), "seed " + seed);
            assertEquals(plain.last(), set.highest(), "seed " + seed);
            long probe = 1L + random.nextInt(300);
            assertEquals(plain.contains(probe), set.contains(probe), "seed " + seed);
        }
        assertTrue(set.ranges().isEmpty());
        assertFalse(set.contains(301));
    }
}
