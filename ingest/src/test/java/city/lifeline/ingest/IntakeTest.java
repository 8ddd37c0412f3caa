package city.lifeline.ingest;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class IntakeTest {

    private final Intake intake = new Intake(1_000);
    private final AtomicBoolean over = new AtomicBoolean();

    private boolean take(long bytes) {
        try {
            return intake.await(bytes, over::get);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private CompletableFuture<Boolean> taking(long bytes) {
        CompletableFuture<Boolean> taken = new CompletableFuture<>();
        Thread waiting = new Thread(() -> taken.complete(take(bytes)));
        waiting.start();
        while (waiting.getState() != Thread.State.WAITING && !taken.isDone()) {
            Thread.onSpinWait();
        }
        return taken;
    }

    @Test
    void whoeverBringsMoreThanThereIsRoomForWaitsUntilSomeIsGivenBack() throws Exception {
        assertTrue(take(600));
        CompletableFuture<Boolean> second = taking(500);
        assertFalse(second.isDone());

        intake.release(600);

        assertTrue(second.get(10, SECONDS));
        assertEquals(500, intake.usedBytes());
    }

    @Test
    void aMessageLargerThanAllRoomPassesAlone() {
        assertTrue(take(5_000));
        assertEquals(5_000, intake.usedBytes());
    }

    @Test
    void nobodyWaitsForAConnectionThatIsOver() throws Exception {
        take(1_000);
        CompletableFuture<Boolean> second = taking(1);

        over.set(true);
        intake.wake();

        assertFalse(second.get(10, SECONDS));
        assertEquals(1_000, intake.usedBytes());
    }
}
