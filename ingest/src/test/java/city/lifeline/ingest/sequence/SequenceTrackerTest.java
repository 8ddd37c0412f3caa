package city.lifeline.ingest.sequence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.ingest.sequence.SequenceTracker.Decision;
import city.lifeline.ingest.sequence.SequenceTracker.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
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

    /**
     * A sender that does not resend, over a network that loses and delays, and restarts of ours.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void neverAcknowledgesANumberThatKafkaDoesNotHold(long seed) throws IOException {
        Random random = new Random(seed);
        SequenceTracker judge = new SequenceTracker();
        BitSet kafka = new BitSet();
        List<Long> delayed = new ArrayList<>();
        long lossFrom = 1L + random.nextInt(2_000);
        long acknowledged = 0;
        for (long seq = 1; seq <= 12_000; seq++) {
            if (seq > lossFrom && random.nextInt(3) == 0) {
                if (random.nextBoolean()) {
                    delayed.add(seq);
                }
                continue;
            }
            if (!delayed.isEmpty() && random.nextInt(4) == 0) {
                take(judge, kafka, delayed.remove(random.nextInt(delayed.size())));
            }
            take(judge, kafka, seq);
            if (random.nextInt(500) == 0) {
                judge =
                        SequenceTracker.restore(
                                ProgressCodec.decode(ProgressCodec.encode(7, judge.progress())));
            }
            long now = judge.acknowledged("boot");
            assertTrue(now < kafka.nextClearBit(1), "seed " + seed + " at " + seq);
            assertTrue(now >= acknowledged, "seed " + seed + " at " + seq);
            acknowledged = now;
        }
        assertTrue(judge.progress().get(0).held().lost() > 0, "no gap was given up");
        assertTrue(judge.progress().get(0).held().ranges().size() <= SequenceSet.MAX_RANGES);
        assertEquals(Verdict.DUPLICATE, judge.accept("boot", 1, false, null).verdict());
        long highest = kafka.length() - 1L;
        assertEquals(Verdict.DUPLICATE, judge.accept("boot", highest, false, null).verdict());
    }

    private static void take(SequenceTracker judge, BitSet kafka, long seq) {
        if (judge.accept("boot", seq, false, null).verdict() == Verdict.ACCEPT) {
            judge.confirm("boot", seq);
            kafka.set((int) seq);
        }
    }

    private static SequenceSet withGapsGivenUp() {
        SequenceSet set = new SequenceSet(0);
        set.add(1);
        for (long odd = 3; odd <= 2 * SequenceSet.MAX_RANGES + 5; odd += 2) {
            set.add(odd);
        }
        return set;
    }

    @Test
    void acknowledgesAgainWhatTheSenderLetGo() {
        SequenceSet set = withGapsGivenUp();
        assertEquals(5, set.contiguous());
        assertEquals(1, set.acknowledged());
        set.advance(2);
        assertEquals(2, set.acknowledged());
        set.advance(4);
        assertEquals(5, set.acknowledged());
    }

    @Test
    void progressWithoutTheGivenUpNumbersAcknowledgesNothingNew() throws IOException {
        String old = "{\"epoch\":1,\"boots\":[{\"boot\":\"b\",\"seq\":90,\"base\":10,\"lost\":2}]}";
        SequenceTracker restored =
                SequenceTracker.restore(ProgressCodec.decode(old.getBytes(UTF_8)));
        assertEquals(10, restored.acknowledged("b"));
        assertEquals(Verdict.DUPLICATE, restored.accept("b", 90, false, null).verdict());
    }

    @Test
    void anImpossiblyHighNumberIsNotBelievedAndSpoilsNothing() {
        acceptAndConfirm(1);
        assertEquals(Verdict.UNBELIEVED, plain(Long.MAX_VALUE).verdict());
        assertEquals(Verdict.UNBELIEVED, resending(3L << 60, 1).verdict());
        assertEquals(Verdict.UNBELIEVED, resending(2, 1L << 60).verdict());

        acceptAndConfirm(2);
        assertEquals(2, tracker.acknowledged("boot"));
        assertEquals(0, tracker.completeness("boot").missing());
        assertEquals(2, tracker.completeness("boot").received());
    }

    @Test
    void aFirstNumberThatWasDamagedDoesNotMakeTheOthersLookKnown() {
        acceptAndConfirm(1L << 62);

        assertEquals(Verdict.UNBELIEVED, plain(5).verdict());
        assertEquals(Verdict.UNBELIEVED, plain(6).verdict());
        assertEquals(1L << 62, tracker.acknowledged("boot"));
    }

    @Test
    void aNumberThatCannotBeIsNotBelievedForComingAgain() {
        acceptAndConfirm(1);
        assertEquals(Verdict.UNBELIEVED, resending(1L << 62, 2).verdict());
        tracker.rollBack();

        assertEquals(Verdict.UNBELIEVED, resending(1L << 62, 2).verdict());
        assertEquals(Verdict.UNBELIEVED, plain((1L << 62) + 1).verdict());
        assertEquals(1, tracker.acknowledged("boot"));
        acceptAndConfirm(2);
    }

    @Test
    void aGapOfADayIsStillAGap() {
        acceptAndConfirm(1);
        assertEquals(8_640_000, plain(8_640_002).missing());
    }
}
