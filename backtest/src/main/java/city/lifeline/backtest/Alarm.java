package city.lifeline.backtest;

/**
 * That a rule, or the anomaly score, spoke up.
 *
 * @param rule id; {@link #ANOMALY} for the score
 * @param startUs event time from which on
 * @param endUs event time of its end; {@link Long#MAX_VALUE} while it lasts at the recording's end
 * @param file in which; empty for rules, which look at all files together
 * @param peak highest score, or most extreme value
 */
record Alarm(String rule, long startUs, long endUs, String file, String point, double peak) {

    static final String ANOMALY = "anomaly-score";
}
