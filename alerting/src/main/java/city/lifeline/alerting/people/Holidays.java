package city.lifeline.alerting.people;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Map;

/**
 * Days on which other people are on duty.
 *
 * @param off whether nobody works, by day; all other days as the week has them
 */
public record Holidays(Map<LocalDate, Boolean> off) {

    public static final Holidays NONE = new Holidays(Map.of());

    public Holidays {
        off = Map.copyOf(off);
    }

    boolean isOff(LocalDate day) {
        return off.getOrDefault(
                day,
                day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY);
    }
}
