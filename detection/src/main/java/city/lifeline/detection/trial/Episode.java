package city.lifeline.detection.trial;

import city.lifeline.model.Grade;

/**
 * A warning of a trial.
 *
 * @param peak the highest grade it had
 * @param endUs when it was cleared, {@link Long#MAX_VALUE} if it was not
 */
public record Episode(String rule, String point, Grade peak, long raisedAtUs, long endUs) {}
