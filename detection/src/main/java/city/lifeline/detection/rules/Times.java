package city.lifeline.detection.rules;

import java.time.LocalDate;

/**
 * Times that come again, by the clock and the calendar of the place: some hours, on some days of
 * the week, in some season. Hours that go past midnight belong to the day on which they begin.
 *
 * @param fromMinute of the day, included
 * @param toMinute of the day, excluded; at or before {@code fromMinute}: on the next day
 * @param weekdays that count, Monday in the lowest bit
 * @param fromDay first day of the season, see {@link #dayOfYear}
 * @param toDay last day of the season, included; before {@code fromDay}: of the next year
 */
public record Times(int fromMinute, int toMinute, int weekdays, int fromDay, int toDay) {

    public static final int MINUTES = 24 * 60;
    public static final int WEEKDAYS = 7;

    /** Of a leap year. */
    public static final int DAYS = 366;

    static final int EVERY_WEEKDAY = (1 << WEEKDAYS) - 1;

    private static final int LEAP_YEAR = 2024;

    /** A day of the year from 0, as if every year were a leap year. */
    public static int dayOfYear(int month, int day) {
        return LocalDate.of(LEAP_YEAR, month, day).getDayOfYear() - 1;
    }

    /** A day of the year as people write it, such as {@code 02-29}. */
    static String day(int dayOfYear) {
        LocalDate date = LocalDate.ofYearDay(LEAP_YEAR, dayOfYear + 1);
        return "%02d-%02d".formatted(date.getMonthValue(), date.getDayOfMonth());
    }

    static String minute(int minute) {
        return "%02d:%02d".formatted(minute / 60, minute % 60);
    }

    public boolean goesPastMidnight() {
        return toMinute <= fromMinute;
    }

    /** How long they last at a stretch, in minutes. */
    public int minutes() {
        return goesPastMidnight() ? MINUTES - fromMinute + toMinute : toMinute - fromMinute;
    }

    /**
     * Whether a time is one of them.
     *
     * @param dayOfYear see {@link #dayOfYear}
     * @param weekday from 0, Monday
     */
    boolean hold(int dayOfYear, int weekday, int minute) {
        if (!goesPastMidnight()) {
            return minute >= fromMinute && minute < toMinute && isOn(dayOfYear, weekday);
        }
        return minute >= fromMinute
                ? isOn(dayOfYear, weekday)
                : minute < toMinute
                        && isOn((dayOfYear + DAYS - 1) % DAYS, (weekday + WEEKDAYS - 1) % WEEKDAYS);
    }

    private boolean isOn(int dayOfYear, int weekday) {
        boolean inSeason =
                fromDay <= toDay
                        ? dayOfYear >= fromDay && dayOfYear <= toDay
                        : dayOfYear >= fromDay || dayOfYear <= toDay;
        return inSeason && (weekdays & 1 << weekday) != 0;
    }
}
