package city.lifeline.backtest;

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
final class Difference {

    private final List<Changed> changes = new ArrayList<>();
    private final Map<String, Tally> byRule = new TreeMap<>();
    private final Tally all = new Tally();

    /** How a warning differs. */
    enum Kind {
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
    record Changed(Kind kind, @Nullable BacktestWarning given, @Nullable BacktestWarning inForce) {

        private BacktestWarning any() {
            if (given != null) {
                return given;
            }
            if (inForce == null) {
                throw new IllegalStateException("a change of nothing");
            }
            return inForce;
        }

        Map<String, @Nullable Object> fields() {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put("change", kind.name());
            fields.put("rule", any().rule());
            fields.put("point", any().point());
            fields.put("raisedAt", given == null ? null : Times.text(given.raisedAtUs()));
            fields.put(
                    "raisedAtInForce", inForce == null ? null : Times.text(inForce.raisedAtUs()));
            fields.put("peak", given == null ? null : given.peak());
            fields.put("peakInForce", inForce == null ? null : inForce.peak());
            return fields;
        }
    }

    /** Counts of one rule. */
    static final class Tally {
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
    }

    /**
     * Compares.
     *
     * @param given warnings of the rules on trial
     * @param inForce warnings of the rules in force
     */
    Difference(List<BacktestWarning> given, List<BacktestWarning> inForce) {
        Map<List<String>, List<BacktestWarning>> before = byRuleAndPoint(inForce);
        for (BacktestWarning warning : inForce) {
            tally(warning).inForce++;
            all.inForce++;
        }
        for (Map.Entry<List<String>, List<BacktestWarning>> entry :
                byRuleAndPoint(given).entrySet()) {
            List<BacktestWarning> others = before.getOrDefault(entry.getKey(), new ArrayList<>());
            for (BacktestWarning warning : entry.getValue()) {
                tally(warning).given++;
                all.given++;
                BacktestWarning same = overlapping(warning, others);
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

    private static Map<List<String>, List<BacktestWarning>> byRuleAndPoint(
            List<BacktestWarning> warnings) {
        Map<List<String>, List<BacktestWarning>> groups = new LinkedHashMap<>();
        warnings.stream()
                .sorted(Comparator.comparingLong(BacktestWarning::raisedAtUs))
                .forEach(
                        warning ->
                                groups.computeIfAbsent(
                                                List.of(warning.rule(), warning.point()),
                                                key -> new ArrayList<>())
                                        .add(warning));
        return groups;
    }

    private static @Nullable BacktestWarning overlapping(
            BacktestWarning warning, List<BacktestWarning> others) {
        Alarm alarm = warning.alarm();
        for (BacktestWarning other : others) {
            Alarm of = other.alarm();
            if (of.startUs() == alarm.startUs()
                    || (of.startUs() < alarm.endUs() && of.endUs() > alarm.startUs())) {
                return other;
            }
        }
        return null;
    }

    private void compare(BacktestWarning given, BacktestWarning inForce) {
        if (given.raisedAtUs() < inForce.raisedAtUs()) {
            note(Kind.EARLIER, given, inForce);
        } else if (given.raisedAtUs() > inForce.raisedAtUs()) {
            note(Kind.LATER, given, inForce);
        }
        if (!given.peak().equals(inForce.peak())) {
            note(Kind.OTHER_GRADE, given, inForce);
        }
    }

    private void note(
            Kind kind, @Nullable BacktestWarning given, @Nullable BacktestWarning inForce) {
        Changed change = new Changed(kind, given, inForce);
        changes.add(change);
        tally(change.any()).count(kind);
        all.count(kind);
    }

    private Tally tally(BacktestWarning warning) {
        return byRule.computeIfAbsent(warning.rule(), rule -> new Tally());
    }

    /** In the order of the warnings' times. */
    List<Changed> changes() {
        return List.copyOf(changes);
    }

    /**
     * By rule, then of all together as {@code all}.
     *
     * @param given figures of the rules on trial; empty without labels
     * @param inForce figures of the rules in force
     */
    List<Backtest.Change> rows(List<Evaluation.Figures> given, List<Evaluation.Figures> inForce) {
        List<Backtest.Change> rows = new ArrayList<>();
        byRule.forEach((rule, tally) -> rows.add(row(rule, tally, given, inForce)));
        rows.add(row("all", all, given, inForce));
        return rows;
    }

    private static Backtest.Change row(
            String rule,
            Tally tally,
            List<Evaluation.Figures> given,
            List<Evaluation.Figures> inForce) {
        Evaluation.@Nullable Figures now = of(rule, given);
        Evaluation.@Nullable Figures before = of(rule, inForce);
        return new Backtest.Change(
                rule,
                tally.given,
                tally.inForce,
                tally.added,
                tally.missed,
                tally.earlier,
                tally.later,
                tally.otherGrade,
                now == null ? Double.NaN : now.precision(),
                before == null ? Double.NaN : before.precision(),
                now == null ? Double.NaN : now.recall(),
                before == null ? Double.NaN : before.recall());
    }

    private static Evaluation.@Nullable Figures of(String rule, List<Evaluation.Figures> all) {
        return all.stream().filter(figures -> figures.rule().equals(rule)).findFirst().orElse(null);
    }
}
