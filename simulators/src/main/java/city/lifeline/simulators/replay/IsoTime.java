package city.lifeline.simulators.replay;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Hand-made because a {@link DateTimeFormatter} takes ten times as long. */
final class IsoTime {

    private final String text;
    private int at;

    IsoTime(String text) {
        this.text = text;
    }

    long parse(LocalTimes local, long previousUs) {
        try {
            int year = digits(4);
            expect('-');
            int month = digits(2);
            expect('-');
            int day = digits(2);
            if (!skip('T') && !skip('t') && !skip(' ')) {
                throw notATime();
            }
            int hour = digits(2);
            expect(':');
            int minute = digits(2);
            int second = 0;
            int nano = 0;
            if (skip(':')) {
                second = digits(2);
                if (skip('.') || skip(',')) {
                    nano = fraction();
                }
            }
            LocalDateTime time =
                    LocalDateTime.of(
                            LocalDate.of(year, month, day),
                            LocalTime.of(hour, minute, second, nano));
            ZoneOffset offset = offset();
            if (at != text.length()) {
                throw notATime();
            }
            return offset == null
                    ? local.toUtc(time, previousUs)
                    : LocalTimes.microseconds(time.toInstant(offset));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "is not a time of the calendar: " + e.getMessage(), e);
        }
    }

    private @Nullable ZoneOffset offset() {
        if (at == text.length()) {
            return null;
        }
        if (skip('Z') || skip('z')) {
            return ZoneOffset.UTC;
        }
        int sign = skip('+') ? 1 : skip('-') ? -1 : 0;
        if (sign == 0) {
            throw notATime();
        }
        int hours = digits(2);
        int minutes = 0;
        if (at < text.length()) {
            skip(':');
            minutes = digits(2);
        }
        return ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes);
    }

    private int fraction() {
        int nano = 0;
        int count = 0;
        while (at < text.length() && Character.isDigit(text.charAt(at)) && count < 9) {
            nano = nano * 10 + digits(1);
            count++;
        }
        if (count == 0) {
            throw notATime();
        }
        for (; count < 9; count++) {
            nano *= 10;
        }
        return nano;
    }

    private int digits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            char c = at < text.length() ? text.charAt(at) : ' ';
            if (c < '0' || c > '9') {
                throw notATime();
            }
            value = value * 10 + (c - '0');
            at++;
        }
        return value;
    }

    private void expect(char c) {
        if (!skip(c)) {
            throw notATime();
        }
    }

    private boolean skip(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private IllegalArgumentException notATime() {
        return new IllegalArgumentException(
                text.isEmpty()
                        ? "the time is empty"
                        : "is not an ISO-8601 time such as 2026-11-21T08:00:00Z");
    }
}
