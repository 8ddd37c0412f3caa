package city.lifeline.model.files;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them in files: {@code 30s}, {@code 10ms}, {@code 5min}, {@code 1h}. */
public final class Durations {

    private static final Pattern DURATION =
            Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)\\s?(us|ms|s|min|h|d)");

    /** A century. */
    private static final BigDecimal LONGEST_US =
            BigDecimal.valueOf(Duration.ofDays(36_525).toMillis() * 1_000);

    private Durations() {}

    /**
     * A duration of zero or more, to the microsecond.
     *
     * @throws IllegalArgumentException with what is wrong, as a clause after the text
     */
    public static Duration parse(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "is not a duration: write a number and us, ms, s, min, h or d, such as 30s");
        }
        long unitUs =
                switch (matcher.group(2)) {
                    case "us" -> 1L;
                    case "ms" -> 1_000L;
                    case "s" -> 1_000_000L;
                    case "min" -> 60_000_000L;
                    case "h" -> 3_600_000_000L;
                    default -> 86_400_000_000L;
                };
        BigDecimal us = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unitUs));
        if (us.compareTo(LONGEST_US) > 0) {
            throw new IllegalArgumentException("is too long for a duration");
        }
        return Duration.of(us.longValue(), ChronoUnit.MICROS);
    }
}
