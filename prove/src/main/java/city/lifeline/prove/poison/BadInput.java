package city.lifeline.prove.poison;

import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A message that something is wrong with, and what must become of it.
 *
 * @param row of the collection of bad inputs that it is a member of
 * @param contentType MQTT 5 property; null: none
 * @param letters for each dead letter that must come of it, the reasons it may have
 * @param readings that must be in Kafka of it, and no other
 */
record BadInput(
        String row,
        String gateway,
        byte[] payload,
        @Nullable String contentType,
        List<Letter> letters,
        List<Reading> readings) {

    /**
     * A dead letter.
     *
     * @param index of the refused reading, −1 for the whole message
     */
    record Letter(int index, Set<String> reasons) {}

    /**
     * A reading.
     *
     * @param value as kept
     * @param timeUs as kept; 0: about the time at which it was published
     */
    record Reading(String point, long timeUs, double value, Quality quality, Lane lane) {}
}
