package city.lifeline.alerting.stream;

import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks the stream for.
 *
 * @param user whose streams are counted together
 * @param session that the stream ends with; null for a machine's token
 * @param tab id that a browser's tab made up for itself: its new stream takes the place of its old
 *     one, which may look open here long after the tab has left it; empty if it gives none
 * @param run id of a run, or {@link #ALL_RUNS}
 * @param points whose statuses are wanted
 * @param also other events that are wanted, by name
 * @param districts whose warnings are all that is told; null: of the whole city
 * @param lastEventId where it left off; null for a new client
 * @param admitted asked now and then: whether the client may still listen
 */
public record Subscription(
        String user,
        @Nullable String session,
        String tab,
        String run,
        Set<String> points,
        Set<String> also,
        @Nullable Set<String> districts,
        @Nullable String lastEventId,
        BooleanSupplier admitted) {

    public static final String ALL_RUNS = "all";

    public Subscription {
        points = Set.copyOf(points);
        also = Set.copyOf(also);
        districts = districts == null ? null : Set.copyOf(districts);
    }

    boolean replaces(Subscription other) {
        return !tab.isEmpty()
                && tab.equals(other.tab)
                && user.equals(other.user)
                && Objects.equals(session, other.session);
    }

    boolean wants(String ofRun) {
        return run.equals(ALL_RUNS) || run.equals(ofRun);
    }

    boolean wants(String ofRun, String district) {
        return wants(ofRun)
                && (districts == null
                        || district.equals(StreamHub.ANYWHERE)
                        || districts.contains(district));
    }
}
