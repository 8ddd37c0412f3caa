package city.lifeline.alerting.city;

import java.time.Duration;

/** The city of record as this process last read it. */
public final class CurrentCity {

    private CityOfRecord city;
    private long changes;

    public CurrentCity(CityOfRecord city) {
        this.city = city;
    }

    public synchronized CityOfRecord get() {
        return city;
    }

    public synchronized void set(CityOfRecord next) {
        city = next;
        changes++;
        notifyAll();
    }

    /** How often it was another one since this process began. */
    public synchronized long changes() {
        return changes;
    }

    /**
     * Waits a while for a change.
     *
     * @param known changes that the caller knows of
     * @return whether there was another one
     */
    public synchronized boolean awaitChange(long known, Duration atMost)
            throws InterruptedException {
        long endNs = System.nanoTime() + atMost.toNanos();
        while (changes == known) {
            long leftMs = (endNs - System.nanoTime()) / 1_000_000;
            if (leftMs <= 0) {
                return false;
            }
            wait(leftMs);
        }
        return true;
    }
}
