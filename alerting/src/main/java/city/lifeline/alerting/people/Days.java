package city.lifeline.alerting.people;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * On which days a shift begins.
 *
 * @param text as people write it: daily, workdays, holidays, or days of the week
 * @param weekdays empty unless the text names them
 */
public record Days(String text, Set<DayOfWeek> weekdays) {

    private static final List<String> NAMES =
            List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

    private static final Set<String> WORDS = Set.of("daily", "workdays", "holidays");

    public Days {
        weekdays = Set.copyOf(weekdays);
    }

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException with what is wrong, as a clause
     */
    public static Days parse(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        if (WORDS.contains(lower)) {
            return new Days(lower, Set.of());
        }
        Set<DayOfWeek> weekdays = EnumSet.noneOf(DayOfWeek.class);
        for (String name : lower.split("[ ;]+", -1)) {
            int day = NAMES.indexOf(name);
            if (day < 0) {
                throw new IllegalArgumentException(
                        "must be daily, workdays, holidays, or some of mon;tue;wed;thu;fri;sat;sun");
            }
            weekdays.add(DayOfWeek.of(day + 1));
        }
        return new Days(lower, weekdays);
    }

    boolean include(LocalDate day, Holidays holidays) {
        return switch (text) {
            case "daily" -> true;
            case "workdays" -> !holidays.isOff(day);
            case "holidays" -> holidays.isOff(day);
            default -> weekdays.contains(day.getDayOfWeek());
        };
    }
}
