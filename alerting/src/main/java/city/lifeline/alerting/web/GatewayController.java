package city.lifeline.alerting.web;

import city.lifeline.alerting.Page;
import city.lifeline.alerting.gateway.GatewayHour;
import city.lifeline.alerting.gateway.GatewayStore;
import city.lifeline.alerting.security.OwnedBy;
import city.lifeline.alerting.security.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Gateways and how complete they are. */
@RestController
@RequestMapping("/api/v1/gateways")
@Tag(name = "Gateways")
public class GatewayController {

    private static final Duration HISTORY = Duration.ofDays(7);

    private static final Map<String, Predicate<GatewayViews.GatewayItem>> STATES =
            Map.of(
                    "all", gateway -> true,
                    "silent", GatewayViews.GatewayItem::silent,
                    "incomplete", gateway -> gateway.missing() > 0,
                    "refused", gateway -> !gateway.refused().isEmpty(),
                    "clock", GatewayViews.GatewayItem::clockFault);

    private final GatewayViews views;
    private final GatewayStore gateways;

    public GatewayController(GatewayViews views, GatewayStore gateways) {
        this.views = views;
        this.gateways = gateways;
    }

    /** What came in an hour of the live run's clock. */
    public record HourView(
            Instant hour,
            long received,
            long missing,
            long refused,
            @Nullable Double completeness) {

        static HourView of(GatewayHour hour) {
            long missing = Math.max(0, hour.missing());
            return new HourView(
                    hour.hour(),
                    hour.received(),
                    missing,
                    hour.refused(),
                    GatewayViews.completeness(hour.received(), missing));
        }
    }

    /** A gateway with its last seven days. */
    public record GatewayView(GatewayViews.GatewayItem gateway, List<HourView> hours) {

        public GatewayView {
            hours = List.copyOf(hours);
        }
    }

    @Operation(
            summary = "Search gateways",
            description =
                    "By id or name. silent: not heard for three of its shortest intervals, at least a minute;"
                            + " incomplete: messages are missing; refused: something was; clock: its clock is wrong.")
    @OwnedBy(Role.VIEWER)
    @GetMapping
    public Page<GatewayViews.GatewayItem> list(
            @RequestParam(defaultValue = "") String query,
            @Parameter(description = "all, silent, incomplete, refused or clock")
                    @RequestParam(defaultValue = "all")
                    String state,
            @RequestParam(defaultValue = "0") int page,
            @Parameter(description = "at most 500") @RequestParam(defaultValue = "100") int size) {
        Params.checkPage(page, size);
        Predicate<GatewayViews.GatewayItem> wanted = Params.oneOf("state", state, STATES);
        String text = query.strip().toLowerCase(Locale.ROOT);
        List<GatewayViews.GatewayItem> found =
                views.all().stream()
                        .filter(wanted)
                        .filter(gateway -> matches(gateway, text))
                        .toList();
        return new Page<>(
                found.stream().skip((long) page * size).limit(size).toList(),
                found.size(),
                page,
                size);
    }

    @Operation(
            summary = "One gateway with the hours of its last seven days in which something came")
    @OwnedBy(Role.VIEWER)
    @GetMapping("/{id}")
    public GatewayView one(@PathVariable String id) {
        Params.id("id", id);
        GatewayViews.GatewayItem gateway =
                views.find(id).orElseThrow(() -> Refused.notFound("There is no gateway " + id));
        return new GatewayView(
                gateway,
                gateways.hours(id, views.now().minus(HISTORY)).stream().map(HourView::of).toList());
    }

    private static boolean matches(GatewayViews.GatewayItem gateway, String text) {
        return Stream.of(gateway.id(), gateway.name().zh(), gateway.name().en())
                .anyMatch(one -> one.toLowerCase(Locale.ROOT).contains(text));
    }
}
