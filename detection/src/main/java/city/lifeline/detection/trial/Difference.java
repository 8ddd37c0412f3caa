package city.lifeline.detection.trial;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one set of rules warns of and another does not, over the same recording. A warning of the
 * one is the same as one of the other if rule and point are the same and the two overlap in time;
 * each has at most one such.
 */
public final class Difference {

    private final List<Changed> changes = new ArrayList<>();
    private final Map<String, Tally> byRule = new TreeMap<>();
    private final Tally all = new Tally();

    /** How a warning differs. */
    public enum Kind {
        NEW,
        MISSED,
        EARLIER,
        LATER,
        OTHER_GRADE
    }

    /**
     * A warning that differs.
     *
     * @param given of the rules on trial; null: these do not give it
     * @param inForce of the rules in force; null: these do not give it
     */
    public record Changed(Kind kind, @Nullable Episode given, @Nullable Episode inForce) {

        /** The one of the rules on trial, or else the other. */
        public Episode any() {
            if (given != null) {
                return given;
            }
            if (inForce == null) {
                throw new IllegalStateException("a change of nothing");
            }
            return inForce;
        }
    }

    /**
     * Counts of one rule, or of all.
     *
     * @param given warnings of the rules on trial
     * @param added that only the rules on trial give
     * @param missed that only the rules in force give
     * @param otherGrade of those that both give: with another highest grade
     */
    public record Counts(
            String rule,
            int given,
            int inForce,
            int added,
            int missed,
            int earlier,
            int later,
            int otherGrade) {}

    private static final class Tally {
        private int given;
        private int inForce;
        private int added;
        private int missed;
        private int earlier;
        private int later;
        private int otherGrade;

        private void count(Kind kind) {
            switch (kind) {
                case NEW -> added++;
                case MISSED -> missed++;
                case EARLIER -> earlier++;
                case LATER -> later++;
                case OTHER_GRADE -> otherGrade++;
            }
        }

        private Counts counts(String rule) {
            return new Counts(rule, given, inForce, added, missed, earlier, later, otherGrade);
        }
    }

    /**
     * Compares.
     *
     * @param given warnings of the rules on trial
     * @param inForce warnings of the rules in force
     */
    public Difference(List<Episode> given, List<Episode> inForce) {
        Map<List<String>, List<Episode>> before = byRuleAndPoint(inForce);
        for (Episode warning : inForce) {
            tally(warning).inForce++;
            all.inForce++;
        }
        for (Map.Entry<List<String>, List<Episode>> entry : byRuleAndPoint(given).entrySet()) {
            List<Episode> others = before.getOrDefault(entry.getKey(), new ArrayList<>());
            for (Episode warning : entry.getValue()) {
                tally(warning).given++;
                all.given++;
                Episode same = overlapping(warning, others);
                if (same == null) {
                    note(Kind.NEW, warning, null);
                } else {
                    others.remove(same);
                    compare(warning, same);
                }
            }
        }
        before.values().forEach(left -> left.forEach(of -> note(Kind.MISSED, null, of)));
        changes.sort(
                Comparator.comparingLong((Changed change) -> change.any().raisedAtUs())
                        .thenComparing(change -> change.any().point())
                        .thenComparing(change -> change.any().rule())
                        .thenComparing(Changed::kind));
    }

    private static Map<List<String>, List<Episode>> byRuleAndPoint(List<Episode> warnings) {
        Map<List<String>, List<Episode>> groups = new LinkedHashMap<>();
        warnings.stream()
                .sorted(Comparator.comparingLong(Episode::raisedAtUs))
                .forEach(
                        warning ->
                                groups.computeIfAbsent(
                                                List.of(warning.rule(), warning.point()),
                                                key -> new ArrayList<>())
                                        .add(warning));
        return groups;
    }

    private static @Nullable Episode overlapping(Episode warning, List<Episode> others) {
        for (Episode other : others) {
            if (other.raisedAtUs() == warning.raisedAtUs()
                    || (other.raisedAtUs() < warning.endUs()
                            && other.endUs() > warning.raisedAtUs())) {
                return other;
            }
        }
        return null;
    }

    private void compare(Episode given, Episode inForce) {
        if (given.raisedAtUs() < inForce.raisedAtUs()) {
            note(Kind.EARLIER, given, inForce);
        } else if (given.raisedAtUs() > inForce.raisedAtUs()) {
            note(Kind.LATER, given, inForce);
        }
        if (given.peak() != inForce.peak()) {
            note(Kind.OTHER_GRADE, given, inForce);
        }
    }

    private void note(Kind kind, @Nullable Episode given, @Nullable Episode inForce) {
        Changed change = new Changed(kind, given, inForce);
        changes.add(change);
        tally(change.any()).count(kind);
        all.count(kind);
    }

    private Tally tally(Episode warning) {
        return byRule.computeIfAbsent(warning.rule(), rule -> new Tally());
    }

    /** In the order of the warnings' times. */
    public List<Changed> changes() {
        return List.copyOf(changes);
    }

    /** By rule, then of all together as {@code all}. */
    public List<Counts> counts() {
        List<Counts> counts = new ArrayList<>();
        byRule.forEach((rule, tally) -> counts.add(tally.counts(rule)));
        counts.add(all.counts("all"));
        return counts;
    }
}
