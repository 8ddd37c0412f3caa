package city.lifeline.alerting.history;

import city.lifeline.model.Lane;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a database that keeps readings is asked. Nothing kept yet is no fault: the answer is empty.
 *
 * <p>All of them throw {@link HistoryUnavailableException} if the database does not answer, or does
 * not as expected.
 */
interface HistoryDatabase {

    /** How many readings of a point there are, and from when to when. */
    record Extent(String point, long count, Instant first, Instant last) {}

    /**
     * A reading.
     *
     * @param value NaN: it has none
     */
    record Reading(Instant time, String point, double value, String quality) {}

    /**
     * What a stretch of time holds of a point.
     *
     * @param time where it begins
     * @param low of the readings whose quality is not BAD; NaN if there is none
     * @param high as {@code low}
     * @param good how many values that is
     * @param badLow of those of quality BAD; NaN if there is none
     * @param badHigh as {@code badLow}
     * @param bad how many are BAD or without a value
     */
    record Bucket(
            Instant time,
            String point,
            double low,
            double high,
            double mean,
            long good,
            double badLow,
            double badHigh,
            long bad) {

        /** What this stretch holds if two parts of it were asked for. */
        Bucket and(Bucket other) {
            long all = good + other.good;
            return new Bucket(
                    time,
                    point,
                    least(low, other.low),
                    greatest(high, other.high),
                    (sum() + other.sum()) / all,
                    all,
                    least(badLow, other.badLow),
                    greatest(badHigh, other.badHigh),
                    bad + other.bad);
        }

        private double sum() {
            return good == 0 ? 0 : mean * good;
        }

        private static double least(double one, double other) {
            return Double.isNaN(one) || other < one ? other : one;
        }

        private static double greatest(double one, double other) {
            return Double.isNaN(one) || other > one ? other : one;
        }
    }

    List<Extent> extents(HistoryPart part) throws InterruptedException;

    /**
     * Readings in order of time.
     *
     * @param mostOfEach of each point, at least
     */
    List<Reading> readings(HistoryPart part, int mostOfEach) throws InterruptedException;

    /**
     * Whether buckets of that width come from sums that are kept, so that asking for them costs
     * little however many readings there are.
     */
    boolean isSummedUp(Duration width);

    /** Buckets of equal width, aligned to the calendar, of each point in order of time. */
    List<Bucket> buckets(HistoryPart part, Duration width, int mostOfEach)
            throws InterruptedException;

    /**
     * When each point of a run was last heard.
     *
     * @param from inclusive; it may be told by the minute or hour if that is long ago
     * @param to inclusive
     */
    Map<String, Instant> lastHeard(String run, Instant from, Instant to)
            throws InterruptedException;

    /**
     * How many readings of a run there are in each lane.
     *
     * @param from inclusive
     * @param to exclusive
     */
    Map<Lane, Long> countByLane(String run, Instant from, Instant to) throws InterruptedException;

    /** Lines of time, point, value, quality below a header, in order of time; to be closed. */
    InputStream csv(HistoryPart part) throws InterruptedException;

    /**
     * As {@link #csv}, of all points of a run, the time in µs since the epoch.
     *
     * @param from inclusive
     * @param to exclusive
     */
    InputStream csvOfRun(String run, Instant from, Instant to) throws InterruptedException;
}
