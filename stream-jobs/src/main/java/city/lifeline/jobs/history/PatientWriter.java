package city.lifeline.jobs.history;

import city.lifeline.jobs.FaultCounter;
import city.lifeline.jobs.history.HistoryStore.RefusedException;
import city.lifeline.jobs.history.HistoryStore.UnavailableException;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.failsafe.function.CheckedRunnable;
import java.time.Duration;
import java.util.NavigableSet;

/**
 * Writes lines until the store has every one that it can take. While the store is down it waits,
 * and lets those wait who feed it; a line that the store refuses is found, counted and given up,
 * and its neighbours are written.
 */
final class PatientWriter implements AutoCloseable {

    private static final int FOR_EVER = -1;

    private final HistoryStore store;
    private final FaultCounter refused;
    private final FailsafeExecutor<Object> patiently;
    private boolean prepared;

    PatientWriter(
            HistoryStore store,
            FaultCounter refused,
            FaultCounter unavailable,
            Duration firstPause,
            Duration longestPause) {
        this.store = store;
        this.refused = refused;
        this.patiently =
                Failsafe.with(
                        RetryPolicy.builder()
                                .handle(UnavailableException.class)
                                .withBackoff(firstPause, longestPause)
                                .withMaxRetries(FOR_EVER)
                                .onFailedAttempt(
                                        attempt ->
                                                unavailable.report(
                                                        String.valueOf(
                                                                attempt.getLastException()
                                                                        .getMessage())))
                                .build());
    }

    void write(String lines) throws InterruptedException {
        if (!prepared) {
            prepare();
        }
        try {
            untilTaken(lines);
        } catch (RefusedException e) {
            if (tookTheRest(e)) {
                return;
            }
            // Perhaps not because of the lines: somebody may have dropped the table.
            prepare();
            writeAllButRefused(lines);
        }
    }

    /** Sums up what was written in some minutes since the epoch, once the store is able to. */
    void sumUp(NavigableSet<Long> minutes, boolean endOfInput) throws InterruptedException {
        try {
            run(() -> store.sumUp(minutes, endOfInput));
        } catch (RefusedException e) {
            throw new IllegalStateException("summing up writes no line", e);
        }
    }

    @Override
    public void close() {
        store.close();
    }

    private void writeAllButRefused(String lines) throws InterruptedException {
        try {
            untilTaken(lines);
        } catch (RefusedException e) {
            if (tookTheRest(e)) {
                return;
            }
            int middle = LineProtocol.middle(lines);
            if (middle == 0) {
                refused.report(lines.strip() + ": " + e.getMessage());
                return;
            }
            writeAllButRefused(lines.substring(0, middle));
            writeAllButRefused(lines.substring(middle));
        }
    }

    private boolean tookTheRest(RefusedException e) {
        if (e.dropped() == 0) {
            return false;
        }
        refused.report(e.dropped(), String.valueOf(e.getMessage()));
        return true;
    }

    private void prepare() throws InterruptedException {
        try {
            run(store::prepare);
        } catch (RefusedException e) {
            throw new IllegalStateException("preparing writes no line", e);
        }
        prepared = true;
    }

    private void untilTaken(String lines) throws InterruptedException, RefusedException {
        run(() -> store.write(lines));
    }

    private void run(CheckedRunnable attempt) throws InterruptedException, RefusedException {
        try {
            patiently.run(attempt);
        } catch (FailsafeException e) {
            if (e.getCause() instanceof RefusedException cause) {
                throw cause;
            }
            if (e.getCause() instanceof InterruptedException) {
                throw (InterruptedException) new InterruptedException().initCause(e);
            }
            throw e;
        }
    }
}
