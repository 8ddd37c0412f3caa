package city.lifeline.detection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What detection remembers of one rule in one group. Open fields and a public constructor, because
 * Flink stores it; only {@link GroupDetector} changes it.
 */
public final class GroupState {

    /** How far it has been judged, µs since the epoch. */
    public long nowUs = Long.MIN_VALUE;

    /**
     * What was given to {@link GroupDetector#take} and lies ahead of {@link #nowUs}, as it came.
     * Whoever waits long keeps what comes himself, and gives it when its time has come.
     */
    public List<MemberRecord> pending = new ArrayList<>();

    /** By point, or by input and point; of those that count, or did within the window. */
    public Map<String, MemberState> members = new HashMap<>();

    /** By residual; of a rule that has such. */
    public Map<String, Fit> fits = new HashMap<>();

    /** Null while the rule is quiet. */
    public @Nullable RuleState rule;

    /** The point, and its asset, that the open warning is told of; empty if none is open. */
    public String point = "";

    public String asset = "";

    /** Whether nothing is open, on its way, still to be judged or learnt. */
    public boolean quiet() {
        return rule == null && members.isEmpty() && pending.isEmpty() && fits.isEmpty();
    }
}
