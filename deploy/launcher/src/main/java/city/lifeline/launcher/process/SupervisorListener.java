package city.lifeline.launcher.process;

import java.time.Duration;

/** Told what happens to the processes, from several threads. */
public interface SupervisorListener {

    void starting(String component);

    /**
     * A component serves, at its start or again.
     *
     * @param took since its start
     */
    void ready(String component, Duration took);

    /**
     * A component's process ended by itself.
     *
     * @param how such as {@code was ended by signal 9}
     * @param delay until it is started again
     */
    void ended(String component, String how, Duration delay);

    void stopped(String component);

    /** Something about a component changed that {@code status} shows. */
    void changed();
}
