package city.lifeline.alerting.web;

import city.lifeline.alerting.notify.Delivery;
import city.lifeline.alerting.notify.Kind;
import city.lifeline.alerting.notify.Notification;
import city.lifeline.alerting.notify.NotificationStore;
import city.lifeline.alerting.people.PeopleStore;
import city.lifeline.alerting.people.Person;
import city.lifeline.alerting.security.Caller;
import city.lifeline.alerting.security.OwnedBy;
import city.lifeline.alerting.security.Role;
import city.lifeline.alerting.warning.Assessment;
import city.lifeline.alerting.warning.HandledWarning;
import city.lifeline.alerting.warning.Handling;
import city.lifeline.alerting.warning.HandlingService;
import city.lifeline.alerting.warning.HandlingService.Actor;
import city.lifeline.alerting.warning.HandlingState;
import city.lifeline.alerting.warning.HandlingStep;
import city.lifeline.alerting.warning.Shelving;
import city.lifeline.alerting.warning.Warning;
import city.lifeline.alerting.warning.WarningStore;
import city.lifeline.model.Grade;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What people do about a warning, and who was told of it. */
@RestController
@RequestMapping("/api/v1/warnings/{id}")
@Tag(name = "Handling")
public class HandlingController {

    private final WarningStore warnings;
    private final HandlingService handling;
    private final NotificationStore notifications;
    private final PeopleStore people;
    private final Changes changes;
    private final OwnDistricts own;
    private final InstantSource clock;

    public HandlingController(
            WarningStore warnings,
            HandlingService handling,
            NotificationStore notifications,
            PeopleStore people,
            Changes changes,
            OwnDistricts own,
            InstantSource clock) {
        this.warnings = warnings;
        this.handling = handling;
        this.notifications = notifications;
        this.people = people;
        this.changes = changes;
        this.own = own;
        this.clock = clock;
    }

    /**
     * Handling as REST shows it.
     *
     * @param allowed what may be done next
     * @param shelved whether it is silent now
     */
    public record HandlingView(
            String id,
            HandlingState state,
            int version,
            List<String> allowed,
            @Nullable String acknowledgedBy,
            @Nullable Instant acknowledgedAt,
            @Nullable String comment,
            @Nullable Grade acknowledgedGrade,
            boolean unanswered,
            @Nullable Assessment assessment,
            @Nullable String assignee,
            @Nullable String order,
            @Nullable Instant closedAt,
            @Nullable Shelving shelving,
            boolean shelved,
            List<HandlingStep> steps) {}

    /** Free text with an action. */
    public record Remark(@Nullable String comment) {}

    /** What it was found to be. */
    public record AssessmentRequest(@Nullable Assessment assessment, @Nullable String comment) {}

    /** Who is to do what. */
    public record OrderRequest(@Nullable String assignee, @Nullable String order) {}

    /** Until when it is silent, and why. */
    public record ShelvingRequest(@Nullable String reason, @Nullable Instant until) {}

    /** A try on a channel, as REST shows it. */
    public record DeliveryView(
            String channel,
            String provider,
            Delivery.State state,
            Instant begunAt,
            @Nullable Instant submittedAt,
            @Nullable Instant doneAt,
            @Nullable String error) {}

    /**
     * A message, as REST shows it, without the telephone number and the code.
     *
     * @param others how many more warnings it tells of
     */
    public record NotificationView(
            String id,
            String person,
            String name,
            String unit,
            Kind kind,
            Grade grade,
            Notification.State state,
            Instant dueAt,
            @Nullable String reason,
            @Nullable Instant answeredAt,
            int others,
            List<DeliveryView> deliveries) {}

    @Operation(
            summary = "How people are with a warning",
            description = "The ETag is for If-Match on any of the actions.")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping("/handling")
    public ResponseEntity<HandlingView> one(
            @PathVariable String id, @AuthenticationPrincipal Caller caller) {
        return answer(own.warning(caller, id));
    }

    @Operation(summary = "Say what it was found to be")
    @OwnedBy({Role.DUTY_OFFICER, Role.DISTRICT_OFFICER})
    @PostMapping("/assess")
    public ResponseEntity<HandlingView> assess(
            @PathVariable String id,
            @RequestBody AssessmentRequest request,
            @Parameter(description = "of the handling")
                    @RequestHeader(value = "If-Match", required = false)
                    @Nullable String ifMatch,
            @AuthenticationPrincipal Caller caller) {
        Assessment assessment = request.assessment();
        if (assessment == null) {
            throw Refused.badRequest(
                    "assessment: must be one of CONFIRMED, FALSE, DRILL, KNOWN_WORK");
        }
        return act(
                id,
                caller,
                ifMatch,
                actor -> handling.assess(id, actor, assessment, Comments.check(request.comment())));
    }

    @Operation(summary = "Have somebody put it right")
    @OwnedBy({Role.DUTY_OFFICER, Role.DISTRICT_OFFICER})
    @PostMapping("/order")
    public ResponseEntity<HandlingView> order(
            @PathVariable String id,
            @RequestBody OrderRequest request,
            @RequestHeader(value = "If-Match", required = false) @Nullable String ifMatch,
            @AuthenticationPrincipal Caller caller) {
        String assignee = needed("assignee", request.assignee());
        String order = needed("order", request.order());
        return act(id, caller, ifMatch, actor -> handling.order(id, actor, assignee, order));
    }

    @Operation(summary = "Tell how it goes")
    @OwnedBy({Role.DUTY_OFFICER, Role.DISTRICT_OFFICER})
    @PostMapping("/feedback")
    public ResponseEntity<HandlingView> feedback(
            @PathVariable String id,
            @RequestBody Remark request,
            @RequestHeader(value = "If-Match", required = false) @Nullable String ifMatch,
            @AuthenticationPrincipal Caller caller) {
        String text = needed("comment", request.comment());
        return act(id, caller, ifMatch, actor -> handling.feedback(id, actor, text));
    }

    @Operation(
            summary = "Close it",
            description = "409 while the condition holds, or before it was assessed.")
    @OwnedBy({Role.DUTY_OFFICER, Role.DISTRICT_OFFICER})
    @PostMapping("/close")
    public ResponseEntity<HandlingView> close(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable Remark request,
            @RequestHeader(value = "If-Match", required = false) @Nullable String ifMatch,
            @AuthenticationPrincipal Caller caller) {
        String comment = request == null ? null : Comments.check(request.comment());
        return act(id, caller, ifMatch, actor -> handling.close(id, actor, comment));
    }

    @Operation(summary = "File a closed one")
    @OwnedBy({Role.DUTY_OFFICER, Role.DISTRICT_OFFICER})
    @PostMapping("/archive")
    public ResponseEntity<HandlingView> archive(
            @PathVariable String id,
            @RequestHeader(value = "If-Match", required = false) @Nullable String ifMatch,
            @AuthenticationPrincipal Caller caller) {
        return act(id, caller, ifMatch, actor -> handling.archive(id, actor));
    }

    @Operation(
            summary = "Silence it for a while",
            description = "A red one is silent only once a second person has confirmed.")
    @OwnedBy({Role.DUTY_OFFICER, Role.DISTRICT_OFFICER})
    @PostMapping("/shelve")
    public ResponseEntity<HandlingView> shelve(
            @PathVariable String id,
            @RequestBody ShelvingRequest request,
            @RequestHeader(value = "If-Match", required = false) @Nullable String ifMatch,
            @AuthenticationPrincipal Caller caller) {
        String reason = needed("reason", request.reason());
        Instant until = request.until();
        if (until == null) {
            throw Refused.badRequest("until: say until when, such as 2026-11-22T08:00:00Z");
        }
        return act(id, caller, ifMatch, actor -> handling.shelve(id, actor, reason, until));
    }

    @Operation(summary = "Be the second person of a shelving")
    @OwnedBy({Role.DUTY_OFFICER, Role.DISTRICT_OFFICER})
    @PostMapping("/shelve/confirm")
    public ResponseEntity<HandlingView> confirmShelving(
            @PathVariable String id,
            @RequestHeader(value = "If-Match", required = false) @Nullable String ifMatch,
            @AuthenticationPrincipal Caller caller) {
        return act(id, caller, ifMatch, actor -> handling.confirmShelving(id, actor));
    }

    @Operation(summary = "End a shelving before its time")
    @OwnedBy({Role.DUTY_OFFICER, Role.DISTRICT_OFFICER})
    @PostMapping("/unshelve")
    public ResponseEntity<HandlingView> unshelve(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable Remark request,
            @RequestHeader(value = "If-Match", required = false) @Nullable String ifMatch,
            @AuthenticationPrincipal Caller caller) {
        String comment = request == null ? null : Comments.check(request.comment());
        return act(id, caller, ifMatch, actor -> handling.unshelve(id, actor, comment));
    }

    @Operation(summary = "Who was told of it, by which channels, oldest first")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping("/notifications")
    public List<NotificationView> told(
            @PathVariable String id, @AuthenticationPrincipal Caller caller) {
        own.warning(caller, id);
        Map<String, Person> byId =
                people.people().stream().collect(Collectors.toMap(Person::id, Function.identity()));
        List<NotificationView> views = new ArrayList<>();
        for (Notification one : notifications.about(id)) {
            views.add(view(one, byId.get(one.person())));
        }
        return views;
    }

    private NotificationView view(Notification one, @Nullable Person person) {
        return new NotificationView(
                one.id(),
                one.person(),
                person == null ? one.person() : person.name(),
                person == null ? "" : person.unit(),
                one.kind(),
                one.grade(),
                one.state(),
                one.dueAt(),
                one.reason(),
                one.answeredAt(),
                one.warnings().size() - 1,
                notifications.deliveries(one.id()).stream()
                        .map(
                                delivery ->
                                        new DeliveryView(
                                                delivery.channel(),
                                                delivery.provider(),
                                                delivery.state(),
                                                delivery.begunAt(),
                                                delivery.submittedAt(),
                                                delivery.doneAt(),
                                                delivery.error()))
                        .toList());
    }

    private ResponseEntity<HandlingView> act(
            String id,
            Caller caller,
            @Nullable String ifMatch,
            Function<Actor, HandledWarning> action) {
        own.warning(caller, id);
        HandledWarning after = action.apply(actor(caller, ifMatch));
        changes.warnings(List.of(after));
        return answer(after);
    }

    static Actor actor(Caller caller, @Nullable String ifMatch) {
        return new Actor(
                caller.name(),
                caller.session() == null ? HandlingStep.Via.MACHINE : HandlingStep.Via.DASHBOARD,
                version(ifMatch));
    }

    private static @Nullable Integer version(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.equals("*")) {
            return null;
        }
        if (!ifMatch.matches("\"[0-9]{1,9}\"")) {
            throw Refused.badRequest("If-Match: is not the ETag of a handling, such as \"3\"");
        }
        return Integer.valueOf(ifMatch.substring(1, ifMatch.length() - 1));
    }

    private ResponseEntity<HandlingView> answer(HandledWarning handled) {
        Handling now = handled.handling();
        return ResponseEntity.ok()
                .header(HttpHeaders.ETAG, "\"" + now.version() + "\"")
                .body(
                        new HandlingView(
                                handled.warning().id(),
                                now.state(),
                                now.version(),
                                allowed(handled),
                                now.acknowledgedBy(),
                                now.acknowledgedAt(),
                                now.comment(),
                                now.acknowledgedGrade(),
                                handled.isUnanswered(),
                                now.assessment(),
                                now.assignee(),
                                now.order(),
                                now.closedAt(),
                                now.shelving(),
                                now.shelving() != null
                                        && now.shelving()
                                                .silences(
                                                        handled.warning().peak(), clock.instant()),
                                warnings.steps(handled.warning().id())));
    }

    private static List<String> allowed(HandledWarning handled) {
        Handling now = handled.handling();
        return Arrays.stream(HandlingState.Action.values())
                .filter(action -> now.state().allows(action))
                .filter(
                        action ->
                                switch (action) {
                                    case ACKNOWLEDGE -> handled.isUnanswered();
                                    case ORDER -> now.assessment() != Assessment.FALSE;
                                    case CLOSE ->
                                            handled.warning().state() == Warning.State.CLEARED
                                                    && !handled.isUnanswered();
                                    case ASSESS, FEEDBACK, ARCHIVE -> true;
                                })
                .map(Enum::name)
                .toList();
    }

    private static String needed(String field, @Nullable String text) {
        String checked = Comments.check(text);
        if (checked == null) {
            throw Refused.badRequest(field + ": is missing");
        }
        return checked;
    }
}
