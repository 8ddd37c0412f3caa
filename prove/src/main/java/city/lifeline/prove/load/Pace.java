package city.lifeline.prove.load;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Does something at a steady pace on a thread of its own; what was delayed is made up for. */
final class Pace {

    private final Thread thread;
    private volatile boolean stopped;

    /** One thing to do. */
    interface Step {
        void run() throws Exception;
    }

    Pace(String name, double perSecond, Step step) {
        thread = new Thread(() -> run(perSecond, step), name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run(double perSecond, Step step) {
        long everyNs = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
        long next = System.nanoTime();
        try {
            while (!stopped) {
                step.run();
                next += everyNs;
                long waitNs = next - System.nanoTime();
                if (waitNs > 0) {
                    LockSupport.parkNanos(waitNs);
                } else if (waitNs < -TimeUnit.SECONDS.toNanos(5)) {
                    next = System.nanoTime();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new IllegalStateException(thread.getName() + " failed", e);
        }
    }

    /** Ends it, and what it is doing. */
    void abandon() {
        stopped = true;
        thread.interrupt();
    }

    void stop() throws InterruptedException {
        stopped = true;
        thread.join(10_000);
        if (thread.isAlive()) {
            thread.interrupt();
            thread.join();
        }
    }
}
