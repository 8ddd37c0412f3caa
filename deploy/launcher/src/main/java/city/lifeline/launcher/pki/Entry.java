package city.lifeline.launcher.pki;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One certificate that the authority issued, a line of its index.
 *
 * @param serial hexadecimal
 * @param name gateway's id, account or host
 * @param revokedAt null: it is not revoked
 * @param reason null exactly if it is not revoked
 */
public record Entry(
        String serial,
        Holder holder,
        String name,
        Instant issuedAt,
        Instant notAfter,
        @Nullable Instant revokedAt,
        @Nullable Reason reason) {

    static final String HEADER = "serial,holder,name,issued_at,not_after,revoked_at,reason";

    public boolean isRevoked() {
        return revokedAt != null;
    }

    /** Whether it lets in at that moment. */
    public boolean isValid(Instant at) {
        return !isRevoked() && at.isBefore(notAfter);
    }

    Entry revoked(Instant at, Reason why) {
        return new Entry(serial, holder, name, issuedAt, notAfter, at, why);
    }

    String line() {
        return String.join(
                ",",
                serial,
                holder.text(),
                name,
                issuedAt.toString(),
                notAfter.toString(),
                revokedAt == null ? "" : revokedAt.toString(),
                reason == null ? "" : reason.text());
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException or {@link java.time.DateTimeException} if it is none
     */
    static Entry parse(String line) {
        String[] fields = line.split(",", -1);
        if (fields.length != 7) {
            throw new IllegalArgumentException("seven fields expected, not " + fields.length);
        }
        return new Entry(
                fields[0],
                Holder.of(fields[1]),
                fields[2],
                Instant.parse(fields[3]),
                Instant.parse(fields[4]),
                fields[5].isEmpty() ? null : Instant.parse(fields[5]),
                fields[6].isEmpty() ? null : Reason.of(fields[6]));
    }
}
