package city.lifeline.launcher.backup;

import city.lifeline.launcher.instance.Refusal;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and kill while a command copies: it is told to give up, and the process ends when it has
 * tidied up.
 */
final class Interruption implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 10;

    private final CountDownLatch tidied = new CountDownLatch(1);
    private final Thread hook = new Thread(this::tell, "interruption");
    private volatile boolean told;

    /** From now to {@link #close} the end of the process waits. */
    Interruption() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Run by the system as the process is to end. */
    void tell() {
        told = true;
        try {
            if (!tidied.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Called between pieces of the work.
     *
     * @throws Refusal if the process is to end
     */
    void check() {
        if (told) {
            throw new Refusal("Interrupted.");
        }
    }

    @Override
    public void close() {
        tidied.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process ends already; that is what the hook is for.
        }
    }
}
