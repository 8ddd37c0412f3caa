package city.lifeline.alerting.people;

import city.lifeline.model.Grade;
import java.time.LocalDate;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/**
 * One line of the roster: who is on duty for what, and when.
 *
 * @param district {@link #ANY}, or a district as the assets have it
 * @param lifeline {@link #ANY}, or one of {@link Lifelines}
 * @param grade from this one on
 * @param step 1: told at once; n: told when nobody of n - 1 has answered in time
 * @param from local time at which the shift begins
 * @param to local time at which it ends, on the next day if it is not after {@code from}
 * @param validFrom first day; null: since ever
 * @param validTo last day; null: for ever
 */
public record DutyLine(
        String id,
        String district,
        String lifeline,
        Grade grade,
        int step,
        String person,
        Days days,
        LocalTime from,
        LocalTime to,
        @Nullable LocalDate validFrom,
        @Nullable LocalDate validTo) {

    public static final String ANY = "*";

    /** Steps that a roster may have. */
    public static final int MAX_STEP = 9;

    boolean covers(String wantedDistrict, String wantedLifeline, Grade wantedGrade) {
        return (district.equals(ANY) || district.equals(wantedDistrict))
                && (lifeline.equals(ANY) || lifeline.equals(wantedLifeline))
                && wantedGrade.isAtLeast(grade);
    }

    /** Whether a shift that begins on that day is one of these. */
    boolean beginsOn(LocalDate day, Holidays holidays) {
        return (validFrom == null || !day.isBefore(validFrom))
                && (validTo == null || !day.isAfter(validTo))
                && days.include(day, holidays);
    }
}
