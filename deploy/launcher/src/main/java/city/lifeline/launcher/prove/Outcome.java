package city.lifeline.launcher.prove;

import city.lifeline.prove.proof.Promise;
import city.lifeline.prove.proof.Verdict;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What came of all that was asked for.
 *
 * @param states for each promise the worst of its proofs; one without a proof is not shown
 * @param named whether the promises were named one by one, so that each must be shown
 */
record Outcome(Map<Promise, Verdict.State> states, boolean named, List<Verdict> verdicts) {

    static Outcome of(Set<Promise> wanted, boolean named, List<Verdict> verdicts) {
        Map<Promise, Verdict.State> states = new EnumMap<>(Promise.class);
        for (Promise promise : wanted) {
            List<Verdict.State> its =
                    verdicts.stream()
                            .filter(verdict -> verdict.promise() == promise)
                            .map(Verdict::state)
                            .toList();
            states.put(promise, worst(its));
        }
        return new Outcome(states, named, verdicts);
    }

    private static Verdict.State worst(List<Verdict.State> states) {
        if (states.contains(Verdict.State.BROKEN)) {
            return Verdict.State.BROKEN;
        }
        return states.isEmpty() || states.contains(Verdict.State.NOT_SHOWN)
                ? Verdict.State.NOT_SHOWN
                : Verdict.State.HELD;
    }

    /** Whether nothing was broken, something was shown, and all that was named was shown. */
    boolean holds() {
        return count(Verdict.State.BROKEN) == 0
                && count(Verdict.State.HELD) > 0
                && (!named || count(Verdict.State.NOT_SHOWN) == 0);
    }

    private long count(Verdict.State state) {
        return states.values().stream().filter(state::equals).count();
    }

    /** For people. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("");
        states.forEach(
                (promise, state) ->
                        lines.add(
                                "%-4s %-9s %s"
                                        .formatted(
                                                promise,
                                                inWords(state),
                                                state == Verdict.State.NOT_SHOWN
                                                        ? why(promise)
                                                        : promise.sentence())));
        lines.add(
                "%d of %d promises held, %d broken, %d not shown: %s"
                        .formatted(
                                count(Verdict.State.HELD),
                                states.size(),
                                count(Verdict.State.BROKEN),
                                count(Verdict.State.NOT_SHOWN),
                                holds() ? "what was shown holds" : "this is no success"));
        return lines;
    }

    private String why(Promise promise) {
        return verdicts.stream()
                .filter(verdict -> verdict.promise() == promise)
                .filter(verdict -> verdict.state() == Verdict.State.NOT_SHOWN)
                .map(verdict -> verdict.title() + ": " + verdict.words())
                .findFirst()
                .orElseGet(() -> AllProofs.whyNot(promise));
    }

    private static String inWords(Verdict.State state) {
        return switch (state) {
            case HELD -> "held";
            case BROKEN -> "BROKEN";
            case NOT_SHOWN -> "not shown";
        };
    }

    /** One verdict in a line. */
    static String inWords(Verdict verdict) {
        String after = " after %d s".formatted(verdict.took().toSeconds());
        return inWords(verdict.state())
                + after
                + (verdict.words().isEmpty() ? "" : ": " + verdict.words());
    }
}
