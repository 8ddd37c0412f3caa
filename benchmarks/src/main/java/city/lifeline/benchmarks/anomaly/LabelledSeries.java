package city.lifeline.benchmarks.anomaly;

/**
 * A series of which it is known where it is odd.
 *
 * @param group what it is averaged with
 * @param kind what the series is like
 * @param oddity what was done to it
 * @param timesUs event time of each row
 * @param rows of each time, the value of each channel; not a number: it has none
 * @param odd whether each row is
 */
public record LabelledSeries(
        String group, String kind, String oddity, long[] timesUs, double[][] rows, boolean[] odd) {

    int channels() {
        return rows[0].length;
    }
}
