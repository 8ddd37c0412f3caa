package city.lifeline.alerting.history;

import city.lifeline.model.Ids;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some points' readings of a run in a stretch of time. Ids of it hold no quote, so that they can
 * stand in a question as they are.
 *
 * @param from inclusive; null: from the first one on
 * @param to exclusive; null: to the last one
 */
record HistoryPart(String run, List<String> points, @Nullable Instant from, @Nullable Instant to) {

    HistoryPart {
        points = List.copyOf(points);
        checkId(run);
        points.forEach(HistoryPart::checkId);
    }

    /** What it is if everything in it has been found to lie in here. */
    HistoryPart of(List<String> some, Instant begin, Instant end) {
        return new HistoryPart(run, some, begin, end);
    }

    /** What of it is earlier than a moment; null: nothing. */
    @Nullable HistoryPart before(Instant moment) {
        if (to != null && !to.isAfter(moment)) {
            return this;
        }
        return from == null || from.isBefore(moment)
                ? new HistoryPart(run, points, from, moment)
                : null;
    }

    /** What of it is not; null: nothing. */
    @Nullable HistoryPart notBefore(Instant moment) {
        if (from != null && !from.isBefore(moment)) {
            return this;
        }
        return to == null || to.isAfter(moment) ? new HistoryPart(run, points, moment, to) : null;
    }

    static String checkId(String id) {
        if (!Ids.isValid(id)) {
            throw new IllegalArgumentException("not an id");
        }
        return id;
    }
}
