package city.lifeline.alerting.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingsQueryTest {

    private static final Instant FROM = Instant.parse("2026-11-21T08:00:00Z");
    private static final Instant TO = Instant.parse("2026-11-21T09:00:00.5Z");

    private final ReadingsQuery query = new ReadingsQuery("live", "MH-1-CH4", FROM, TO);

    private static final String WHERE =
            " FROM readings WHERE run = 'live' AND point = 'MH-1-CH4' AND quality != 'BAD' AND"
                    + " value IS NOT NULL AND time >= '2026-11-21T08:00:00Z' AND time <"
                    + " '2026-11-21T09:00:00.500Z'";

    @Test
    void extent() {
        assertEquals("SELECT count(), min(time), max(time)" + WHERE, query.extent());
    }

    @Test
    void samples() {
        assertEquals(
                "SELECT time, value" + WHERE + " ORDER BY time LIMIT 1000", query.samples(1000));
    }

    @Test
    void buckets() {
        assertEquals(
                "SELECT time, min(value), max(value), avg(value)"
                        + WHERE
                        + " SAMPLE BY 3604T ALIGN TO CALENDAR LIMIT 100",
                query.buckets(Duration.ofMillis(3604), 100));
        assertTrue(
                query.buckets(Duration.ofDays(92), 100)
                        .endsWith(" SAMPLE BY 7948800s ALIGN TO CALENDAR LIMIT 100"));
    }

    @Test
    void withoutAnEnd() {
        assertEquals(
                "SELECT count(), min(time), max(time) FROM readings WHERE run = 'winter' AND point ="
                        + " 'P' AND quality != 'BAD' AND value IS NOT NULL",
                new ReadingsQuery("winter", "P", null, null).extent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x' OR 1=1--", "x'", "a b", "a;b", "\u0000", "ａ", ".."})
    void nothingButIdsGoesIntoTheText(String id) {
        assertThrows(
                IllegalArgumentException.class, () -> new ReadingsQuery("live", id, null, null));
        assertThrows(IllegalArgumentException.class, () -> new ReadingsQuery(id, "P", null, null));
    }

    @Test
    void bucketsAreNoMoreThanWanted() {
        Duration bucket = HistoryStore.bucket(Duration.ofHours(1), 1000);
        assertEquals(Duration.ofMillis(3604), bucket);
        assertEquals(Duration.ofMillis(1), HistoryStore.bucket(Duration.ofMillis(3), 1000));
        assertEquals(
                Duration.ofDays(1_825),
                HistoryStore.bucket(Duration.ofDays(3650).minusMillis(1), 3));
        assertEquals(Duration.ofDays(92), HistoryStore.bucket(Duration.ofDays(92), 1));
    }
}
