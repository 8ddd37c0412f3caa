package city.lifeline.model;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A fact about a warning's condition. Its id and number make it idempotent: the same readings give
 * the same events, byte for byte, however often and fast they are read.
 *
 * @param id of the warning, see {@link WarningIds}
 * @param number 1 for the first event of a warning, then without gaps
 * @param kind what happened
 * @param run whose clock it follows; {@link Runs#LIVE} for the city itself
 * @param rule id of the rule
 * @param rulesVersion version of the rule set in force
 * @param point that the rule looked at; empty where it looked at an asset
 * @param asset that the point belongs to; empty if none
 * @param grade now; null after {@link Kind#CLEARED}
 * @param peak highest grade of the episode so far
 * @param value that caused the event, in {@code unit}
 * @param peakValue most extreme value of the episode so far, in the direction of the rule
 * @param limit the threshold that was crossed, in {@code unit}
 * @param unit UCUM code
 * @param atUs event time of the sample that caused the event, µs since the epoch
 * @param raisedAtUs event time of the episode's start, µs since the epoch
 * @param lane of the block that caused it
 * @param certainty as the rule gives it; of a forecast, whether it has come true
 * @param latched whether the warning stays open until a person acknowledges it
 * @param outlook of a rule that forecasts, while what it forecasts has not come; else null
 * @param inputs of a rule over several quantities, the numbers of its inputs by name, as far as
 *     they are or were known; in the order of names
 */
public record WarningEvent(
        String id,
        int number,
        Kind kind,
        String run,
        String rule,
        String rulesVersion,
        String point,
        String asset,
        @Nullable Grade grade,
        Grade peak,
        double value,
        double peakValue,
        double limit,
        String unit,
        long atUs,
        long raisedAtUs,
        Lane lane,
        Certainty certainty,
        boolean latched,
        @Nullable Outlook outlook,
        Map<String, Double> inputs) {

    public WarningEvent {
        // Ordered, so that the same event is the same bytes.
        inputs = inputs.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(inputs));
    }

    /** Of a rule without inputs. */
    public WarningEvent(
            String id,
            int number,
            Kind kind,
            String run,
            String rule,
            String rulesVersion,
            String point,
            String asset,
            @Nullable Grade grade,
            Grade peak,
            double value,
            double peakValue,
            double limit,
            String unit,
            long atUs,
            long raisedAtUs,
            Lane lane,
            Certainty certainty,
            boolean latched,
            @Nullable Outlook outlook) {
        this(
                id,
                number,
                kind,
                run,
                rule,
                rulesVersion,
                point,
                asset,
                grade,
                peak,
                value,
                peakValue,
                limit,
                unit,
                atUs,
                raisedAtUs,
                lane,
                certainty,
                latched,
                outlook,
                Map.of());
    }

    /** Of a rule that does not forecast. */
    public WarningEvent(
            String id,
            int number,
            Kind kind,
            String run,
            String rule,
            String rulesVersion,
            String point,
            String asset,
            @Nullable Grade grade,
            Grade peak,
            double value,
            double peakValue,
            double limit,
            String unit,
            long atUs,
            long raisedAtUs,
            Lane lane,
            Certainty certainty,
            boolean latched) {
        this(
                id,
                number,
                kind,
                run,
                rule,
                rulesVersion,
                point,
                asset,
                grade,
                peak,
                value,
                peakValue,
                limit,
                unit,
                atUs,
                raisedAtUs,
                lane,
                certainty,
                latched,
                null);
    }

    /** What happened to the condition. */
    public enum Kind {
        RAISED,
        UPGRADED,
        DOWNGRADED,
        /** A new most extreme value at an unchanged grade. */
        PEAKED,
        CLEARED
    }
}
