package city.lifeline.model;

/** What is known about the trust a sample deserves. */
public enum Quality {
    GOOD,
    UNCERTAIN,
    BAD,
    STUCK,
    MISSING,
    /** The value is good; the sender's time was wrong and was corrected to the run's clock. */
    CLOCK
}
