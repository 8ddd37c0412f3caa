package city.lifeline.backtest;

import city.lifeline.detection.trial.Episode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one set of rules warns of and another does not, over the same recording. */
final class Difference {

    private final city.lifeline.detection.trial.Difference difference;

    /**
     * Compares.
     *
     * @param given warnings of the rules on trial
     * @param inForce warnings of the rules in force
     */
    Difference(List<BacktestWarning> given, List<BacktestWarning> inForce) {
        difference =
                new city.lifeline.detection.trial.Difference(
                        given.stream().map(BacktestWarning::episode).toList(),
                        inForce.stream().map(BacktestWarning::episode).toList());
    }

    /** In the order of the warnings' times, as they are written. */
    List<Map<String, @Nullable Object>> changes() {
        return difference.changes().stream().map(Difference::fields).toList();
    }

    private static Map<String, @Nullable Object> fields(
            city.lifeline.detection.trial.Difference.Changed change) {
        Episode given = change.given();
        Episode inForce = change.inForce();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("change", change.kind().name());
        fields.put("rule", change.any().rule());
        fields.put("point", change.any().point());
        fields.put("raisedAt", given == null ? null : Times.text(given.raisedAtUs()));
        fields.put("raisedAtInForce", inForce == null ? null : Times.text(inForce.raisedAtUs()));
        fields.put("peak", given == null ? null : given.peak().name());
        fields.put("peakInForce", inForce == null ? null : inForce.peak().name());
        return fields;
    }

    /**
     * By rule, then of all together as {@code all}.
     *
     * @param given figures of the rules on trial; empty without labels
     * @param inForce figures of the rules in force
     */
    List<Backtest.Change> rows(List<Evaluation.Figures> given, List<Evaluation.Figures> inForce) {
        List<Backtest.Change> rows = new ArrayList<>();
        difference.counts().forEach(counts -> rows.add(row(counts, given, inForce)));
        return rows;
    }

    private static Backtest.Change row(
            city.lifeline.detection.trial.Difference.Counts counts,
            List<Evaluation.Figures> given,
            List<Evaluation.Figures> inForce) {
        Evaluation.@Nullable Figures now = of(counts.rule(), given);
        Evaluation.@Nullable Figures before = of(counts.rule(), inForce);
        return new Backtest.Change(
                counts.rule(),
                counts.given(),
                counts.inForce(),
                counts.added(),
                counts.missed(),
                counts.earlier(),
                counts.later(),
                counts.otherGrade(),
                now == null ? Double.NaN : now.precision(),
                before == null ? Double.NaN : before.precision(),
                now == null ? Double.NaN : now.recall(),
                before == null ? Double.NaN : before.recall());
    }

    private static Evaluation.@Nullable Figures of(String rule, List<Evaluation.Figures> all) {
        return all.stream().filter(figures -> figures.rule().equals(rule)).findFirst().orElse(null);
    }
}
