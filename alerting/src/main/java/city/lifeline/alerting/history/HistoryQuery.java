package city.lifeline.alerting.history;

import city.lifeline.model.Runs;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Questions about several points' readings, in QuestDB's SQL.
 *
 * <p>The table and its views are the history job's: {@code readings(time, run, point, value,
 * quality, lane)}, and {@code readings_1m} and {@code readings_1h}, which hold for each minute and
 * hour of a point {@code low, high, total, good, bad_low, bad_high, bad}. Nothing goes into the
 * text but ids, which cannot hold a quote, moments and numbers.
 *
 * <p>A reading of quality BAD is told apart from the good ones, so that one impossible value does
 * not flatten a whole chart; so is one without a value.
 */
final class HistoryQuery {

    /** Where buckets are made from. */
    enum Source {
        READINGS("readings", null, Duration.ZERO),
        MINUTES("readings_1m", ChronoUnit.MINUTES, Duration.ofMinutes(5)),
        HOURS("readings_1h", ChronoUnit.HOURS, Duration.ofMinutes(20));

        private final String table;
        private final @Nullable ChronoUnit unit;
        private final Duration behind;

        /**
         * @param behind after which what was written in time is in it: twice what the history job
         *     lets pass before it brings a view up to date, and some
         */
        Source(String table, @Nullable ChronoUnit unit, Duration behind) {
            this.table = table;
            this.unit = unit;
            this.behind = behind;
        }

        /**
         * What was written until then, in time, is in it for certain. What is written later though
         * its time is earlier, after an outage, is there when it is next brought up to date.
         */
        Instant upToDate(Instant now) {
            return now.minus(behind);
        }

        /** The beginning of the minute or hour that a moment is in. */
        Instant whole(Instant moment) {
            return unit == null ? moment : moment.truncatedTo(unit);
        }

        /**
         * The coarsest that buckets of a width can be made of. A replay writes old hours in
         * seconds, and is looked at when it ends: it is not made of what is brought up to date
         * seldom.
         */
        static Source of(String run, Duration width) {
            if (width.compareTo(Duration.ofHours(1)) >= 0 && run.equals(Runs.LIVE)) {
                return HOURS;
            }
            return width.compareTo(Duration.ofMinutes(1)) >= 0 ? MINUTES : READINGS;
        }

        /** What to ask if this one is not there; null: nothing. */
        @Nullable Source finer() {
            return this == HOURS ? MINUTES : this == MINUTES ? READINGS : null;
        }
    }

    private static final String GOOD = "CASE WHEN quality != 'BAD' THEN value END";
    private static final String BAD = "CASE WHEN quality = 'BAD' THEN value END";

    private final String whose;
    private final @Nullable Instant from;
    private final @Nullable Instant to;

    HistoryQuery(HistoryPart part) {
        this.whose =
                " WHERE run = "
                        + quoted(part.run())
                        + " AND point IN ("
                        + String.join(
                                ", ", part.points().stream().map(HistoryQuery::quoted).toList())
                        + ')';
        this.from = part.from();
        this.to = part.to();
    }

    /** Rows of point, how many, first, last. */
    String extents() {
        return "SELECT point, count(), min(time), max(time) FROM readings" + where(Source.READINGS);
    }

    /** Rows of time in µs, point, value, quality of all points of a run, in order of time. */
    static String everyReading(String run, Instant from, Instant to) {
        return "SELECT cast(time as long) us, point, value, quality FROM readings WHERE run = "
                + quoted(run)
                + " AND time >= '"
                + from
                + "' AND time < '"
                + to
                + "' ORDER BY time";
    }

    /** Rows of point and of the time of its last reading, of all points of a run. */
    static String lastHeard(Source source, String run, Instant from, Instant to) {
        return "SELECT point, max(time) FROM "
                + source.table
                + " WHERE run = "
                + quoted(run)
                + " AND time >= '"
                + from
                + "' AND time <= '"
                + to
                + '\'';
    }

    /** Rows of lane and how many. */
    static String countByLane(String run, Instant from, Instant to) {
        return "SELECT lane, count() FROM readings WHERE run = "
                + quoted(run)
                + " AND time >= '"
                + from
                + "' AND time < '"
                + to
                + "' AND lane IN ('LIVE', 'LATE')";
    }

    /** Rows of time, point, value, quality, in order of time. */
    String samples(long limit) {
        return each() + " LIMIT " + limit;
    }

    /** Rows of time, point, value, quality, in order of time: every one. */
    String each() {
        return "SELECT time, point, value, quality FROM readings"
                + where(Source.READINGS)
                + " ORDER BY time";
    }

    /**
     * Rows of time, point, least, greatest, sum and count of good values, least and greatest bad
     * value, count of bad readings.
     */
    String buckets(Source source, Duration width, long limit) {
        List<String> columns =
                source == Source.READINGS
                        ? List.of(
                                "min(" + GOOD + ")",
                                "max(" + GOOD + ")",
                                "sum(" + GOOD + ")",
                                "count(" + GOOD + ")",
                                "min(" + BAD + ")",
                                "max(" + BAD + ")",
                                "sum(CASE WHEN quality = 'BAD' OR value IS NULL THEN 1 ELSE 0 END)")
                        : List.of(
                                "min(low)",
                                "max(high)",
                                "sum(total)",
                                "sum(good)",
                                "min(bad_low)",
                                "max(bad_high)",
                                "sum(bad)");
        return "SELECT time, point, "
                + String.join(", ", columns)
                + " FROM "
                + source.table
                + where(source)
                + " SAMPLE BY "
                + width(width)
                + " ALIGN TO CALENDAR LIMIT "
                + limit;
    }

    private String where(Source source) {
        StringBuilder where = new StringBuilder(whose);
        if (from != null) {
            // The minute or hour in which the part begins is asked for whole.
            Instant begin = source.unit == null ? from : from.truncatedTo(source.unit);
            where.append(" AND time >= '").append(begin).append('\'');
        }
        if (to != null) {
            where.append(" AND time < '").append(to).append('\'');
        }
        return where.toString();
    }

    private static String width(Duration width) {
        return width.toMillis() % 1_000 == 0 ? width.toSeconds() + "s" : width.toMillis() + "T";
    }

    private static String quoted(String id) {
        return '\'' + HistoryPart.checkId(id) + '\'';
    }
}
