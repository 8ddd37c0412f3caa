package city.lifeline.alerting.notify;

import city.lifeline.model.Grade;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who has been told of which incident: of a storm over forty roads a person is told once for each
 * grade that it reaches, not once for each road. Red is always told.
 */
final class IncidentSteps {

    /** After so long, as after a shift, a person is told again. */
    static final Duration LASTS = Duration.ofHours(12);

    /** What somebody was last told. */
    record Told(Grade grade, int step, Instant at) {}

    /** An incident and a person. */
    record Key(String incident, String person) {}

    private final Map<Key, Told> known;
    private final Map<Key, Told> noted = new HashMap<>();
    private final Instant now;

    IncidentSteps(Map<Key, Told> known, Instant now) {
        this.known = new HashMap<>(known);
        this.now = now;
    }

    /**
     * Whether a warning is news to somebody, and notes that they are told if it is.
     *
     * @param incident that it is part of; null: none
     * @param step of the roster at which they are told
     * @param again after how long the same is told once more; null: not before {@link #LASTS}
     */
    boolean tells(
            @Nullable String incident,
            String person,
            Grade grade,
            int step,
            @Nullable Duration again) {
        if (incident == null) {
            return true;
        }
        Key key = new Key(incident, person);
        Told told = known.get(key);
        // What comes together is told together, so that a message counts all of it.
        boolean news =
                noted.containsKey(key)
                        || grade.isAtLeast(Grade.RED)
                        || told == null
                        || grade.isAbove(told.grade)
                        || (again != null && step > told.step)
                        || !now.isBefore(told.at.plus(again == null ? LASTS : again));
        if (news) {
            Grade highest = told != null && told.grade.isAbove(grade) ? told.grade : grade;
            Told next = new Told(highest, step, now);
            known.put(key, next);
            noted.put(key, next);
        }
        return news;
    }

    Map<Key, Told> noted() {
        return Map.copyOf(noted);
    }
}
