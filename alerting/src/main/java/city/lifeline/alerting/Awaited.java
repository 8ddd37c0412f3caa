package city.lifeline.alerting;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for another process, and says for what. */
final class Awaited {

    private static final Logger LOG = LoggerFactory.getLogger(Awaited.class);

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private Awaited() {}

    /** Asks what is still missing. */
    @FunctionalInterface
    interface Question {
        /** Empty: nothing. */
        Optional<String> ask() throws InterruptedException;
    }

    /**
     * Returns when nothing is missing any more.
     *
     * @throws StartupException if it takes too long
     */
    static void await(String what, Instant deadline, Question question)
            throws InterruptedException {
        Instant saidAt = Instant.EPOCH;
        Optional<String> lack = question.ask();
        while (lack.isPresent()) {
            Instant now = Instant.now();
            if (now.isAfter(deadline)) {
                throw new StartupException(
                        "%s did not become ready in time: %s".formatted(what, lack.get()));
            }
            if (Duration.between(saidAt, now).compareTo(SILENCE) > 0) {
                LOG.info("Waiting for {}: {}", what, lack.get());
                saidAt = now;
            }
            Thread.sleep(PAUSE.toMillis());
            lack = question.ask();
        }
    }
}
