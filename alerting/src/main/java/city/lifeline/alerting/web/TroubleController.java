package city.lifeline.alerting.web;

import city.lifeline.alerting.notify.ChannelHealth;
import city.lifeline.alerting.notify.RosterWatch;
import city.lifeline.alerting.people.Roster;
import city.lifeline.alerting.security.Caller;
import city.lifeline.alerting.security.OwnedBy;
import city.lifeline.alerting.security.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What keeps warnings from reaching people. */
@RestController
@RequestMapping("/api/v1/troubles")
@Tag(name = "People")
public class TroubleController {

    private static final int MOST = 50;

    private final RosterWatch roster;
    private final ChannelHealth health;

    public TroubleController(RosterWatch roster, ChannelHealth health) {
        this.roster = roster;
        this.health = health;
    }

    /**
     * A way to people that takes nothing.
     *
     * @param channel such as {@code mail}; {@code sms:NAME} is one provider of short messages
     * @param error what it said last; null for who does not look after the system
     */
    public record DeadChannel(
            String channel,
            Instant since,
            Instant lastFailedAt,
            @Nullable Instant lastOkAt,
            @Nullable String error) {}

    /**
     * Troubles.
     *
     * @param gaps stretches of the next 72 h without anybody on duty, 50 at most
     * @param gapCount of all
     */
    public record Troubles(List<DeadChannel> channels, List<Roster.Gap> gaps, int gapCount) {}

    @Operation(
            summary = "What keeps warnings from reaching people",
            description =
                    "Channels that have taken nothing for 3 minutes or more, and gaps of the roster.")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping
    public Troubles troubles(@AuthenticationPrincipal Caller caller) {
        Set<String> districts = caller.districts();
        List<Roster.Gap> gaps =
                roster.open().stream()
                        .filter(gap -> districts == null || districts.contains(gap.district()))
                        .toList();
        boolean keeper = caller.may(Role.SYSTEM_ADMIN) || caller.may(Role.COMMANDER);
        return new Troubles(
                health.dead().stream()
                        .map(
                                one ->
                                        new DeadChannel(
                                                one.channel(),
                                                one.since(),
                                                one.lastFailedAt(),
                                                one.lastOkAt(),
                                                keeper ? one.error() : null))
                        .toList(),
                gaps.subList(0, Math.min(MOST, gaps.size())),
                gaps.size());
    }
}
