package city.lifeline.detection;

import city.lifeline.model.Certainty;
import city.lifeline.model.Grade;
import city.lifeline.model.Outlook;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What detection remembers of one rule at one point while the rule is not quiet there. Open fields
 * and a public constructor, because Flink stores it.
 */
public final class RuleState {

    private static final int GRADES = 4;

    /** {@link Latch#code} by {@link #slot}. */
    public byte[] latches = new byte[GRADES];

    /** How much of its delay each latch has behind it, by {@link #slot}. */
    public long[] elapsedUs = new long[GRADES];

    /**
     * Whether each of the newest samples was dangerous, the newest in the lowest bit, by {@link
     * #slot}; where a grade counts samples.
     */
    public long[] recent = new long[GRADES];

    /** Event time of the newest sample that the rule accepted. */
    public long acceptedUs;

    /** Whether a sample that the rule does not accept came after {@link #acceptedUs}. */
    public boolean interrupted;

    /** How far the newest sample is to be believed; held: the rule does not accept it. */
    public Trust trust = Trust.CERTAIN;

    /** Id of the open warning; empty if none is open. */
    public String warning = "";

    /** Number of the warning's last event. */
    public int number;

    /** Grade of the open warning. */
    public @Nullable Grade grade;

    /** Highest grade of the open warning so far. */
    public @Nullable Grade peak;

    /** Most extreme value of the open warning so far. */
    public double peakValue;

    /** The {@link #peakValue} that the warning's last event told. */
    public double toldPeakValue;

    /** Limit of the warning's last event. */
    public double limit;

    public long raisedAtUs;

    /** Event time of the warning's last event. */
    public long toldAtUs;

    /** As the rule gave it at the warning's last event: the rule may be gone when it clears. */
    public Certainty certainty = Certainty.LIKELY;

    /** As the rule gave it at the warning's last event. */
    public boolean latched;

    /** Unit of what the warning's last event told; empty: the point's. */
    public String unit = "";

    /** As the warning's last event told it. */
    public @Nullable Outlook outlook;

    /**
     * Of a rule over several quantities: the newest known numbers of its inputs, by name; null
     * where there are none.
     */
    public @Nullable Map<String, Double> inputs;

    /** Place of a grade in the arrays. Stored: never change it. */
    static int slot(Grade grade) {
        return switch (grade) {
            case BLUE -> 0;
            case YELLOW -> 1;
            case ORANGE -> 2;
            case RED -> 3;
        };
    }

    RuleState copy() {
        RuleState copy = new RuleState();
        copy.latches = latches.clone();
        copy.elapsedUs = elapsedUs.clone();
        copy.acceptedUs = acceptedUs;
        copy.interrupted = interrupted;
        copy.trust = trust;
        copy.warning = warning;
        copy.number = number;
        copy.grade = grade;
        copy.peak = peak;
        copy.peakValue = peakValue;
        copy.toldPeakValue = toldPeakValue;
        copy.limit = limit;
        copy.raisedAtUs = raisedAtUs;
        copy.toldAtUs = toldAtUs;
        copy.certainty = certainty;
        copy.latched = latched;
        copy.recent = recent.clone();
        copy.unit = unit;
        copy.outlook = outlook;
        copy.inputs = inputs;
        return copy;
    }

    Latch latch(int slot) {
        return Latch.of(latches[slot]);
    }

    boolean isOff() {
        for (byte latch : latches) {
            if (latch != Latch.OFF.code()) {
                return false;
            }
        }
        for (long each : recent) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }

    boolean open() {
        return !warning.isEmpty();
    }
}
