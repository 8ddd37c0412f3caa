package city.lifeline.model;

/** How sure a warning is, in the words of CAP 1.2. */
public enum Certainty {
    /** Confirmed by a person or by several sensors. */
    OBSERVED,
    /** One sensor, persistent. */
    LIKELY,
    /** A trend or a forecast. */
    POSSIBLE
}
