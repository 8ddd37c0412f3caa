package city.lifeline.model;

/** What is known about the trust a sample deserves. */
public enum Quality {
    GOOD,
    UNCERTAIN,
    BAD,
    STUCK,
    MISSING
}
