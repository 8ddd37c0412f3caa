package city.lifeline.model;

/**
 * The live run's clock as a function of the wall clock: equal to it, or, in a simulated city,
 * running at another speed from an anchor. Every process that has the same anchor reads the same
 * time.
 *
 * @param anchorWallUs a moment of the wall clock, µs since the epoch
 * @param anchorRunUs what the run's clock read at that moment, µs since the epoch
 * @param speed seconds of the run per second of the wall, above 0
 */
public record RunClock(long anchorWallUs, long anchorRunUs, double speed) {

    /** The run's clock is the wall clock. */
    public static final RunClock WALL = new RunClock(0, 0, 1);

    public RunClock {
        if (!(speed > 0) || Double.isInfinite(speed)) {
            throw new IllegalArgumentException("a clock's speed must be above 0, not " + speed);
        }
    }

    public long runUs(long wallUs) {
        long elapsed = wallUs - anchorWallUs;
        return anchorRunUs + (speed == 1 ? elapsed : (long) (elapsed * speed));
    }
}
