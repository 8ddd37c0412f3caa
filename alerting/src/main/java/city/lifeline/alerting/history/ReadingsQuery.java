package city.lifeline.alerting.history;

import city.lifeline.model.Ids;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Questions about one point's readings, in QuestDB's SQL.
 *
 * <p>The table is the history job's: {@code readings(time, run, point, value, quality, lane)}.
 * Nothing goes into the text but ids, which cannot hold a quote, moments and numbers.
 *
 * <p>Readings known to be wrong are left out: one impossible value would flatten a whole chart.
 */
final class ReadingsQuery {

    private static final String FROM = " FROM readings";

    private final String where;

    /**
     * Asks for a part of a run.
     *
     * @param begin inclusive; null for all
     * @param end exclusive; null for all
     */
    ReadingsQuery(String run, String point, @Nullable Instant begin, @Nullable Instant end) {
        StringBuilder text =
                new StringBuilder(" WHERE run = ")
                        .append(quoted(run))
                        .append(" AND point = ")
                        .append(quoted(point))
                        .append(" AND quality != 'BAD' AND value IS NOT NULL");
        if (begin != null) {
            text.append(" AND time >= '").append(begin).append('\'');
        }
        if (end != null) {
            text.append(" AND time < '").append(end).append('\'');
        }
        where = text.toString();
    }

    /** One row: how many, first, last. */
    String extent() {
        return "SELECT count(), min(time), max(time)" + FROM + where;
    }

    /** Rows of time and value. */
    String samples(int limit) {
        return "SELECT time, value" + FROM + where + " ORDER BY time LIMIT " + limit;
    }

    /** Rows of time, least, greatest and mean value. */
    String buckets(Duration width, int limit) {
        return "SELECT time, min(value), max(value), avg(value)"
                + FROM
                + where
                + " SAMPLE BY "
                + width(width)
                + " ALIGN TO CALENDAR LIMIT "
                + limit;
    }

    private static String width(Duration width) {
        return width.toMillis() % 1_000 == 0 ? width.toSeconds() + "s" : width.toMillis() + "T";
    }

    private static String quoted(String id) {
        if (!Ids.isValid(id)) {
            throw new IllegalArgumentException("not an id");
        }
        return '\'' + id + '\'';
    }
}
