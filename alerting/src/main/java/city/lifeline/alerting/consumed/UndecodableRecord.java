package city.lifeline.alerting.consumed;

/** A record that is no event, and why. */
public record UndecodableRecord(RawRecord record, String reason) {}
