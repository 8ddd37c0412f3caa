package city.lifeline.detection;

import city.lifeline.detection.rules.Times;
import city.lifeline.detection.rules.Timetable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * What a timetable says at a time. It keeps the answer while it stays the same, so that a sample
 * costs two comparisons. Not for two threads at once.
 */
final class LocalClock {

    private static final long SECONDS_IN_DAY = 86_400;
    private static final long SECOND_US = 1_000_000;

    /** 1970-01-01 was a Thursday. */
    private static final int FIRST_WEEKDAY = 3;

    private final Timetable timetable;
    private final ZoneRules zone;
    private long fromUs = Long.MAX_VALUE;
    private long toUs = Long.MIN_VALUE;
    private int answer;
    private long day;
    private int minute;

    LocalClock(Timetable timetable) {
        this.timetable = timetable;
        zone = timetable.zone().getRules();
    }

    int at(long timeUs) {
        if (timeUs < fromUs || timeUs >= toUs) {
            look(timeUs);
        }
        return answer;
    }

    /** Until when the answer stays what it is at a time, at least. */
    long untilUs(long timeUs) {
        at(timeUs);
        return toUs;
    }

    /** The day of the place on which times that hold now began, counted from 1970. */
    long beganOn(Times times, long timeUs) {
        at(timeUs);
        return times.goesPastMidnight() && minute < times.toMinute() ? day - 1 : day;
    }

    private void look(long timeUs) {
        Instant instant = Instant.ofEpochSecond(Math.floorDiv(timeUs, SECOND_US));
        long offset = zone.getOffset(instant).getTotalSeconds();
        long local = instant.getEpochSecond() + offset;
        day = Math.floorDiv(local, SECONDS_IN_DAY);
        int minuteNow = (int) (Math.floorMod(local, SECONDS_IN_DAY) / 60);
        LocalDate date = LocalDate.ofEpochDay(day);
        answer =
                timetable.at(
                        Times.dayOfYear(date.getMonthValue(), date.getDayOfMonth()),
                        (int) Math.floorMod(day + FIRST_WEEKDAY, (long) Times.WEEKDAYS),
                        minuteNow);
        minute = timetable.sinceMinute(minuteNow);
        fromUs = us(minute, offset);
        toUs = us(timetable.untilMinute(minuteNow), offset);
        ZoneOffsetTransition last = zone.previousTransition(instant.plusSeconds(1));
        if (last != null) {
            fromUs = Math.max(fromUs, last.toEpochSecond() * SECOND_US);
        }
        ZoneOffsetTransition next = zone.nextTransition(instant);
        if (next != null) {
            toUs = Math.min(toUs, next.toEpochSecond() * SECOND_US);
        }
    }

    private long us(int minuteOfDay, long offset) {
        return (day * SECONDS_IN_DAY + minuteOfDay * 60L - offset) * SECOND_US;
    }
}
