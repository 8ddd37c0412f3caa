package city.lifeline.alerting.release;

import city.lifeline.model.Certainty;
import city.lifeline.model.Grade;
import city.lifeline.model.Location;
import city.lifeline.model.Text;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that the public is told, whatever form it then gets.
 *
 * @param number of the messages about this warning, 1 for the first
 * @param sent by the city's clock, whole seconds
 * @param certainty as CAP has it
 * @param words empty measures: none
 * @param references of what it updates or cancels, oldest first
 */
record PublicMessage(
        String warning,
        int number,
        Kind kind,
        Status status,
        OffsetDateTime sent,
        Grade grade,
        Certainty certainty,
        String rule,
        String lifeline,
        OffsetDateTime onset,
        Text senderName,
        Text headline,
        Words words,
        Area area,
        List<String> references) {

    PublicMessage {
        references = List.copyOf(references);
    }

    /** What it does to what was said before. */
    enum Kind {
        ALERT,
        UPDATE,
        CANCEL
    }

    /** How much in earnest it is. */
    enum Status {
        ACTUAL,
        EXERCISE,
        TEST
    }

    /**
     * Where people are concerned: a circle, a polygon, or only words.
     *
     * @param centre of the circle; null: there is none
     * @param radiusM of the circle, metres
     * @param polygon closed: the last position is the first; empty: there is none
     */
    record Area(Text description, @Nullable Location centre, int radiusM, List<Location> polygon) {
        Area {
            polygon = List.copyOf(polygon);
        }
    }
}
