package city.lifeline.launcher.prove;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.prove.proof.Promise;
import city.lifeline.prove.proof.Verdict;
import city.lifeline.prove.proof.Verdict.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutcomeTest {

    private static Verdict verdict(Promise promise, State state) {
        return new Verdict(
                promise,
                "a <proof>",
                state,
                state == State.HELD ? "" : "why",
                7,
                Duration.ofSeconds(3),
                List.of(),
                List.of(),
                List.of());
    }

    @Test
    void aPromiseHoldsOnlyIfAllItsProofsDo() {
        List<Verdict> verdicts =
                List.of(
                        verdict(Promise.P7, State.HELD),
                        verdict(Promise.P7, State.BROKEN),
                        verdict(Promise.P1, State.HELD));

        Outcome outcome = Outcome.of(Set.of(Promise.P1, Promise.P7), false, verdicts);

        assertEquals(State.BROKEN, outcome.states().get(Promise.P7));
        assertFalse(outcome.holds());
        assertTrue(outcome.lines().stream().anyMatch(line -> line.startsWith("P7   BROKEN")));
    }

    @Test
    void whatIsNotShownIsNeverCountedAsHeld() {
        List<Verdict> verdicts =
                List.of(verdict(Promise.P1, State.HELD), verdict(Promise.P8, State.NOT_SHOWN));

        Outcome outcome = Outcome.of(Set.of(Promise.P1, Promise.P8), false, verdicts);

        assertTrue(outcome.holds());
        assertTrue(
                outcome.lines().contains("P8   not shown a <proof>: why"),
                () -> outcome.lines().toString());
        assertTrue(
                outcome.lines().stream()
                        .anyMatch(
                                line ->
                                        line.startsWith(
                                                "1 of 2 promises held, 0 broken, 1 not shown")));
    }

    @Test
    void whatWasNamedMustBeShown() {
        List<Verdict> verdicts =
                List.of(verdict(Promise.P1, State.HELD), verdict(Promise.P8, State.NOT_SHOWN));

        assertFalse(Outcome.of(Set.of(Promise.P1, Promise.P8), true, verdicts).holds());
        assertFalse(Outcome.of(Set.of(Promise.P17), true, List.of()).holds());
        assertTrue(Outcome.of(Set.of(Promise.P1), true, verdicts.subList(0, 1)).holds());
    }

    @Test
    void nothingShownIsNoSuccess() {
        assertFalse(Outcome.of(Set.of(Promise.P17), false, List.of()).holds());
    }

    @Test
    void theReportIsOneFileThatHoldsTheVerdicts(@TempDir Path directory) throws Exception {
        Outcome outcome =
                Outcome.of(Set.of(Promise.P1), true, List.of(verdict(Promise.P1, State.HELD)));
        Path file = directory.resolve("reports/prove.html");

        ProveReport.write(file, outcome, 7, 0);

        String page = Files.readString(file);
        assertTrue(page.contains("seed 7, brief form"), "no seed");
        assertTrue(page.contains("a &lt;proof&gt;"), "no escaped title");
        assertFalse(page.contains("src=\"http"), "it needs something else");
    }

    @Test
    void eachPromiseHasAProofOrAReason() {
        List<Promise> proved =
                AllProofs.list(city.lifeline.launcher.instance.Installation.ofThisProcess())
                        .stream()
                        .map(proof -> proof.promise())
                        .distinct()
                        .toList();
        for (Promise promise : Promise.values()) {
            assertTrue(
                    proved.contains(promise) != AllProofs.hasReason(promise),
                    () -> promise + " has both or neither");
        }
    }
}
