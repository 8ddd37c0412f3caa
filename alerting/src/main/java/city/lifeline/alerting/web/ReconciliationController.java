package city.lifeline.alerting.web;

import city.lifeline.alerting.reconciliation.HourCounts;
import city.lifeline.alerting.reconciliation.Reconciliation;
import city.lifeline.alerting.security.OwnedBy;
import city.lifeline.alerting.security.Role;
import city.lifeline.model.Lane;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Whether the history store has what Kafka has taken. */
@RestController
@RequestMapping("/api/v1/history/reconciliation")
@Tag(name = "History")
public class ReconciliationController {

    private static final int MOST_HOURS = 400 * 24;

    private final Reconciliation reconciliation;

    public ReconciliationController(Reconciliation reconciliation) {
        this.reconciliation = reconciliation;
    }

    /**
     * Readings of an hour, by their own time.
     *
     * @param live that Kafka has taken in time
     * @param late that Kafka has taken late
     * @param keptLive that the history store has; null: not asked yet
     * @param keptLate as {@code keptLive}
     * @param missing taken less kept, both lanes together; null: not asked yet, or more has come
     *     since. Below 0: Kafka no longer had them all when counting began
     */
    public record HourView(
            Instant hour,
            long live,
            long late,
            @Nullable Long keptLive,
            @Nullable Long keptLate,
            @Nullable Long missing,
            @Nullable Instant askedAt) {}

    @Operation(
            summary = "Readings in Kafka against those in the history store, by hour",
            description =
                    "Of the live run, hours that are over, the newest first. An hour is compared"
                            + " again for eight days as long as more comes, such as a gateway's"
                            + " backlog, or something is missing.")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping
    public List<HourView> hours(
            @Parameter(description = "how many hours back, at most 9600")
                    @RequestParam(defaultValue = "24")
                    int hours) {
        if (hours < 1 || hours > MOST_HOURS) {
            throw Refused.badRequest("hours: must be from 1 to " + MOST_HOURS);
        }
        Map<Instant, Map<Lane, HourCounts.Count>> byHour = new LinkedHashMap<>();
        for (HourCounts.Count each : reconciliation.comparable(Duration.ofHours(hours))) {
            byHour.computeIfAbsent(each.hour(), hour -> new LinkedHashMap<>())
                    .put(each.lane(), each);
        }
        List<HourView> views = new ArrayList<>(byHour.size());
        byHour.forEach((hour, lanes) -> views.add(view(hour, lanes)));
        return views;
    }

    private static HourView view(Instant hour, Map<Lane, HourCounts.Count> lanes) {
        long taken = 0;
        long kept = 0;
        boolean asked = true;
        boolean compared = true;
        Instant askedAt = null;
        for (HourCounts.Count each : lanes.values()) {
            taken += each.taken();
            Long ofStore = each.kept();
            asked &= ofStore != null;
            compared &= each.isCompared();
            kept += ofStore == null ? 0 : ofStore;
            askedAt = each.askedAt() == null ? askedAt : each.askedAt();
        }
        HourCounts.Count live = lanes.get(Lane.LIVE);
        HourCounts.Count late = lanes.get(Lane.LATE);
        return new HourView(
                hour,
                live == null ? 0 : live.taken(),
                late == null ? 0 : late.taken(),
                asked ? kept(live) : null,
                asked ? kept(late) : null,
                asked && compared ? taken - kept : null,
                askedAt);
    }

    private static long kept(HourCounts.@Nullable Count count) {
        return count == null || count.kept() == null ? 0 : count.kept();
    }
}
