package city.lifeline.launcher.process;

/**
 * What is known about a component's process.
 *
 * @param pid 0 while no process runs
 * @param restarts how often it was started again
 */
public record ComponentStatus(String name, State state, long pid, int restarts) {

    /**
     * {@code WAITING → STARTING → READY ⇄ UNWELL}; from each of the last three to {@code RESTARTING
     * → STARTING} when the process ends, and to {@code STOPPED} when the city stops. {@code FAILED}
     * is for a process that ended again and again before it was ever ready.
     */
    public enum State {
        WAITING,
        STARTING,
        READY,
        UNWELL,
        RESTARTING,
        FAILED,
        STOPPED
    }
}
