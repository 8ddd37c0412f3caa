package city.lifeline.alerting.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryQueryTest {

    private static final Instant FROM = Instant.parse("2026-11-21T08:00:30Z");
    private static final Instant TO = Instant.parse("2026-11-22T08:00:30Z");

    @ParameterizedTest
    @CsvSource({
        "PT15M, 1000, PT1S",
        "PT24H, 800, PT2M",
        "P7D, 800, PT15M",
        "P365D, 800, PT12H",
        "P3650D, 100, P56D",
        "PT0.003S, 1000, PT0.001S",
        "P365D, 1, P392D"
    })
    void bucketsHaveWidthsThatPeopleReadAndAreNoMoreThanWanted(
            Duration range, int most, Duration width) {
        assertEquals(width, HistoryStore.niceWidth(range, most));
        assertTrue(range.toMillis() / width.toMillis() <= most);
    }

    @Test
    void wideBucketsAreMadeOfTheViews() {
        assertEquals(HistoryQuery.Source.READINGS, source("live", Duration.ofSeconds(59)));
        assertEquals(HistoryQuery.Source.MINUTES, source("live", Duration.ofMinutes(1)));
        assertEquals(HistoryQuery.Source.HOURS, source("live", Duration.ofHours(1)));
        assertEquals(
                HistoryQuery.Source.MINUTES,
                source("winter", Duration.ofHours(1)),
                "a replay ends before the hours are brought up to date");
    }

    private static HistoryQuery.Source source(String run, Duration width) {
        return HistoryQuery.Source.of(run, width);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-22T08:30:00Z, 2026-11-22T08:25:00Z, 2026-11-22T08:00:00Z",
        "2026-11-22T08:19:59Z, 2026-11-22T08:14:00Z, 2026-11-22T07:00:00Z"
    })
    void aViewIsCompleteUntilTheMinuteOrHourWhichItWasBroughtUpToDateAfter(
            Instant now, Instant minutes, Instant hours) {
        assertEquals(minutes, completeUntil(HistoryQuery.Source.MINUTES, now));
        assertEquals(hours, completeUntil(HistoryQuery.Source.HOURS, now));
    }

    private static Instant completeUntil(HistoryQuery.Source source, Instant now) {
        return source.whole(source.upToDate(now));
    }

    @Test
    void whatIsAskedForIsCutInTwo() {
        HistoryPart part = new HistoryPart("live", List.of("A"), FROM, TO);
        Instant noon = Instant.parse("2026-11-21T12:00:00Z");
        assertEquals(new HistoryPart("live", List.of("A"), FROM, noon), part.before(noon));
        assertEquals(new HistoryPart("live", List.of("A"), noon, TO), part.notBefore(noon));
        assertEquals(part, part.before(TO));
        assertNull(part.notBefore(TO));
        assertNull(part.before(FROM));
        assertEquals(part, part.notBefore(FROM));
        HistoryPart ever = new HistoryPart("live", List.of("A"), null, null);
        assertEquals(new HistoryPart("live", List.of("A"), null, noon), ever.before(noon));
        assertEquals(new HistoryPart("live", List.of("A"), noon, null), ever.notBefore(noon));
    }

    @Test
    void aStretchOfWhichTwoPartsWereAskedForIsOne() {
        HistoryDatabase.Bucket early =
                new HistoryDatabase.Bucket(FROM, "A", 1, 5, 2, 3, Double.NaN, Double.NaN, 0);
        HistoryDatabase.Bucket late =
                new HistoryDatabase.Bucket(FROM, "A", 0.5, 4, 3, 1, 90, 95, 2);
        HistoryDatabase.Bucket none =
                new HistoryDatabase.Bucket(
                        FROM, "A", Double.NaN, Double.NaN, Double.NaN, 0, 80, 80, 1);
        assertEquals(
                new HistoryDatabase.Bucket(FROM, "A", 0.5, 5, 2.25, 4, 90, 95, 2), early.and(late));
        assertEquals(new HistoryDatabase.Bucket(FROM, "A", 1, 5, 2, 3, 80, 80, 1), early.and(none));
        assertEquals(early.and(none), none.and(early));
    }

    @Test
    void theMinuteInWhichThePartBeginsIsAskedForWhole() {
        HistoryQuery query = new HistoryQuery(new HistoryPart("live", List.of("A", "B"), FROM, TO));
        assertEquals(
                "SELECT time, point, min(low), max(high), sum(total), sum(good), min(bad_low),"
                        + " max(bad_high), sum(bad) FROM readings_1m WHERE run = 'live' AND point IN"
                        + " ('A', 'B') AND time >= '2026-11-21T08:00:00Z' AND time <"
                        + " '2026-11-22T08:00:30Z' SAMPLE BY 120s ALIGN TO CALENDAR LIMIT 100",
                query.buckets(HistoryQuery.Source.MINUTES, Duration.ofMinutes(2), 100));
        assertTrue(query.each().contains("time >= '2026-11-21T08:00:30Z'"));
    }

    @Test
    void aStretchWithoutABeginningOrAnEndIsAskedForWithoutThem() {
        HistoryQuery query = new HistoryQuery(new HistoryPart("winter", List.of("P"), null, null));
        assertEquals(
                "SELECT point, count(), min(time), max(time) FROM readings WHERE run = 'winter' AND"
                        + " point IN ('P')",
                query.extents());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x' OR 1=1--", "x'", "a b", "a;b", "\u0000", "ａ", ".."})
    void nothingButIdsGoesIntoTheText(String id) {
        assertThrows(
                IllegalArgumentException.class,
                () -> new HistoryPart("live", List.of("A", id), FROM, TO));
        assertThrows(
                IllegalArgumentException.class, () -> new HistoryPart(id, List.of("A"), FROM, TO));
    }
}
