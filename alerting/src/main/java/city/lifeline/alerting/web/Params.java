package city.lifeline.alerting.web;

import city.lifeline.alerting.stream.Subscription;
import city.lifeline.model.Ids;
import java.time.Instant;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What parameters may be; everything else is refused with 400. */
final class Params {

    static final int MAX_SIZE = 500;

    /** So that the offset stays within what PostgreSQL counts. */
    private static final int MAX_PAGE = 1_000_000;

    private static final Instant LAST_MOMENT = Instant.parse("2200-01-01T00:00:00Z");

    private static final Pattern HASH_ID = Pattern.compile("[0-9a-hjkmnp-tv-z]{20}");

    private Params() {}

    static void checkPage(int page, int size) {
        if (page < 0 || page > MAX_PAGE) {
            throw Refused.badRequest("page: must be from 0 to " + MAX_PAGE);
        }
        if (size < 1 || size > MAX_SIZE) {
            throw Refused.badRequest("size: must be from 1 to " + MAX_SIZE);
        }
    }

    static String id(String name, String value) {
        if (!Ids.isValid(value)) {
            throw Refused.badRequest(
                    "%s: an id is 1 to %d of A-Z a-z 0-9 _ . : -".formatted(name, Ids.MAX_LENGTH));
        }
        return value;
    }

    /** A filter by id matches literally; what can be no id matches nothing but is no error. */
    static @Nullable String filter(String name, @Nullable String value) {
        if (value != null && (value.length() > 200 || value.indexOf('\0') >= 0)) {
            throw Refused.badRequest(name + ": is not a text of at most 200 characters");
        }
        return value == null || value.isEmpty() ? null : value;
    }

    static String warningId(String value) {
        return hashId("a warning's", value);
    }

    /** Checks an id that is a hash, of {@code whose}. */
    static String hashId(String whose, String value) {
        if (!HASH_ID.matcher(value).matches()) {
            throw Refused.badRequest(
                    "id: %s id has 20 of 0-9 a-z without i l o u".formatted(whose));
        }
        return value;
    }

    /** Both may be left open. */
    static void checkRange(@Nullable Instant from, @Nullable Instant to) {
        checkMoment("from", from);
        checkMoment("to", to);
        if (from != null && to != null && !from.isBefore(to)) {
            throw Refused.badRequest("from: must be before to");
        }
    }

    static void checkMoment(String name, @Nullable Instant moment) {
        if (moment != null && (moment.isBefore(Instant.EPOCH) || moment.isAfter(LAST_MOMENT))) {
            throw Refused.badRequest(name + ": must be between 1970 and 2200");
        }
    }

    /** A run's id; null for all. */
    static @Nullable String run(String value) {
        return value.equals(Subscription.ALL_RUNS) ? null : id("run", value);
    }

    static <T> T oneOf(String name, String value, Map<String, T> allowed) {
        T found = allowed.get(value);
        if (found == null) {
            throw Refused.badRequest(
                    "%s: must be one of %s"
                            .formatted(name, String.join(", ", new TreeSet<>(allowed.keySet()))));
        }
        return found;
    }
}
