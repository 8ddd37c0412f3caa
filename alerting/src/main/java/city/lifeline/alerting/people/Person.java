package city.lifeline.alerting.people;

import org.jspecify.annotations.Nullable;

/**
 * Somebody who can be told of warnings.
 *
 * @param name as they are called; also who acts when they answer
 * @param phone E.164, such as +8613800000001; null: none
 * @param webhook where messages are posted to; null: nowhere
 * @param language {@code zh} or {@code en}
 * @param lastResort whether they are told when nobody else is there
 * @param unreachable why the last message could not reach them for good; null: nothing is known
 */
public record Person(
        String id,
        String name,
        String unit,
        @Nullable String phone,
        @Nullable String email,
        @Nullable String webhook,
        String language,
        boolean lastResort,
        @Nullable String unreachable) {

    /** Says no number. */
    @Override
    public String toString() {
        return id;
    }
}
