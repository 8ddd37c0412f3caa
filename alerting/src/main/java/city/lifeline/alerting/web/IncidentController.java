package city.lifeline.alerting.web;

import city.lifeline.alerting.Page;
import city.lifeline.alerting.incident.Incident;
import city.lifeline.alerting.incident.IncidentStep;
import city.lifeline.alerting.incident.IncidentStore;
import city.lifeline.alerting.incident.Incidents;
import city.lifeline.alerting.incident.JoinRules;
import city.lifeline.alerting.incident.Membership;
import city.lifeline.alerting.security.Caller;
import city.lifeline.alerting.security.OwnedBy;
import city.lifeline.alerting.security.Role;
import city.lifeline.alerting.warning.HandledWarning;
import city.lifeline.alerting.warning.HandlingService;
import city.lifeline.alerting.warning.IllegalTransitionException;
import city.lifeline.alerting.warning.WarningStore;
import city.lifeline.model.Text;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Incidents: warnings of one cause. */
@RestController
@RequestMapping("/api/v1/incidents")
@Tag(name = "Incidents")
public class IncidentController {

    private static final Map<String, IncidentStore.Openness> OPENNESS =
            Map.of(
                    "open", IncidentStore.Openness.OPEN,
                    "closed", IncidentStore.Openness.CLOSED,
                    "all", IncidentStore.Openness.ALL);

    private static final int MOST_SPLIT = 1_000;

    private final IncidentStore store;
    private final Incidents incidents;
    private final IncidentViews views;
    private final JoinRules rules;
    private final WarningStore warnings;
    private final WarningViews warningViews;
    private final HandlingService handling;
    private final Changes changes;
    private final OwnDistricts own;

    public IncidentController(
            IncidentStore store,
            Incidents incidents,
            IncidentViews views,
            JoinRules rules,
            WarningStore warnings,
            WarningViews warningViews,
            HandlingService handling,
            Changes changes,
            OwnDistricts own) {
        this.store = store;
        this.incidents = incidents;
        this.views = views;
        this.rules = rules;
        this.warnings = warnings;
        this.warningViews = warningViews;
        this.handling = handling;
        this.changes = changes;
        this.own = own;
    }

    /**
     * Why a warning is in its incident.
     *
     * @param join id of the rule; empty: it was the first, or people have put it there
     * @param name of the rule, after "because of"
     * @param with the warning that it was linked to
     * @param place of that warning
     * @param metres between the two; 0 where no distance was asked for
     * @param apartSeconds between the moments at which the two were raised
     * @param person who has put it there
     */
    public record Why(
            String join,
            @Nullable Text name,
            @Nullable String with,
            @Nullable Text place,
            int metres,
            long apartSeconds,
            @Nullable String person) {}

    /** A warning of an incident. */
    public record Member(WarningView warning, Why why) {}

    /** An incident with what is in it and what was done with it. */
    public record Details(IncidentView incident, List<Member> members, List<IncidentStep> steps) {}

    /** Which warnings make up an incident of their own, and why. */
    public record SplitRequest(@Nullable List<String> warnings, @Nullable String reason) {}

    /** Which other incident is part of this one, and why. */
    public record JoinRequest(@Nullable String incident, @Nullable String reason) {}

    /** Free text with an action. */
    public record Remark(@Nullable String comment) {}

    @Operation(
            summary = "List incidents",
            description =
                    "Open ones, which have an open warning: the worst and newest first. Others: the"
                            + " newest first.")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping
    public Page<IncidentView> list(
            @Parameter(description = "live, or a run's id") @RequestParam(defaultValue = "live")
                    String run,
            @Parameter(description = "open, closed or all") @RequestParam(defaultValue = "open")
                    String state,
            @RequestParam(defaultValue = "0") int page,
            @Parameter(description = "at most 500") @RequestParam(defaultValue = "100") int size,
            @AuthenticationPrincipal Caller caller) {
        Params.checkPage(page, size);
        Page<Incident> found =
                store.page(
                        Params.id("run", run),
                        Params.oneOf("state", state, OPENNESS),
                        own.assets(caller),
                        page,
                        size);
        return new Page<>(views.of(found.items()), found.total(), page, size);
    }

    @Operation(summary = "Why warnings belong together: the rules in force, as YAML")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping(value = "/rules", produces = MediaType.TEXT_PLAIN_VALUE + ";charset=UTF-8")
    public String rules() {
        return rules.text();
    }

    @Operation(
            summary = "One incident with its warnings, the worst first, and why each is in it",
            description = "One that has become part of another says so in mergedInto.")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping("/{id}")
    public Details one(@PathVariable String id, @AuthenticationPrincipal Caller caller) {
        return details(seen(id, caller), caller);
    }

    @Operation(
            summary = "Acknowledge all of its warnings that ask for an answer",
            description = "409 if there is none.")
    @OwnedBy({Role.DUTY_OFFICER, Role.DISTRICT_OFFICER})
    @PostMapping("/{id}/acknowledge")
    public Details acknowledge(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable Remark remark,
            @AuthenticationPrincipal Caller caller) {
        Incident incident = seen(id, caller);
        String comment = remark == null ? null : Comments.check(remark.comment());
        HandlingService.Actor actor = HandlingController.actor(caller, null);
        List<HandledWarning> acknowledged = new ArrayList<>();
        for (HandledWarning member : members(incident, caller)) {
            if (!member.isOpen() || !member.isUnanswered()) {
                continue;
            }
            try {
                acknowledged.add(handling.acknowledge(member.warning().id(), actor, comment));
            } catch (IllegalTransitionException e) {
                // Somebody was faster with this one; the others are still to be answered.
            }
        }
        if (acknowledged.isEmpty()) {
            throw new IllegalTransitionException("None of its warnings asks for an answer");
        }
        changes.warnings(acknowledged);
        return details(seen(id, caller), caller);
    }

    @Operation(
            summary = "Take warnings out of it into an incident of their own",
            description =
                    "Answers the new one. Neither is merged by itself any more. 409 if they are not"
                            + " in it, or are all that is.")
    @OwnedBy(Role.DUTY_OFFICER)
    @PostMapping("/{id}/split")
    public Details split(
            @PathVariable String id,
            @RequestBody SplitRequest request,
            @AuthenticationPrincipal Caller caller) {
        List<String> taken = request.warnings();
        if (taken == null || taken.isEmpty() || taken.size() > MOST_SPLIT) {
            throw Refused.badRequest("warnings: 1 to %d ids".formatted(MOST_SPLIT));
        }
        taken.forEach(one -> Params.warningId(Objects.requireNonNullElse(one, "")));
        Incident next =
                incidents.split(
                        Params.hashId("an incident's", id),
                        taken,
                        caller.name(),
                        reason(request.reason()));
        changes.incident(next.run(), id, null);
        changes.warnings(warnings.find(taken));
        return details(next, caller);
    }

    @Operation(
            summary = "Make another incident part of this one",
            description = "It is not merged with others by itself any more.")
    @OwnedBy(Role.DUTY_OFFICER)
    @PostMapping("/{id}/join")
    public Details join(
            @PathVariable String id,
            @RequestBody JoinRequest request,
            @AuthenticationPrincipal Caller caller) {
        String other = request.incident();
        if (other == null) {
            throw Refused.badRequest("incident: is missing");
        }
        Incident joined =
                incidents.merge(
                        Params.hashId("an incident's", id),
                        Params.hashId("an incident's", other),
                        caller.name(),
                        reason(request.reason()));
        changes.incident(joined.run(), other, id);
        changes.incident(joined.run(), id, null);
        return details(joined, caller);
    }

    private static String reason(@Nullable String text) {
        String reason = Comments.check(text);
        if (reason == null) {
            throw Refused.badRequest("reason: is missing");
        }
        return reason;
    }

    private Incident seen(String id, Caller caller) {
        return store.find(Params.hashId("an incident's", id), own.assets(caller))
                .filter(
                        found ->
                                caller.districts() == null
                                        || found.warnings() > 0
                                        || found.mergedInto() != null)
                .orElseThrow(() -> Refused.notFound("There is no incident " + id));
    }

    private List<HandledWarning> members(Incident incident, Caller caller) {
        Set<String> assets = own.assets(caller);
        return warnings
                .find(store.members(incident.id()).stream().map(Membership::warning).toList())
                .stream()
                .filter(one -> assets == null || assets.contains(one.warning().asset()))
                .toList();
    }

    private Details details(Incident incident, Caller caller) {
        Map<String, Membership> why =
                store.members(incident.id()).stream()
                        .collect(Collectors.toMap(Membership::warning, one -> one));
        List<HandledWarning> found = members(incident, caller);
        Map<String, WarningView> shown = new HashMap<>();
        found.forEach(one -> shown.put(one.warning().id(), warningViews.of(one)));
        List<Member> members =
                found.stream()
                        .sorted(
                                Comparator.comparing(HandledWarning::isOpen)
                                        .thenComparing(
                                                (HandledWarning one) ->
                                                        one.warning().grade() == null
                                                                ? one.warning().peak()
                                                                : one.warning().grade())
                                        .reversed()
                                        .thenComparing(one -> one.warning().raisedAt())
                                        .thenComparing(one -> one.warning().id()))
                        .map(
                                one -> {
                                    String id = one.warning().id();
                                    return new Member(
                                            Objects.requireNonNull(shown.get(id)),
                                            why(why.get(id), shown));
                                })
                        .toList();
        return new Details(views.of(incident), members, store.steps(incident.id()));
    }

    private Why why(@Nullable Membership membership, Map<String, WarningView> shown) {
        if (membership == null) {
            return new Why("", null, null, null, 0, 0, null);
        }
        String id = membership.with();
        WarningView with = id == null ? null : shown.get(id);
        return new Why(
                membership.join(),
                rules
                        .reasons(
                                membership.join().isEmpty()
                                        ? List.of()
                                        : List.of(membership.join()))
                        .stream()
                        .findFirst()
                        .map(JoinRules.Reason::name)
                        .orElse(null),
                membership.with(),
                with == null ? null : with.assetName(),
                membership.metres(),
                membership.apart().toSeconds(),
                membership.person());
    }
}
