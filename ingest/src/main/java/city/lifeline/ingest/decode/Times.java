package city.lifeline.ingest.decode;

import java.time.LocalDate;

/**
 * Times as gateways write them: ISO-8601 with a zone, or milliseconds since the epoch.
 *
 * <p>Not {@link java.time.format.DateTimeFormatter}: it takes 24:00, refuses a leap second, and is
 * several times slower on the busiest path of the system.
 */
final class Times {

    private static final long US_PER_MS = 1_000;
    private static final long US_PER_S = 1_000_000;
    private static final long MIN_MS = LocalDate.of(1980, 1, 1).toEpochDay() * 86_400_000;
    private static final long MAX_MS = LocalDate.of(2200, 1, 1).toEpochDay() * 86_400_000;
    // Of no time at all: what fits in µs.
    private static final long FAR_MS = 1L << 52;
    private static final int MAX_OFFSET_S = 18 * 3_600;

    private Times() {}

    static long ofEpochMs(long ms) throws RefusedException {
        if (ms < MIN_MS || ms >= MAX_MS) {
            throw new RefusedException(
                    Reason.TS_RANGE,
                    "the time is not between 1980 and 2199; is it in milliseconds?",
                    Math.max(-FAR_MS, Math.min(ms, FAR_MS)) * US_PER_MS);
        }
        return ms * US_PER_MS;
    }

    static long ofEpochUs(long us) throws RefusedException {
        ofEpochMs(Math.floorDiv(us, US_PER_MS));
        return us;
    }

    static long ofIso(String text) throws RefusedException {
        return new Iso(text).timeUs();
    }

    /** {@code 2026-11-21T08:00:00.120Z}; zone Z, +08:00, +0800 or +08; at most µs are kept. */
    private static final class Iso {

        private final String text;
        private int at;

        Iso(String text) {
            this.text = text;
        }

        long timeUs() throws RefusedException {
            int year = digits(4);
            expect('-');
            int month = digits(2);
            expect('-');
            int day = digits(2);
            if (at >= text.length() || Character.toUpperCase(text.charAt(at)) != 'T') {
                throw malformed();
            }
            at++;
            int hour = digits(2);
            expect(':');
            int minute = digits(2);
            expect(':');
            int second = digits(2);
            long fractionUs = fractionUs();
            int offsetS = offsetS();
            if (at != text.length()
                    || month < 1
                    || month > 12
                    || day < 1
                    || hour > 23
                    || minute > 59
                    || second > 60) {
                throw malformed();
            }
            if (day > 28 && day > LocalDate.of(year, month, 1).lengthOfMonth()) {
                throw malformed();
            }
            if (second == 60) {
                // A leap second has no place in epoch time: the moment before midnight.
                second = 59;
                fractionUs = US_PER_S - 1;
            }
            long days = LocalDate.of(year, month, day).toEpochDay();
            long seconds = days * 86_400 + hour * 3_600L + minute * 60L + second - offsetS;
            return ofEpochUs(seconds * US_PER_S + fractionUs);
        }

        private long fractionUs() throws RefusedException {
            if (at >= text.length() || (text.charAt(at) != '.' && text.charAt(at) != ',')) {
                return 0;
            }
            at++;
            int from = at;
            long us = 0;
            while (at < text.length() && isDigit(text.charAt(at))) {
                if (at - from < 6) {
                    us = us * 10 + (text.charAt(at) - '0');
                }
                at++;
            }
            if (at == from) {
                throw malformed();
            }
            for (int i = at - from; i < 6; i++) {
                us *= 10;
            }
            return us;
        }

        private int offsetS() throws RefusedException {
            if (at >= text.length()) {
                throw new RefusedException(Reason.TS_FORMAT, "the time has no zone");
            }
            char sign = text.charAt(at++);
            if (sign == 'Z' || sign == 'z') {
                return 0;
            }
            if (sign != '+' && sign != '-') {
                throw malformed();
            }
            int seconds = digits(2) * 3_600;
            if (at < text.length()) {
                if (text.charAt(at) == ':') {
                    at++;
                }
                int minutes = digits(2);
                if (minutes > 59) {
                    throw malformed();
                }
                seconds += minutes * 60;
            }
            if (seconds > MAX_OFFSET_S) {
                throw malformed();
            }
            return sign == '-' ? -seconds : seconds;
        }

        private int digits(int count) throws RefusedException {
            if (at + count > text.length()) {
                throw malformed();
            }
            int value = 0;
            for (int end = at + count; at < end; at++) {
                char c = text.charAt(at);
                if (!isDigit(c)) {
                    throw malformed();
                }
                value = value * 10 + (c - '0');
            }
            return value;
        }

        private void expect(char c) throws RefusedException {
            if (at >= text.length() || text.charAt(at) != c) {
                throw malformed();
            }
            at++;
        }

        private static boolean isDigit(char c) {
            return c >= '0' && c <= '9';
        }

        private static RefusedException malformed() {
            return new RefusedException(
                    Reason.TS_FORMAT,
                    "the time is not like 2026-11-21T08:00:00Z or 2026-11-21T16:00:00+08:00");
        }
    }
}
