package city.lifeline.alerting.report;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * A shift, a day or a month of the city, in its time zone: a day may have 23 hours, a month 28
 * days.
 *
 * @param to excluded
 * @param slot in which warnings are counted
 */
public record Period(Kind kind, Instant from, Instant to, Duration slot) {

    /** Shifts begin here, and twelve hours later. */
    private static final LocalTime SHIFT = LocalTime.of(8, 0);

    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    /** How long it is. */
    public enum Kind {
        SHIFT,
        DAY,
        MONTH
    }

    /** The one that a moment is in. */
    public static Period around(Kind kind, Instant at, ZoneId zone) {
        ZonedDateTime there = at.atZone(zone);
        LocalDate day = there.toLocalDate();
        return switch (kind) {
            case SHIFT -> shift(there, day, zone);
            case DAY -> of(kind, day.atStartOfDay(zone), day.plusDays(1).atStartOfDay(zone));
            case MONTH -> {
                LocalDate first = day.withDayOfMonth(1);
                yield of(kind, first.atStartOfDay(zone), first.plusMonths(1).atStartOfDay(zone));
            }
        };
    }

    private static Period shift(ZonedDateTime there, LocalDate day, ZoneId zone) {
        ZonedDateTime morning = day.atTime(SHIFT).atZone(zone);
        ZonedDateTime evening = day.atTime(SHIFT.plusHours(12)).atZone(zone);
        if (there.isBefore(morning)) {
            return of(
                    Kind.SHIFT, day.minusDays(1).atTime(SHIFT.plusHours(12)).atZone(zone), morning);
        }
        return there.isBefore(evening)
                ? of(Kind.SHIFT, morning, evening)
                : of(Kind.SHIFT, evening, day.plusDays(1).atTime(SHIFT).atZone(zone));
    }

    private static Period of(Kind kind, ZonedDateTime from, ZonedDateTime to) {
        return new Period(
                kind,
                from.toInstant(),
                to.toInstant(),
                kind == Kind.MONTH ? Duration.ofDays(1) : TEN_MINUTES);
    }
}
