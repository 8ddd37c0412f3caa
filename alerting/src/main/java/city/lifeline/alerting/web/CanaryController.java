package city.lifeline.alerting.web;

import city.lifeline.alerting.canary.Canaries;
import city.lifeline.alerting.security.OwnedBy;
import city.lifeline.alerting.security.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How the watchdog's readings come through. */
@RestController
@Tag(name = "Canary")
public class CanaryController {

    private final Canaries canaries;
    private final InstantSource clock;

    public CanaryController(Canaries canaries, InstantSource clock) {
        this.canaries = canaries;
        this.clock = clock;
    }

    /** The newest first; empty in a city without a canary. */
    public record CanaryView(Instant now, List<Canaries.Pass> passes) {}

    @Operation(
            summary = "The watchdog's latest readings that became warnings",
            description =
                    "They are in no list of warnings. Of each: when it was stored, and when its SMS was handed over.")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping("/api/v1/canary")
    public CanaryView canary() {
        return new CanaryView(clock.instant(), canaries.newest());
    }
}
