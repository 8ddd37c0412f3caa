package city.lifeline.simulators.replay;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads times. Every method that gets text throws {@link IllegalArgumentException} with what is
 * wrong, as a clause after the text.
 */
@FunctionalInterface
public interface TimeFormat {

    /** ISO-8601 with a zone, or milliseconds since the epoch, as the MQTT contract has it. */
    TimeFormat ISO_OR_MILLISECONDS =
            (text, previousUs) -> {
                if (Decimals.isWholeNumber(text)) {
                    long ms = Decimals.wholeNumber(text);
                    if (ms > 0 && ms < 100_000_000_000L) {
                        throw new IllegalArgumentException(
                                "looks like seconds: a time is ISO-8601 or milliseconds since"
                                        + " 1970");
                    }
                    return Math.multiplyExact(ms, 1_000L);
                }
                return iso(null).parse(text, previousUs);
            };

    /**
     * Microseconds since the epoch.
     *
     * @param previousUs of the row before; tells the two occurrences of a local time apart that
     *     comes twice when summer time ends
     */
    long parse(String text, long previousUs);

    default TimeFormat shiftedBy(Duration shift) {
        long shiftUs = shift.toNanos() / 1_000;
        return (text, previousUs) -> parse(text, previousUs - shiftUs) + shiftUs;
    }

    /** Seconds ({@code unitUs} 1,000,000) or other units since 1970-01-01T00:00:00Z. */
    static TimeFormat epoch(long unitUs) {
        return since(Instant.EPOCH, unitUs);
    }

    /** A number of units since a start. */
    static TimeFormat since(Instant start, long unitUs) {
        long startUs = LocalTimes.microseconds(start);
        return (text, previousUs) -> {
            if (Decimals.isWholeNumber(text)) {
                return startUs + Math.multiplyExact(Decimals.wholeNumber(text), unitUs);
            }
            return startUs + Math.round(Decimals.parse(text, '.') * unitUs);
        };
    }

    /**
     * {@code 2026-11-21T08:00:00.120Z}, or without zone in the given one; a blank may stand for the
     * T, seconds may be missing.
     *
     * @param zone of times without one; null: such times are refused
     */
    static TimeFormat iso(@Nullable ZoneId zone) {
        LocalTimes local = new LocalTimes(zone);
        return (text, previousUs) -> new IsoTime(text).parse(local, previousUs);
    }

    /**
     * A pattern of {@link DateTimeFormatter}, such as {@code M/d/yyyy H:mm}.
     *
     * @param zone of times without one; null only where the pattern holds one
     * @throws IllegalArgumentException if the pattern is not one
     */
    static TimeFormat pattern(String pattern, @Nullable ZoneId zone) {
        String years = pattern.replaceAll("'[^']*'", "");
        if (years.matches(".*(?<![yu])[yu]{2}(?![yu]).*")) {
            throw new IllegalArgumentException(
                    "'%s' has years of two digits: no one can tell 1926 from 2026"
                            .formatted(pattern));
        }
        if (years.contains("Y") || !years.matches(".*[yu].*")) {
            throw new IllegalArgumentException(
                    "'%s' is neither iso, epoch-seconds, epoch-milliseconds, seconds, milliseconds nor a pattern such as yyyy-MM-dd HH:mm:ss"
                            .formatted(pattern));
        }
        DateTimeFormatter formatter;
        try {
            formatter =
                    new DateTimeFormatterBuilder()
                            .parseCaseInsensitive()
                            .appendPattern(withProlepticYear(pattern))
                            .toFormatter(Locale.ENGLISH)
                            .withResolverStyle(ResolverStyle.STRICT)
                            .withChronology(IsoChronology.INSTANCE);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'%s' is not a pattern of a time: %s".formatted(pattern, e.getMessage()), e);
        }
        boolean hasZone = years.matches(".*[VzOXxZ].*");
        if (!hasZone && zone == null) {
            throw new IllegalArgumentException(
                    "'%s' holds no time zone: add zone, such as Asia/Shanghai".formatted(pattern));
        }
        LocalTimes local = new LocalTimes(zone);
        DigitPattern digits = DigitPattern.compile(pattern);
        return (text, previousUs) -> {
            try {
                LocalDateTime plain = digits == null ? null : digits.parse(text);
                if (plain != null) {
                    return local.toUtc(plain, previousUs);
                }
                TemporalAccessor parsed =
                        formatter.parseBest(
                                text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
                if (parsed instanceof OffsetDateTime with) {
                    return LocalTimes.microseconds(with.toInstant());
                }
                return local.toUtc(
                        parsed instanceof LocalDateTime without
                                ? without
                                : ((LocalDate) parsed).atStartOfDay(),
                        previousUs);
            } catch (DateTimeException e) {
                throw new IllegalArgumentException("is not a time of the form " + pattern, e);
            }
        };
    }

    /** Strict resolving needs the year as u; y would ask for an era too. */
    private static String withProlepticYear(String pattern) {
        StringBuilder result = new StringBuilder(pattern);
        boolean quoted = false;
        for (int i = 0; i < pattern.length(); i++) {
            quoted ^= pattern.charAt(i) == '\'';
            if (pattern.charAt(i) == 'y' && !quoted) {
                result.setCharAt(i, 'u');
            }
        }
        return result.toString();
    }
}
