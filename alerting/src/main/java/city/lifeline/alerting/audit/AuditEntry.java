package city.lifeline.alerting.audit;

import java.time.Instant;

/** One entry of the trail, as it was written. */
public record AuditEntry(
        long number, Instant at, String person, String action, String subject, String detail) {}
