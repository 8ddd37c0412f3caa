package city.lifeline.alerting.warning;

import city.lifeline.model.Grade;
import org.jspecify.annotations.Nullable;

/**
 * How people answered warnings of one peak.
 *
 * @param acknowledged of them, by somebody
 * @param medianSeconds from stored to acknowledged, null if none was
 */
public record Answered(
        Grade peak, long warnings, long acknowledged, @Nullable Double medianSeconds) {}
