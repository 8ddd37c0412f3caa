package city.lifeline.simulators.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeFormatTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    2026-11-21T08:00:00Z,            2026-11-21T08:00:00Z
                    2026-11-21T08:00:00.120456Z,     2026-11-21T08:00:00.120456Z
                    2026-11-21 08:00:00+08:00,       2026-11-21T00:00:00Z
                    2026-11-21T08:00+0800,           2026-11-21T00:00:00Z
                    2026-11-21T08:00:00-03,          2026-11-21T11:00:00Z
                    2026-11-21T08:00:00,             2026-11-21T07:00:00Z
                    2026-07-21T08:00:00,             2026-07-21T06:00:00Z
                    """)
    void readsIso(String text, Instant expected) {
        assertEquals(expected, parse(TimeFormat.iso(BERLIN), text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-02-30T08:00:00Z",
                "2026-11-21",
                "26-11-21T08:00:00Z",
                "11/12/2026 08:00",
                "2026-11-21T25:00:00Z",
                "2026-11-21T08:00:00X",
                "2026-11-21T08:00:00Zz",
                "2026-11-21T08:00:00.Z",
                "45982.5",
                "yesterday"
            })
    void refusesWhatIsNoIsoTime(String text) {
        assertThrows(IllegalArgumentException.class, () -> parse(TimeFormat.iso(BERLIN), text));
    }

    @Test
    void refusesALocalTimeWithoutAZone() {
        IllegalArgumentException refusal =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> parse(TimeFormat.iso(null), "2026-11-21T08:00:00"));

        assertTrue(String.valueOf(refusal.getMessage()).contains("has no time zone"));
    }

    @Test
    void refusesALocalTimeThatNeverWas() {
        assertThrows(
                IllegalArgumentException.class,
                () -> parse(TimeFormat.iso(BERLIN), "2026-03-29T02:30:00"));
    }

    @Test
    void tellsTheTwoHoursOfAutumnApartByOrder() {
        TimeFormat format = TimeFormat.iso(BERLIN);
        long first = format.parse("2026-10-25T02:30:00", Long.MIN_VALUE);
        long second = format.parse("2026-10-25T02:00:00", first);

        assertEquals(Duration.ofMinutes(30).toNanos() / 1_000, second - first);
    }

    @Test
    void takesMillisecondsButNotSecondsInTheCanonicalForm() {
        TimeFormat format = TimeFormat.ISO_OR_MILLISECONDS;

        assertEquals(Instant.parse("2026-11-21T08:00:00Z"), parse(format, "1795248000000"));
        assertThrows(IllegalArgumentException.class, () -> parse(format, "1795248000"));
    }

    @Test
    void readsNumbers() {
        Instant start = Instant.parse("2020-01-01T00:00:00Z");

        assertEquals(start.plusMillis(1_500), parse(TimeFormat.since(start, 1_000_000), "1.5"));
        assertEquals(start.plusMillis(30), parse(TimeFormat.since(start, 1_000), "30"));
        assertEquals(start.plusSeconds(-30), parse(TimeFormat.since(start, 1_000_000), "-30"));
        assertEquals(
                Instant.ofEpochSecond(1_600_000_000),
                parse(TimeFormat.epoch(1_000_000), "1600000000"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    M/d/yyyy H:mm              | 5/1/2020 0:00              | 2020-04-30T22:00:00Z
                    M/d/yyyy H:mm              | 12/31/2020 23:59           | 2020-12-31T22:59:00Z
                    yyyy-MM-dd HH:mm:ss.SSS    | 2022-11-04 08:49:34.669    | 2022-11-04T07:49:34.669Z
                    dd.MM.yyyy HH:mm:ss        | 11.04.2022 12:47:10        | 2022-04-11T10:47:10Z
                    yyyy-MM-dd                 | 2022-11-04                 | 2022-11-03T23:00:00Z
                    yyyyMMddHHmmss             | 20221104084934             | 2022-11-04T07:49:34Z
                    d MMM yyyy h:mm a          | 4 Nov 2022 1:05 pm         | 2022-11-04T12:05:00Z
                    yyyy/MM/dd HH:mm XXX       | 2022/11/04 08:49 +08:00    | 2022-11-04T00:49:00Z
                    yyyy'y' M'm' d'd'          | 2022y 1m 4d                | 2022-01-03T23:00:00Z
                    """)
    void readsPatterns(String pattern, String text, Instant expected) {
        assertEquals(expected, parse(TimeFormat.pattern(pattern, BERLIN), text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"31/4/2020 0:00", "5/1/2020 24:00", "5/1/20 0:00", "5/1/2020", "x"})
    void refusesWhatDoesNotFitThePattern(String text) {
        TimeFormat format = TimeFormat.pattern("d/M/yyyy H:mm", BERLIN);

        assertThrows(IllegalArgumentException.class, () -> parse(format, text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"yy-MM-dd", "YYYY-MM-dd", "HH:mm", "yyyy-bb", "nonsense"})
    void refusesPatternsThatCannotBeMeant(String pattern) {
        assertThrows(IllegalArgumentException.class, () -> TimeFormat.pattern(pattern, BERLIN));
    }

    @Test
    void shifts() {
        TimeFormat format = TimeFormat.iso(BERLIN).shiftedBy(Duration.ofHours(1));

        assertEquals(Instant.parse("2026-11-21T09:00:00Z"), parse(format, "2026-11-21T08:00:00Z"));
    }

    private static Instant parse(TimeFormat format, String text) {
        return Instant.EPOCH.plus(format.parse(text, Long.MIN_VALUE), ChronoUnit.MICROS);
    }
}
