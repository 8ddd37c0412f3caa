package city.lifeline.ingest;

import city.lifeline.ingest.decode.Reason;
import city.lifeline.model.Lane;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far from the run's clock a reading's time may be. All µs.
 *
 * <pre>   too old │      late       │      live       │ future
 *     clock − past      clock − late      clock + future</pre>
 */
record TimeBounds(long lateAfterUs, long futureMaxUs, long pastMaxUs) {

    static TimeBounds of(Duration lateAfter, Duration futureMax, Duration pastMax) {
        return new TimeBounds(us(lateAfter), us(futureMax), us(pastMax));
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

    /** Null if the samples from start to end are acceptable. */
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
