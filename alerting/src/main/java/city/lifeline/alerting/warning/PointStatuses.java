package city.lifeline.alerting.warning;

import city.lifeline.model.PointStatus;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The latest sample of each point in the live run. */
public final class PointStatuses {

    private final ConcurrentMap<String, PointStatus> latest = new ConcurrentHashMap<>();

    /** Takes a sample and tells whether it is news. */
    public boolean accept(PointStatus status) {
        PointStatus kept =
                latest.merge(
                        status.point(),
                        status,
                        (old, next) -> next.timeUs() > old.timeUs() ? next : old);
        return kept.equals(status);
    }

    public @Nullable PointStatus of(String point) {
        return latest.get(point);
    }
}
