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

    static String checkId(String id) {
        if (!Ids.isValid(id)) {
            throw new IllegalArgumentException("not an id");
        }
        return id;
    }
}
