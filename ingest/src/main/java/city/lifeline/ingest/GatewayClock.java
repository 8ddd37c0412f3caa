package city.lifeline.ingest;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Estimates how far a gateway's clock is ahead of the run's, from when it says it sent its messages
 * and when they came. All µs. Pure.
 *
 * <p>What is seen is the offset less the delay of the message, and no delay is negative. So the
 * offset is at least the highest that was seen lately, and a clock that is ahead shows at once. A
 * low value is either a clock that is behind or a message that was delayed, perhaps by hours, in a
 * gateway that works off what it kept during an outage. The two differ in time: a backlog that is
 * being worked off has a delay that shrinks, one that grows has a delay that grows, and a clock
 * that is behind stays behind. So a lower level is believed when it has stood still for {@value
 * #ESTABLISH_S} s while nothing came at the former one.
 *
 * <pre>
 *  seen  ▲ ────────╮                 level: the highest of the last minute
 *        │         ╰ ─ ─ ─ ─ ─ ─     may fall 2 s a minute, as a clock that drifts
 *        │               ╱╱          backlog: rises, never believed
 *        │       ───────────────     behind: stands still, believed
 *        └──────────────────────▶ the run's clock
 * </pre>
 */
final class GatewayClock {

    static final int ESTABLISH_S = 30;

    private static final long SECOND_US = 1_000_000;
    private static final long BUCKET_US = 10 * SECOND_US;
    private static final int BUCKETS = 6;
    private static final long NEAR_US = 30 * SECOND_US;
    private static final long STEP_US = SECOND_US;
    private static final long FALL_PART = 30;
    private static final long WINDOW_US = 45 * SECOND_US;
    private static final long DOUBT_EVERY_US = SECOND_US;
    private static final int DOUBTS = 64;
    private static final int ESTABLISH_MESSAGES = 3;

    private final long skewMaxUs;
    private final long correctMaxUs;

    private boolean known;
    private long levelUs;
    private long appliedUs;
    private final long[] highest = new long[BUCKETS];
    private long bucket = Long.MIN_VALUE;
    private long lastClockUs;

    // A lower level that may be the clock's.
    private final long[] doubtUs = new long[DOUBTS];
    private final long[] doubtedAtUs = new long[DOUBTS];
    private int doubts;
    private int newest;

    /**
     * A gateway that was not heard yet.
     *
     * @param skewMaxUs up to which a clock is right
     * @param correctMaxUs beyond which a clock that is ahead is not corrected
     */
    GatewayClock(long skewMaxUs, long correctMaxUs) {
        this.skewMaxUs = skewMaxUs;
        this.correctMaxUs = correctMaxUs;
    }

    /** A message has come; its sender's clock read {@code sentAtUs}. */
    void heard(long sentAtUs, long clockUs) {
        long seenUs = sentAtUs - clockUs;
        if (!known ? seenUs >= -skewMaxUs : seenUs > levelUs + NEAR_US) {
            begin(seenUs, clockUs);
        } else if (known && seenUs > levelUs - NEAR_US) {
            follow(seenUs, clockUs);
        } else {
            doubt(seenUs, clockUs);
        }
        lastClockUs = clockUs;
        settle();
    }

    /** How far times of the gateway must be corrected; 0 if it is right, or not known. */
    long correctionUs() {
        return appliedUs;
    }

    /** How far the clock is ahead; negative: behind; empty while that is not known. */
    OptionalLong offsetUs() {
        return known ? OptionalLong.of(levelUs) : OptionalLong.empty();
    }

    private void begin(long seenUs, long clockUs) {
        known = true;
        doubts = 0;
        levelUs = seenUs;
        Arrays.fill(highest, Long.MIN_VALUE);
        bucket = Math.floorDiv(clockUs, BUCKET_US);
        highest[index(bucket)] = seenUs;
    }

    private void follow(long seenUs, long clockUs) {
        doubts = 0;
        long now = Math.floorDiv(clockUs, BUCKET_US);
        for (long next = Math.max(bucket + 1, now - BUCKETS + 1); next <= now; next++) {
            highest[index(next)] = Long.MIN_VALUE;
        }
        bucket = Math.max(bucket, now);
        highest[index(bucket)] = Math.max(highest[index(bucket)], seenUs);
        // Delays that grow are no clock that drifts.
        levelUs -= Math.max(0, clockUs - lastClockUs) / FALL_PART;
        for (long one : highest) {
            levelUs = Math.max(levelUs, one);
        }
    }

    private void doubt(long seenUs, long clockUs) {
        if (doubts > 0 && Math.abs(seenUs - doubtUs[newest]) > NEAR_US) {
            doubts = 0;
        }
        if (doubts > 0 && clockUs - doubtedAtUs[newest] < DOUBT_EVERY_US) {
            doubtUs[newest] = Math.max(doubtUs[newest], seenUs);
        } else {
            newest = (newest + 1) % DOUBTS;
            doubtUs[newest] = seenUs;
            doubtedAtUs[newest] = clockUs;
            doubts = Math.min(doubts + 1, DOUBTS);
        }
        long oldestUs = clockUs;
        for (int i = 0; i < doubts; i++) {
            long atUs = doubtedAtUs[Math.floorMod(newest - i, DOUBTS)];
            oldestUs = clockUs - atUs <= WINDOW_US ? atUs : oldestUs;
        }
        long spanUs = clockUs - oldestUs;
        if (spanUs < ESTABLISH_S * SECOND_US) {
            return;
        }
        long firstHalfUs = Long.MIN_VALUE;
        long secondHalfUs = Long.MIN_VALUE;
        int messages = 0;
        for (int i = 0; i < doubts; i++) {
            int at = Math.floorMod(newest - i, DOUBTS);
            if (doubtedAtUs[at] < oldestUs) {
                break;
            }
            messages++;
            if (doubtedAtUs[at] < clockUs - spanUs / 2) {
                firstHalfUs = Math.max(firstHalfUs, doubtUs[at]);
            } else {
                secondHalfUs = Math.max(secondHalfUs, doubtUs[at]);
            }
        }
        long riseUs = secondHalfUs - firstHalfUs;
        if (messages >= ESTABLISH_MESSAGES
                && riseUs <= spanUs / 80 + SECOND_US / 2
                && riseUs >= -(spanUs / 40 + SECOND_US)) {
            begin(secondHalfUs, clockUs);
        }
    }

    /** In steps, or the delays of the messages would shake the times of the readings. */
    private void settle() {
        boolean wrong = known && Math.abs(levelUs) > skewMaxUs && levelUs <= correctMaxUs;
        if (!wrong) {
            appliedUs = 0;
        } else if (appliedUs == 0 || Math.abs(levelUs - appliedUs) > STEP_US) {
            appliedUs = levelUs;
        }
    }

    private static int index(long bucket) {
        return (int) Math.floorMod(bucket, (long) BUCKETS);
    }
}
