package city.lifeline.detection.rules;

import java.util.List;

/** Whether resolved limits make sense together. */
final class LimitOrder {

    private LimitOrder() {}

    /** Adds a problem for each limit that contradicts its neighbour. */
    static void check(
            boolean above, List<ThresholdLimits> mildestFirst, List<Rule.Problem> problems) {
        ThresholdLimits milder = null;
        for (ThresholdLimits limits : mildestFirst) {
            String field = "grades." + Words.of(limits.grade());
            if (!Double.isFinite(limits.raise())) {
                problems.add(new Rule.Problem(field + ".raise", "must be a finite number"));
                return;
            }
            if (!Double.isFinite(limits.clear())) {
                problems.add(new Rule.Problem(field + ".clear", "must be a finite number"));
                return;
            }
            if (beyond(above, limits.clear(), limits.raise())) {
                problems.add(
                        new Rule.Problem(
                                field + ".clear",
                                "%s lies on the dangerous side of raise %s: a rule that raises %s must"
                                                .formatted(
                                                        Words.number(limits.clear()),
                                                        Words.number(limits.raise()),
                                                        above ? "above" : "below")
                                        + (above
                                                ? " clear at raise or lower"
                                                : " clear at raise or higher")));
            }
            if (milder != null) {
                compare(above, milder, limits, field, problems);
            }
            milder = limits;
        }
    }

    private static void compare(
            boolean above,
            ThresholdLimits milder,
            ThresholdLimits graver,
            String field,
            List<Rule.Problem> problems) {
        if (!beyond(above, graver.raise(), milder.raise())) {
            problems.add(
                    new Rule.Problem(
                            field + ".raise",
                            "%s must be %s than %s of the milder grade %s"
                                    .formatted(
                                            Words.number(graver.raise()),
                                            above ? "higher" : "lower",
                                            Words.number(milder.raise()),
                                            Words.of(milder.grade()))));
        }
        if (beyond(above, milder.clear(), graver.clear())) {
            problems.add(
                    new Rule.Problem(
                            field + ".clear",
                            "%s must not be %s than %s of the milder grade %s, or the milder grade"
                                            .formatted(
                                                    Words.number(graver.clear()),
                                                    above ? "lower" : "higher",
                                                    Words.number(milder.clear()),
                                                    Words.of(milder.grade()))
                                    + " would clear first"));
        }
    }

    private static boolean beyond(boolean above, double value, double limit) {
        return above ? value > limit : value < limit;
    }
}
