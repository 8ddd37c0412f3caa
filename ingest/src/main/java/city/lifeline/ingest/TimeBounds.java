package city.lifeline.ingest;

import city.lifeline.ingest.decode.Reason;
import city.lifeline.model.Lane;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far from the run's clock a reading's time may be. All µs.
 *
 * <pre>   too old │      late       │      live       │ corrected to the clock │ future
 *     clock − past      clock − late       clock + skew          clock + future</pre>
 */
record TimeBounds(long lateAfterUs, long skewMaxUs, long futureMaxUs, long pastMaxUs) {

    static TimeBounds of(
            Duration lateAfter, Duration skewMax, Duration futureMax, Duration pastMax) {
        return new TimeBounds(us(lateAfter), us(skewMax), us(futureMax), us(pastMax));
    }

    private static long us(Duration duration) {
        return duration.toNanos() / 1_000;
    }

    /** No reading in the live lane is older than this. */
    long liveSinceUs(long clockUs) {
        return clockUs - lateAfterUs;
    }

    /** By the first sample, so that what a clock record promises holds for all of a block. */
    Lane lane(long startUs, long clockUs) {
        return startUs < liveSinceUs(clockUs) ? Lane.LATE : Lane.LIVE;
    }

    /** Whether a time is further ahead than two clocks that are kept may differ. */
    boolean isAhead(long timeUs, long clockUs) {
        return timeUs > clockUs + skewMaxUs;
    }

    /** Whether a time is the clock's, as far as two clocks that are kept agree. */
    boolean isNear(long timeUs, long clockUs) {
        return Math.abs(timeUs - clockUs) <= skewMaxUs;
    }

    /** Null if the samples from start to end are acceptable, be it after a correction. */
    @Nullable Reason refusal(long startUs, long endUs, long clockUs) {
        if (endUs > clockUs + futureMaxUs) {
            return Reason.TS_FUTURE;
        }
        if (startUs < clockUs - pastMaxUs) {
            return Reason.TS_TOO_OLD;
        }
        return null;
    }
}
