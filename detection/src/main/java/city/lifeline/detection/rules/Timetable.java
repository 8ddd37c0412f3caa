package city.lifeline.detection.rules;

import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What holds when: a whole number for each time of the week and the year, cut where {@link Times}
 * begin and end. Immutable.
 */
public final class Timetable {

    private final ZoneId zone;
    private final Cuts cuts;
    private final int[] cells;

    Timetable(ZoneId zone, Cuts cuts, int[] cells) {
        this.zone = zone;
        this.cuts = cuts;
        this.cells = cells;
    }

    /** 1 at the times, else 0. */
    static Timetable of(ZoneId zone, Times times) {
        Cuts cuts = new Cuts(List.of(times));
        int[] cells = new int[cuts.size()];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = cuts.isIn(i, times) ? 1 : 0;
        }
        return new Timetable(zone, cuts, cells);
    }

    public ZoneId zone() {
        return zone;
    }

    /** What holds at a time of the place. */
    public int at(int dayOfYear, int weekday, int minute) {
        return cells[cuts.cell(place(cuts.days, dayOfYear), weekday, place(cuts.minutes, minute))];
    }

    /** The minute of the day since which {@link #at} is the same. */
    public int sinceMinute(int minute) {
        return cuts.minutes[place(cuts.minutes, minute)];
    }

    /** The minute of the day until which {@link #at} is the same. */
    public int untilMinute(int minute) {
        int next = place(cuts.minutes, minute) + 1;
        return next == cuts.minutes.length ? Times.MINUTES : cuts.minutes[next];
    }

    /** So that a rule that was read again is the same rule. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Timetable that
                && zone.equals(that.zone)
                && Arrays.equals(cuts.days, that.cuts.days)
                && Arrays.equals(cuts.minutes, that.cuts.minutes)
                && Arrays.equals(cells, that.cells);
    }

    @Override
    public int hashCode() {
        return 31 * zone.hashCode() + Arrays.hashCode(cells);
    }

    private static int place(int[] cuts, int value) {
        int found = Arrays.binarySearch(cuts, value);
        return found >= 0 ? found : -found - 2;
    }

    /** The pieces of the week and the year within which none of some times begins or ends. */
    static final class Cuts {

        private final int[] days;
        private final int[] minutes;

        Cuts(Collection<Times> of) {
            TreeSet<Integer> daysFrom = new TreeSet<>(List.of(0));
            TreeSet<Integer> minutesFrom = new TreeSet<>(List.of(0));
            for (Times times : of) {
                // The second of each pair is for what goes past midnight.
                daysFrom.add(times.fromDay());
                daysFrom.add((times.fromDay() + 1) % Times.DAYS);
                daysFrom.add((times.toDay() + 1) % Times.DAYS);
                daysFrom.add((times.toDay() + 2) % Times.DAYS);
                minutesFrom.add(times.fromMinute());
                minutesFrom.add(times.toMinute() % Times.MINUTES);
            }
            days = daysFrom.stream().mapToInt(day -> day).toArray();
            minutes = minutesFrom.stream().mapToInt(minute -> minute).toArray();
        }

        int size() {
            return days.length * Times.WEEKDAYS * minutes.length;
        }

        private int cell(int day, int weekday, int minute) {
            return (day * Times.WEEKDAYS + weekday) * minutes.length + minute;
        }

        boolean isIn(int cell, Times times) {
            return times.hold(day(cell), weekday(cell), minute(cell));
        }

        /** When a piece begins, such as {@code Mon 06-01 22:00}. */
        String name(int cell) {
            return "%s %s %s"
                    .formatted(
                            WhenReader.WEEKDAY_NAMES.get(weekday(cell)),
                            Times.day(day(cell)),
                            Times.minute(minute(cell)));
        }

        private int day(int cell) {
            return days[cell / minutes.length / Times.WEEKDAYS];
        }

        private int weekday(int cell) {
            return cell / minutes.length % Times.WEEKDAYS;
        }

        private int minute(int cell) {
            return minutes[cell % minutes.length];
        }
    }
}
