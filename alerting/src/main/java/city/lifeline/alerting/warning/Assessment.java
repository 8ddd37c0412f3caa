package city.lifeline.alerting.warning;

/** What people found a warning to be. */
public enum Assessment {
    CONFIRMED,
    FALSE,
    DRILL,
    KNOWN_WORK
}
