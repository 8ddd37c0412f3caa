package city.lifeline.prove.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.prove.Rigs;
import city.lifeline.prove.Seed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private static Verdict of(Proof.Body body) throws InterruptedException {
        Rigs none = new Rigs(Path.of("none"), module -> List.of());
        return Verdict.of(
                Proof.of(Promise.P1, "a proof", body), new Trial(new Seed(1), 0, none, line -> {}));
    }

    @Test
    void aProofThatEndsHolds() throws InterruptedException {
        Verdict verdict =
                of(
                        trial -> {
                            trial.say("%d of %d", 1, 1);
                            trial.figure("readings", 5, "");
                        });

        assertEquals(Verdict.State.HELD, verdict.state());
        assertEquals("1 of 1", verdict.story().get(0).words());
        assertEquals(new Trial.Figure("readings", 5, ""), verdict.figures().get(0));
    }

    @Test
    void aBrokenPromiseSaysWhatWasFound() throws InterruptedException {
        Verdict verdict = of(trial -> Expect.same(1, 2, "readings"));

        assertEquals(Verdict.State.BROKEN, verdict.state());
        assertEquals("readings: expected 1, found 2", verdict.words());
    }

    @Test
    void aProofThatFailsItselfHasShownNothingAndDoesNotHold() throws InterruptedException {
        Verdict verdict =
                of(
                        trial -> {
                            throw new IOException("no disk");
                        });

        assertEquals(Verdict.State.BROKEN, verdict.state());
        assertTrue(verdict.words().contains("no disk"));
    }

    @Test
    void whatCannotBeShownIsNotHeld() throws InterruptedException {
        Verdict verdict =
                of(
                        trial -> {
                            throw new NotShownException("needs root");
                        });

        assertEquals(Verdict.State.NOT_SHOWN, verdict.state());
    }

    @Test
    void waitingForWhatNeverComesBreaksThePromise() throws InterruptedException {
        Verdict verdict = of(trial -> Expect.soon("it comes", Duration.ofMillis(60), () -> false));

        assertEquals(Verdict.State.BROKEN, verdict.state());
        assertEquals("not within PT0.06S: it comes", verdict.words());
    }
}
