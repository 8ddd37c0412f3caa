package city.lifeline.model;

/** Why samples are {@link Quality#BAD}. */
public enum Cause {
    /** They are not. */
    NONE,
    /** The sender said so. */
    SENSOR,
    /** Beyond the point's physical range: perhaps a sensor that is saturated, which is no calm. */
    RANGE,
    /** Further from the sample before than the point can move. */
    JUMP,
    /** The value by which the device says that it has none. */
    SENTINEL
}
