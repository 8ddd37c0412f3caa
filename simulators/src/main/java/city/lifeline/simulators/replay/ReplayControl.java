package city.lifeline.simulators.replay;

import city.lifeline.simulators.replay.ReplayOptions.As;

/**
 * How a replay shall go on; may be changed by any thread while it runs, and is obeyed within a
 * tenth of a second of the wall.
 */
public final class ReplayControl {

    /** Passes of a replay that begins again until somebody stops it. */
    public static final int FOREVER = Integer.MAX_VALUE;

    static final long NOWHERE = Long.MIN_VALUE;

    private final As as;
    private final int passes;
    private double speed;
    private boolean paused;
    private boolean stopped;
    private boolean again;
    private long seekUs = NOWHERE;

    /**
     * Starts unpaused.
     *
     * @param speed seconds of the recording per second
     * @param passes how often the recording is replayed; {@link #FOREVER} until it is stopped
     */
    public ReplayControl(As as, double speed, int passes) {
        if (passes < 1) {
            throw new IllegalArgumentException("there must be one pass at least, not " + passes);
        }
        this.as = as;
        this.passes = passes;
        this.speed = checked(speed);
    }

    public synchronized void pause() {
        paused = true;
    }

    public synchronized void resume() {
        paused = false;
    }

    /**
     * Changes the speed.
     *
     * @throws IllegalArgumentException if it is none that this replay can have
     */
    public synchronized void speed(double wanted) {
        speed = checked(wanted);
    }

    /**
     * Goes on at another time of the recording.
     *
     * @param toUs microseconds since the epoch, as recorded
     */
    public synchronized void seek(long toUs) {
        seekUs = toUs;
    }

    /** Ends the replay as if the recording ended here. */
    public synchronized void stop() {
        stopped = true;
        paused = false;
    }

    public int passes() {
        return passes;
    }

    public synchronized boolean isPaused() {
        return paused;
    }

    public synchronized boolean isStopped() {
        return stopped;
    }

    public synchronized double speed() {
        return speed;
    }

    /**
     * Whether the replay ended because the run has to begin anew: the recording's own times cannot
     * go back within a run. True once; the next replay then goes on where it was wanted.
     */
    public synchronized boolean takeAgain() {
        boolean was = again && !stopped;
        again = false;
        return was;
    }

    /**
     * Whether another time is wanted that the replay has not gone to: it came to its end before.
     */
    public synchronized boolean isSought() {
        return seekUs != NOWHERE && !stopped;
    }

    synchronized void beginAgain(long atUs) {
        again = true;
        if (seekUs == NOWHERE) {
            seekUs = atUs;
        }
    }

    /** Where to go on, once; {@link #NOWHERE} for where it is. */
    synchronized long takeSeekUs() {
        long wanted = seekUs;
        seekUs = NOWHERE;
        return wanted;
    }

    private double checked(double wanted) {
        if (!(wanted > 0)) {
            throw new IllegalArgumentException("the speed must be above 0, not " + wanted);
        }
        if (as == As.NOW && wanted == ReplayOptions.MAX_SPEED) {
            throw new IllegalArgumentException(
                    "a replay as now needs a speed: give a number instead of max");
        }
        return wanted;
    }
}
