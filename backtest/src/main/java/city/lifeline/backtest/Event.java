package city.lifeline.backtest;

/**
 * What really happened, by a label.
 *
 * @param startUs event time of its begin, µs since the epoch
 * @param endUs event time of its last moment
 * @param file that it belongs to; empty: any
 * @param point that it belongs to; empty: any
 * @param name for people; may be empty
 */
record Event(long startUs, long endUs, String file, String point, String name) {

    boolean concerns(String ofFile, String ofPoint) {
        return (file.isEmpty() || file.equals(ofFile))
                && (point.isEmpty() || point.equals(ofPoint));
    }
}
