package city.lifeline.alerting.notify;

/** Why somebody is told. */
public enum Kind {
    RAISED,
    UPGRADED,
    /** Nobody has answered in time. */
    ESCALATED,
    /** An operator tries whether it arrives. */
    TEST
}
