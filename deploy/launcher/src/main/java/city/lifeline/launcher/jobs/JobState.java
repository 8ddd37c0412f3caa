package city.lifeline.launcher.jobs;

/** State of a Flink job as its REST interface names it. */
public enum JobState {
    INITIALIZING(false),
    CREATED(false),
    RUNNING(false),
    RESTARTING(false),
    RECONCILING(false),
    SUSPENDED(false),
    FAILING(false),
    CANCELLING(false),
    FAILED(true),
    CANCELED(true),
    FINISHED(true),
    /** A state that this launcher does not know; it leaves such a job alone. */
    UNKNOWN(false);

    private final boolean ended;

    JobState(boolean ended) {
        this.ended = ended;
    }

    /** Whether the job will never run again. */
    public boolean isEnded() {
        return ended;
    }

    static JobState of(String text) {
        for (JobState state : values()) {
            if (state.name().equals(text)) {
                return state;
            }
        }
        return UNKNOWN;
    }
}
