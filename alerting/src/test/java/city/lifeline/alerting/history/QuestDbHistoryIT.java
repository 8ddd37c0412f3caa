package city.lifeline.alerting.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import city.lifeline.alerting.Micros;
import city.lifeline.model.RunClock;
import city.lifeline.runtime.HistoryConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Views that are brought up to date now and then, and what is newer. */
class QuestDbHistoryIT {

    /** When the views were brought up to date last. */
    private static final Instant REFRESHED = Instant.parse("2026-11-21T10:10:00Z");

    private static final Instant NOW = Instant.parse("2026-11-21T10:15:10Z");

    @TempDir private static Path directory;
    private static QuestDb questDb;
    private static HistoryStore history;

    @BeforeAll
    static void startWithAReadingAMinuteOfADay() throws Exception {
        questDb = new QuestDb(directory);
        questDb.createTables(true);
        insert(Duration.ofHours(24), REFRESHED);
        questDb.awaitAnswer("SELECT sum(good) FROM readings_1h", "[[1440]]");
        questDb.run("ALTER MATERIALIZED VIEW readings_1h SET REFRESH MANUAL");
        questDb.run("ALTER MATERIALIZED VIEW readings_1m SET REFRESH MANUAL");
        insert(Duration.ofMinutes(5), Instant.parse("2026-11-21T10:15:00Z"));
        questDb.awaitAnswer("SELECT count() FROM readings", "[[1445]]");
        history = history(RunClock.WALL, NOW);
    }

    private static HistoryStore history(RunClock runClock, Instant wall) {
        return HistoryStore.at(
                HistoryConnection.questDb(questDb.address().toString(), "", ""),
                JsonMapper.builder().build(),
                runClock,
                () -> wall);
    }

    @AfterAll
    static void stop() {
        questDb.close();
    }

    /** One a minute, whose value is the minute of the day. */
    private static void insert(Duration before, Instant until) throws Exception {
        questDb.run(
                "INSERT INTO readings SELECT dateadd('m', cast(x - 1 as int), '%s'::timestamp), 'live',"
                                .formatted(until.minus(before))
                        + " 'P-1', x * 1.0, 'GOOD', 'LIVE' FROM long_sequence(%d)"
                                .formatted(before.toMinutes()));
    }

    @Test
    void aChartMadeOfMinutesReachesToTheNewestReading() throws Exception {
        // Two minutes a bucket.
        List<Series.Bucket> buckets = chart(Duration.ofHours(20), 800);
        assertEquals(601, buckets.size());
        assertEquals(1_200, buckets.stream().mapToLong(Series.Bucket::count).sum());
        assertEquals(Instant.parse("2026-11-21T10:14:00Z"), buckets.get(600).time());
        assertEquals(5, buckets.get(600).max());
    }

    @Test
    void aChartMadeOfHoursReachesToTheNewestReadingAndCountsNoneTwice() throws Exception {
        // The hour in which it begins is told whole.
        List<Series.Bucket> buckets = chart(Duration.ofHours(24), 10);
        assertEquals(1_445, buckets.stream().mapToLong(Series.Bucket::count).sum());
        List<Instant> times = new ArrayList<>(buckets.stream().map(Series.Bucket::time).toList());
        assertEquals(times.stream().distinct().sorted().toList(), times);
        assertEquals(1_440, buckets.stream().mapToDouble(Series.Bucket::max).max().orElseThrow());
    }

    @Test
    void ofACityThatRunsSlowerThanTheWallClockTheNewestReadingIsShownToo() throws Exception {
        Instant wall = Instant.parse("2027-02-01T00:00:00Z");
        HistoryStore slow = history(new RunClock(Micros.of(wall), Micros.of(NOW), 0.5), wall);
        assertEquals(
                Map.of("P-1", Instant.parse("2026-11-21T10:14:00Z")),
                slow.lastHeard("live", NOW, Duration.ofHours(2)));
    }

    @Test
    void aPointIsHeardWhichIsNotInAViewYet() throws Exception {
        assertEquals(
                Map.of("P-1", Instant.parse("2026-11-21T10:14:00Z")),
                history.lastHeard("live", NOW, Duration.ofHours(2)));
        assertEquals(
                Map.of("P-1", Instant.parse("2026-11-21T10:14:00Z")),
                history.lastHeard("live", NOW, Duration.ofDays(2)));
        assertEquals(
                Map.of("P-1", Instant.parse("2026-11-21T09:30:00Z")),
                history.lastHeard(
                        "live", Instant.parse("2026-11-21T09:30:20Z"), Duration.ofHours(2)));
    }

    private static List<Series.Bucket> chart(Duration range, int most) throws Exception {
        Instant to = Instant.parse("2026-11-21T10:15:00Z");
        return history.excerpt("live", List.of("P-1"), to.minus(range), to, most)
                .series()
                .get(0)
                .good();
    }
}
