package city.lifeline.alerting.stream;

import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks the stream for.
 *
 * @param user whose streams are counted together
 * @param session that the stream ends with; null for a machine's token
 * @param run id of a run, or {@link #ALL_RUNS}
 * @param points whose statuses are wanted
 * @param lastEventId where it left off; null for a new client
 * @param admitted asked now and then: whether the client may still listen
 */
public record Subscription(
        String user,
        @Nullable String session,
        String run,
        Set<String> points,
        @Nullable String lastEventId,
        BooleanSupplier admitted) {

    public static final String ALL_RUNS = "all";

    public Subscription {
        points = Set.copyOf(points);
    }

    boolean wants(String ofRun) {
        return run.equals(ALL_RUNS) || run.equals(ofRun);
    }
}
