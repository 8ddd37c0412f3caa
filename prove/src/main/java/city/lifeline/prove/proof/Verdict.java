package city.lifeline.prove.proof;

import java.time.Duration;
import java.util.List;

/**
 * What came of one run of one proof.
 *
 * @param words if it does not hold, what was found; if it was not shown, why
 */
public record Verdict(
        Promise promise,
        String title,
        State state,
        String words,
        long seed,
        Duration took,
        List<Trial.Figure> figures,
        List<Trial.Line> story,
        List<Trial.Sample> lag) {

    /** Whether what was promised was found. */
    public enum State {
        HELD,
        BROKEN,
        NOT_SHOWN
    }

    /** Runs a proof. A fault of the proof itself counts as a broken promise: nothing was shown. */
    @SuppressWarnings("IllegalCatch")
    public static Verdict of(Proof proof, Trial trial) throws InterruptedException {
        long begun = System.nanoTime();
        State state;
        String words = "";
        try {
            proof.run(trial);
            state = State.HELD;
        } catch (NotShownException e) {
            state = State.NOT_SHOWN;
            words = String.valueOf(e.getMessage());
        } catch (BrokenPromiseException e) {
            state = State.BROKEN;
            words = String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            state = State.BROKEN;
            words = "the proof itself failed: " + e;
        }
        return new Verdict(
                proof.promise(),
                proof.title(),
                state,
                words,
                trial.seed().number(),
                Duration.ofNanos(System.nanoTime() - begun),
                trial.figures(),
                trial.story(),
                trial.lagSamples());
    }
}
