package city.lifeline.ingest.sequence;

import city.lifeline.model.GatewayStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sequences of one gateway in one run, by boot.
 *
 * <p>A message is first <em>accepted</em> (handed to Kafka) and later <em>confirmed</em> (in
 * Kafka), in the same order. Whatever was accepted and not confirmed when Kafka fails is forgotten
 * by {@link #rollBack} and comes again.
 */
public final class SequenceTracker {

    /** Boots remembered; a message of an older one counts as the first of its boot. */
    static final int MAX_BOOTS = 4;

    /**
     * No gateway skips so many numbers: at 100 messages a second these are more than a day's. A
     * number further away is a damaged one, or its sender has begun to number anew without another
     * boot.
     */
    static final long MAX_JUMP = 10_000_000;

    private static final int MAX_RANGES_SHOWN = 20;

    private final Map<String, Boot> boots = new LinkedHashMap<>();
    private long sinceUs;
    // Of boots that are no longer remembered.
    private long receivedBefore;
    private long missingBefore;
    private long begun;
    private long confirmations;

    private static final class Boot {
        private SequenceSet accepted;
        private SequenceSet confirmed;

        Boot(SequenceSet confirmed) {
            this.confirmed = confirmed;
            this.accepted = confirmed.copy();
        }
    }

    /** What to do with a message. */
    public enum Verdict {
        /** It is new. */
        ACCEPT,
        /** It was accepted before: acknowledge it, produce nothing. */
        DUPLICATE,
        /** Messages before it are missing and will be sent again, and so will it: ignore it. */
        BEYOND_GAP,
        /** Its number cannot be: take it as if it had none. */
        UNBELIEVED
    }

    /**
     * A verdict.
     *
     * @param missing how many numbers are newly missed before an accepted message
     */
    public record Decision(Verdict verdict, long missing) {}

    /**
     * How far a boot's sequence is in Kafka.
     *
     * @param held numbers that are in Kafka
     * @param sinceUs from when on messages were counted; 0 where another boot's progress says it
     * @param receivedBefore messages of boots that are forgotten, counted with this one
     * @param missingBefore likewise
     */
    public record Progress(
            String boot, SequenceSet held, long sinceUs, long receivedBefore, long missingBefore) {

        /** With nothing before. */
        public Progress(String boot, SequenceSet held) {
            this(boot, held, 0, 0, 0);
        }
    }

    /**
     * What came of all that the gateway numbered.
     *
     * @param sinceUs from when on messages are counted
     * @param received messages that are in Kafka
     * @param missing numbers that were skipped, and did not come after all
     * @param ranges the newest that are missing in one boot, ascending
     * @param restarts boots that began, but the first, since the process began
     */
    public record Completeness(
            long sinceUs,
            long received,
            long missing,
            List<GatewayStatus.Range> ranges,
            long restarts) {

        /** Of a gateway that keeps no sequence. */
        public static final Completeness NONE = new Completeness(0, 0, 0, List.of(), 0);
    }

    /**
     * Judges a message and notes it as accepted if it is new.
     *
     * <p>A number that is impossibly far from those before is not believed, for it would make all
     * that follow look missing, or known. Not even where it comes again: that may be the broker's
     * doing, and to believe it would be to acknowledge what never came. A sender that numbers anew
     * begins a new boot.
     *
     * @param resends the sender sends again, in order, from the oldest that is unacknowledged, so a
     *     message beyond a gap is left for then and the order in Kafka is the sender's
     * @param oldest number of the oldest message the sender still keeps, everything before it was
     *     acknowledged; null if the sender does not say
     */
    public Decision accept(String boot, long seq, boolean resends, @Nullable Long oldest) {
        Boot known = boots.get(boot);
        if (known == null) {
            long base = (resends && oldest != null ? Math.min(oldest, seq) : seq) - 1;
            begun += boots.isEmpty() ? 0 : 1;
            known = remember(boot, new SequenceSet(base));
        } else if (!isNear(known.accepted, seq)
                || (resends && oldest != null && !isNear(known.accepted, oldest))) {
            return new Decision(Verdict.UNBELIEVED, 0);
        } else if (resends && oldest != null) {
            // Acknowledged by us before, even if the record of it is gone.
            known.accepted.advance(Math.min(oldest, seq) - 1);
            known.confirmed.advance(Math.min(oldest, seq) - 1);
        }
        SequenceSet accepted = known.accepted;
        if (accepted.contains(seq)) {
            return new Decision(Verdict.DUPLICATE, 0);
        }
        long missing = Math.max(0, seq - accepted.highest() - 1);
        if (resends && seq != accepted.contiguous() + 1) {
            return new Decision(Verdict.BEYOND_GAP, missing);
        }
        accepted.add(seq);
        return new Decision(Verdict.ACCEPT, missing);
    }

    /** A message is in Kafka; messages must be confirmed in the order they were accepted. */
    public void confirm(String boot, long seq) {
        Boot known = boots.get(boot);
        if (known != null) {
            known.confirmed.add(seq);
            confirmations++;
        }
    }

    /** Forgets what was accepted and not confirmed. */
    public void rollBack() {
        for (Boot boot : boots.values()) {
            boot.accepted = boot.confirmed.copy();
        }
    }

    /**
     * Highest number up to which Kafka holds every message that the sender still keeps; never past
     * a gap that was given up. −1 for an unknown boot.
     */
    public long acknowledged(String boot) {
        Boot known = boots.get(boot);
        return known == null ? -1 : known.confirmed.acknowledged();
    }

    /** How often something was confirmed: tells whether anything has changed. */
    public long confirmations() {
        return confirmations;
    }

    /** Messages are counted from this time on, unless they were counted before. */
    public void countSince(long timeUs) {
        if (sinceUs == 0) {
            sinceUs = timeUs;
        }
    }

    /** What came of all that the gateway numbered, with the gaps of one boot. */
    public Completeness completeness(String ofBoot) {
        long received = receivedBefore;
        long missing = missingBefore;
        for (Boot boot : boots.values()) {
            received += boot.confirmed.received();
            missing += boot.confirmed.missing();
        }
        List<GatewayStatus.Range> ranges = new ArrayList<>();
        Boot present = boots.get(ofBoot);
        if (present != null) {
            present.confirmed
                    .missingRanges(MAX_RANGES_SHOWN)
                    .forEach((first, last) -> ranges.add(new GatewayStatus.Range(first, last)));
        }
        return new Completeness(sinceUs, received, missing, ranges, begun);
    }

    /** What Kafka holds, oldest boot first. */
    public List<Progress> progress() {
        List<Progress> progress = new ArrayList<>();
        boots.forEach(
                (boot, known) ->
                        progress.add(
                                progress.isEmpty()
                                        ? new Progress(
                                                boot,
                                                known.confirmed,
                                                sinceUs,
                                                receivedBefore,
                                                missingBefore)
                                        : new Progress(boot, known.confirmed)));
        return progress;
    }

    /** A tracker that goes on from what was saved. */
    public static SequenceTracker restore(List<Progress> saved) {
        SequenceTracker tracker = new SequenceTracker();
        for (Progress progress : saved) {
            tracker.sinceUs = Math.max(tracker.sinceUs, progress.sinceUs());
            tracker.receivedBefore += progress.receivedBefore();
            tracker.missingBefore += progress.missingBefore();
            tracker.remember(progress.boot(), progress.held().copy());
        }
        return tracker;
    }

    private static boolean isNear(SequenceSet numbers, long seq) {
        return seq - numbers.highest() <= MAX_JUMP && numbers.contiguous() - seq <= MAX_JUMP;
    }

    private Boot remember(String boot, SequenceSet confirmed) {
        Boot made = new Boot(confirmed);
        boots.put(boot, made);
        if (boots.size() > MAX_BOOTS) {
            Boot oldest = boots.remove(boots.keySet().iterator().next());
            receivedBefore += oldest == null ? 0 : oldest.confirmed.received();
            missingBefore += oldest == null ? 0 : oldest.confirmed.missing();
        }
        return made;
    }
}
