package city.lifeline.alerting.notify;

/** Why somebody is told. */
public enum Kind {
    RAISED,
    UPGRADED,
    /** Nobody has answered in time. */
    ESCALATED,
    /** Nobody is on duty for a while. */
    ROSTER_GAP,
    /** An operator tries whether it arrives. */
    TEST
}
