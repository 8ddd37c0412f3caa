package city.lifeline.launcher.evaluate;

import city.lifeline.model.Grade;

/**
 * A warning that detection raised, whatever became of it.
 *
 * @param peak highest grade that it reached
 * @param raisedAtUs event time, µs since the epoch
 */
record Raised(String rule, String point, Grade peak, long raisedAtUs) {}
