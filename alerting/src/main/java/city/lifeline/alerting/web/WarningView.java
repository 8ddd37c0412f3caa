package city.lifeline.alerting.web;

import city.lifeline.alerting.warning.HandlingState;
import city.lifeline.alerting.warning.Warning;
import city.lifeline.model.Certainty;
import city.lifeline.model.Grade;
import city.lifeline.model.Text;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A warning as REST and the stream show it.
 *
 * @param grade null once the condition is gone
 * @param value in the live run while it is raised: the point's latest, else the last event's
 * @param ofReadings whether {@code value} is what the point reads, not a sum, a rate or a count
 * @param updatedAt when {@code value} was measured
 * @param unanswered whether nobody has acknowledged it at its worst grade
 * @param acknowledgedBy who answered first
 * @param text what has happened, in the rule's words
 * @param measures what to do first, in the rule's words
 * @param releasedGrade that the public has been told
 * @param outlook of a forecast that has not come true yet
 * @param incident that it is part of
 * @param drill that has raised it, for training only; null: it is in earnest
 * @param maintenance that is going on there; null: none
 */
public record WarningView(
        String id,
        String run,
        String rule,
        Text ruleName,
        String point,
        Text pointName,
        String asset,
        Text assetName,
        String assetClass,
        String district,
        String quantity,
        String unit,
        @Nullable Grade grade,
        Grade peak,
        Warning.State state,
        @Nullable Double value,
        boolean ofReadings,
        @Nullable Double peakValue,
        @Nullable Double limit,
        Instant raisedAt,
        Instant gradeSince,
        Instant updatedAt,
        @Nullable Instant clearedAt,
        Certainty certainty,
        boolean delayed,
        boolean latched,
        HandlingState handlingState,
        int handlingVersion,
        boolean unanswered,
        @Nullable String acknowledgedBy,
        @Nullable Instant acknowledgedAt,
        @Nullable String comment,
        int upgrades,
        int downgrades,
        int lastEventNumber,
        String rulesVersion,
        @Nullable Text text,
        @Nullable Text measures,
        @Nullable OutlookView outlook,
        @Nullable Grade releasedGrade,
        @Nullable String incident,
        @Nullable String drill,
        @Nullable MaintenanceMark maintenance) {

    /**
     * That work is going on there.
     *
     * @param id of the window
     * @param silent whether people are not told of the warning; of red only if two wanted so
     */
    public record MaintenanceMark(long id, Instant until, String reason, boolean silent) {}

    /**
     * When a forecast value will reach its limits, in minutes; null where it may never be.
     *
     * @param at from when the minutes count
     * @param minutes to the next limit
     * @param earliest by the steepest slope that the readings leave room for
     * @param latest by the flattest one
     */
    public record OutlookView(
            Instant at,
            @Nullable Double minutes,
            @Nullable Double earliest,
            @Nullable Double latest,
            @Nullable Double minutesToRed) {}
}
