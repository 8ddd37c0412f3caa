package city.lifeline.launcher.replay;

import city.lifeline.launcher.client.ApiException;
import city.lifeline.launcher.instance.Refusal;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Waits for processes that may be down for a while: the supervisor brings them back. */
final class Patience {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final long POLL_MS = 250;

    private Patience() {}

    /** Something that needs a process to be there. */
    @FunctionalInterface
    interface Attempt<T> {
        T run() throws IOException, ExecutionException, TimeoutException, InterruptedException;
    }

    /** A question whose answer is awaited. */
    @FunctionalInterface
    interface Condition {
        boolean holds()
                throws IOException, ExecutionException, TimeoutException, InterruptedException;
    }

    /**
     * Tries until it works.
     *
     * @param what for people, such as {@code Kafka does not answer}
     * @throws Refusal if it does not work for minutes, or is refused for good
     */
    static <T> T with(String what, Attempt<T> attempt) throws InterruptedException {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (true) {
            try {
                return attempt.run();
            } catch (IOException | ExecutionException | TimeoutException e) {
                if (isFinal(e)) {
                    throw new Refusal(reason(e) + ".");
                }
                if (System.nanoTime() > deadline) {
                    throw new Refusal("%s: %s.".formatted(what, reason(e)));
                }
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
    }

    /**
     * Waits until a condition holds. It may take as long as it likes while the process that is
     * asked answers.
     */
    static void until(String what, Condition condition) throws InterruptedException {
        while (!with(what, condition::holds)) {
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
    }

    private static boolean isFinal(Exception fault) {
        return fault instanceof ApiException refused
                && refused.status() / 100 == 4
                && refused.status() != 429;
    }

    private static @Nullable String reason(Exception fault) {
        Throwable cause = fault instanceof ExecutionException ? fault.getCause() : fault;
        return cause == null || cause.getMessage() == null
                ? fault.getClass().getSimpleName()
                : cause.getMessage();
    }
}
