package city.lifeline.alerting.web;

import city.lifeline.alerting.AlertingSettings;
import city.lifeline.alerting.release.AtomFeed;
import city.lifeline.alerting.release.PublicMessageStore;
import city.lifeline.alerting.release.Release;
import city.lifeline.alerting.release.ReleaseService;
import city.lifeline.alerting.release.ReleaseState;
import city.lifeline.alerting.release.ReleaseState.Action;
import city.lifeline.alerting.release.ReleaseStep;
import city.lifeline.alerting.release.ReleaseStore;
import city.lifeline.alerting.release.Words;
import city.lifeline.alerting.security.Caller;
import city.lifeline.alerting.security.OwnedBy;
import city.lifeline.alerting.security.Role;
import city.lifeline.alerting.warning.HandledWarning;
import city.lifeline.alerting.warning.HandlingService.Actor;
import city.lifeline.alerting.warning.WarningStore;
import city.lifeline.model.Grade;
import city.lifeline.model.Text;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Telling the public, by two people. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "Release")
public class ReleaseController {

    private static final int MOST = 500;
    private static final int FEED = 100;

    private static final Map<String, Set<ReleaseState>> LISTS =
            Map.of(
                    "waiting",
                    Set.of(
                            ReleaseState.SUGGESTED,
                            ReleaseState.PROPOSED,
                            ReleaseState.UPDATE_SUGGESTED,
                            ReleaseState.UPDATE_PROPOSED,
                            ReleaseState.CANCELLATION_SUGGESTED,
                            ReleaseState.CANCELLATION_PROPOSED),
                    "released",
                    Set.of(
                            ReleaseState.RELEASED,
                            ReleaseState.UPDATE_SUGGESTED,
                            ReleaseState.UPDATE_PROPOSED,
                            ReleaseState.CANCELLATION_SUGGESTED,
                            ReleaseState.CANCELLATION_PROPOSED),
                    "cancelled",
                    Set.of(ReleaseState.CANCELLED));

    private final ReleaseService service;
    private final ReleaseStore store;
    private final PublicMessageStore messages;
    private final WarningStore warnings;
    private final WarningViews views;
    private final Changes changes;
    private final OwnDistricts own;
    private final AlertingSettings settings;

    public ReleaseController(
            ReleaseService service,
            ReleaseStore store,
            PublicMessageStore messages,
            WarningStore warnings,
            WarningViews views,
            Changes changes,
            OwnDistricts own,
            AlertingSettings settings) {
        this.service = service;
        this.store = store;
        this.messages = messages;
        this.warnings = warnings;
        this.views = views;
        this.changes = changes;
        this.own = own;
        this.settings = settings;
    }

    /** What waits for somebody; {@code by} is null if the system suggests it. */
    public record ProposalView(
            boolean cancellation,
            Grade grade,
            @Nullable String by,
            Instant at,
            @Nullable Text text,
            @Nullable Text measures) {}

    /**
     * What the public knows of a warning, as REST shows it.
     *
     * @param allowed what this caller may do next
     * @param grade that the public has been told; null: none
     * @param draft words that the rule has for the public
     */
    public record ReleaseView(
            String id,
            ReleaseState state,
            int version,
            List<Action> allowed,
            @Nullable Grade grade,
            @Nullable Instant releasedAt,
            @Nullable Text text,
            @Nullable Text measures,
            @Nullable ProposalView proposal,
            Words draft,
            List<ReleaseStep> steps) {}

    /** A warning of the list. */
    public record ReleaseItem(
            WarningView warning, ReleaseState state, @Nullable ProposalView proposal) {}

    /**
     * What the public is to be told.
     *
     * @param grade null: the warning's worst
     * @param text null: the rule's words
     * @param measures null: the rule's words
     */
    public record ProposalRequest(
            @Nullable Grade grade,
            @Nullable Text text,
            @Nullable Text measures,
            @Nullable String comment) {}

    /** Free text with an action. */
    public record ReleaseRemark(@Nullable String comment) {}

    @Operation(
            summary = "What is to be told, or has been told, to the public",
            description = "The latest change first, at most 500.")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping("/releases")
    public List<ReleaseItem> list(
            @RequestParam(defaultValue = "waiting") String state,
            @AuthenticationPrincipal Caller caller) {
        List<String> ids = store.in(Params.oneOf("state", state, LISTS), MOST);
        Map<String, Release> releases = store.of(ids);
        Set<String> assets = own.assets(caller);
        Map<String, HandledWarning> found =
                warnings.find(ids).stream()
                        .filter(one -> assets == null || assets.contains(one.warning().asset()))
                        .collect(Collectors.toMap(one -> one.warning().id(), Function.identity()));
        List<ReleaseItem> items = new ArrayList<>();
        for (String id : ids) {
            HandledWarning warning = found.get(id);
            Release release = releases.get(id);
            if (warning != null && release != null) {
                items.add(new ReleaseItem(views.of(warning), release.state(), view(release)));
            }
        }
        return items;
    }

    @Operation(
            summary = "What the public was told, as an Atom feed with links to CAP 1.2 documents",
            description = "The newest 100 messages.")
    @OwnedBy(Role.VIEWER)
    @GetMapping(value = "/releases/messages.atom", produces = "application/atom+xml")
    public ResponseEntity<byte[]> feed() {
        return xml(
                "application/atom+xml",
                AtomFeed.write(
                        messages.newest(FEED),
                        settings.publishing().sender(),
                        "/api/v1/releases/messages",
                        Instant.EPOCH));
    }

    @Operation(summary = "A public message as a CAP 1.2 document")
    @OwnedBy(Role.VIEWER)
    @GetMapping(value = "/releases/messages/{id}", produces = "application/cap+xml")
    public ResponseEntity<byte[]> cap(@PathVariable String id) {
        return xml("application/cap+xml", message(id).cap());
    }

    @Operation(
            summary = "A public message in the national form",
            description = "404 unless release.national.sender.code is set.")
    @OwnedBy(Role.VIEWER)
    @GetMapping(value = "/releases/messages/{id}/national", produces = "application/xml")
    public ResponseEntity<byte[]> national(@PathVariable String id) {
        String national = message(id).national();
        if (national == null) {
            throw Refused.notFound("The message was not written in the national form");
        }
        return xml("application/xml", national);
    }

    private PublicMessageStore.Stored message(String id) {
        return messages.find(id)
                .orElseThrow(() -> Refused.notFound("There is no public message of that id"));
    }

    private static ResponseEntity<byte[]> xml(String type, String document) {
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_TYPE, type + ";charset=UTF-8")
                .body(document.getBytes(StandardCharsets.UTF_8));
    }

    @Operation(
            summary = "What the public knows of a warning",
            description = "The ETag is for If-Match on any of the actions.")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping("/warnings/{id}/release")
    public ResponseEntity<ReleaseView> one(
            @PathVariable String id, @AuthenticationPrincipal Caller caller) {
        return answer(own.warning(caller, id), store.of(id), caller);
    }

    @Operation(
            summary = "Propose to tell the public, or to tell it of another grade",
            description =
                    "Another person approves. Roles: release.propose.roles of the configuration. 409 for what is over or false.")
    @OwnedBy(Role.DUTY_OFFICER)
    @PostMapping("/warnings/{id}/release/propose")
    public ResponseEntity<ReleaseView> propose(
            @PathVariable String id,
            @RequestBody ProposalRequest request,
            @RequestHeader(value = "If-Match", required = false) @Nullable String ifMatch,
            @AuthenticationPrincipal Caller caller) {
        HandledWarning handled = own.warning(caller, id);
        needs(caller, settings.releasing().proposers());
        Words draft = service.draft(handled.warning());
        Words words =
                new Words(
                        text("text", request.text(), draft.text()),
                        text("measures", request.measures(), draft.measures()));
        if (words.text().zh().isBlank()) {
            throw Refused.badRequest("text: the public reads Chinese, so zh is needed");
        }
        String comment = Comments.check(request.comment());
        return act(
                caller,
                ifMatch,
                actor ->
                        service.propose(
                                id,
                                actor,
                                Objects.requireNonNullElse(
                                        request.grade(), handled.warning().peak()),
                                words,
                                comment));
    }

    @Operation(
            summary = "Propose to tell the public that it is over",
            description = "Another person approves.")
    @OwnedBy(Role.DUTY_OFFICER)
    @PostMapping("/warnings/{id}/release/cancel")
    public ResponseEntity<ReleaseView> cancel(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable ReleaseRemark request,
            @RequestHeader(value = "If-Match", required = false) @Nullable String ifMatch,
            @AuthenticationPrincipal Caller caller) {
        own.warning(caller, id);
        needs(caller, settings.releasing().proposers());
        String comment = comment(request);
        return act(caller, ifMatch, actor -> service.proposeCancellation(id, actor, comment));
    }

    @Operation(
            summary = "Be the second person: the public is told",
            description =
                    "409 for the person who has proposed it, under whichever account. Roles: release.approve.roles of the configuration.")
    @OwnedBy(Role.DUTY_OFFICER)
    @PostMapping("/warnings/{id}/release/approve")
    public ResponseEntity<ReleaseView> approve(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable ReleaseRemark request,
            @RequestHeader(value = "If-Match", required = false) @Nullable String ifMatch,
            @AuthenticationPrincipal Caller caller) {
        own.warning(caller, id);
        needs(caller, settings.releasing().approvers());
        String comment = comment(request);
        return act(caller, ifMatch, actor -> service.approve(id, actor, comment));
    }

    @Operation(summary = "Take back what is suggested or proposed")
    @OwnedBy(Role.DUTY_OFFICER)
    @PostMapping("/warnings/{id}/release/reject")
    public ResponseEntity<ReleaseView> reject(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable ReleaseRemark request,
            @RequestHeader(value = "If-Match", required = false) @Nullable String ifMatch,
            @AuthenticationPrincipal Caller caller) {
        own.warning(caller, id);
        if (!isOneOf(caller, settings.releasing().proposers())) {
            needs(caller, settings.releasing().approvers());
        }
        String comment = comment(request);
        return act(caller, ifMatch, actor -> service.reject(id, actor, comment));
    }

    private ResponseEntity<ReleaseView> act(
            Caller caller,
            @Nullable String ifMatch,
            Function<Actor, ReleaseService.Released> action) {
        ReleaseService.Released after = action.apply(HandlingController.actor(caller, ifMatch));
        changes.warnings(List.of(after.warning()));
        return answer(after.warning(), after.release(), caller);
    }

    private ResponseEntity<ReleaseView> answer(
            HandledWarning handled, Release release, Caller caller) {
        Words words = release.words();
        return ResponseEntity.ok()
                .header(HttpHeaders.ETAG, "\"" + release.version() + "\"")
                .body(
                        new ReleaseView(
                                handled.warning().id(),
                                release.state(),
                                release.version(),
                                allowed(handled, release, caller),
                                release.grade(),
                                release.releasedAt(),
                                words == null ? null : words.text(),
                                words == null ? null : words.measures(),
                                view(release),
                                service.draft(handled.warning()),
                                store.steps(handled.warning().id())));
    }

    private static @Nullable ProposalView view(Release release) {
        Release.Proposal proposal = release.proposal();
        if (proposal == null) {
            return null;
        }
        Words words = proposal.words();
        return new ProposalView(
                words == null,
                proposal.grade(),
                proposal.by(),
                proposal.at(),
                words == null ? null : words.text(),
                words == null ? null : words.measures());
    }

    private List<Action> allowed(HandledWarning handled, Release release, Caller caller) {
        boolean proposes = isOneOf(caller, settings.releasing().proposers());
        boolean approves = isOneOf(caller, settings.releasing().approvers());
        Release.Proposal proposal = release.proposal();
        List<Action> allowed = new ArrayList<>();
        for (Action action : Action.values()) {
            boolean may =
                    switch (action) {
                        case SUGGEST, SUGGEST_CANCELLATION, LAPSE -> false;
                        case PROPOSE -> proposes && ReleaseService.canBeTold(handled);
                        case PROPOSE_CANCELLATION -> proposes;
                        case APPROVE ->
                                approves
                                        && proposal != null
                                        && !caller.name().equals(proposal.by());
                        case REJECT -> proposes || approves;
                    };
            if (may && caller.session() != null && release.state().allows(action)) {
                allowed.add(action);
            }
        }
        return allowed;
    }

    private static boolean isOneOf(Caller caller, Set<String> roles) {
        return roles.stream().map(Role::valueOf).anyMatch(caller::may);
    }

    private static void needs(Caller caller, Set<String> roles) {
        if (!isOneOf(caller, roles)) {
            throw Refused.of(
                    HttpStatus.FORBIDDEN,
                    "This needs the role "
                            + Role.words(roles.stream().sorted().map(Role::valueOf).toList()));
        }
    }

    private static Text text(String field, @Nullable Text given, Text draft) {
        if (given == null) {
            return draft;
        }
        return new Text(checked(field + ".zh", given.zh()), checked(field + ".en", given.en()));
    }

    private static String checked(String field, @Nullable String text) {
        if (text != null && text.length() > 500) {
            throw Refused.badRequest(field + ": at most 500 characters");
        }
        return Objects.requireNonNullElse(Comments.check(text), "");
    }

    private static @Nullable String comment(@Nullable ReleaseRemark request) {
        return request == null ? null : Comments.check(request.comment());
    }
}
