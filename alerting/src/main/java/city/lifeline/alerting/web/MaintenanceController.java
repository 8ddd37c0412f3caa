package city.lifeline.alerting.web;

import city.lifeline.alerting.city.CurrentCity;
import city.lifeline.alerting.maintenance.Maintenance;
import city.lifeline.alerting.maintenance.RunningWindows;
import city.lifeline.alerting.maintenance.Scope;
import city.lifeline.alerting.maintenance.Window;
import city.lifeline.alerting.maintenance.WindowStore;
import city.lifeline.alerting.people.Lifelines;
import city.lifeline.alerting.security.Caller;
import city.lifeline.alerting.security.OwnedBy;
import city.lifeline.alerting.security.Role;
import city.lifeline.alerting.security.UserStore;
import city.lifeline.alerting.warning.HandlingService;
import city.lifeline.alerting.warning.HandlingStep;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

/** Maintenance windows. */
@RestController
@RequestMapping("/api/v1/maintenance")
@Tag(name = "Maintenance")
public class MaintenanceController {

    private static final int NEWEST = 200;
    private static final int MOST_WARNINGS = 500;
    private static final int MOST_TARGETS = 50;

    private final Maintenance maintenance;
    private final WindowStore store;
    private final RunningWindows running;
    private final Changes changes;
    private final CurrentCity city;
    private final UserStore users;
    private final InstantSource clock;

    public MaintenanceController(
            Maintenance maintenance,
            WindowStore store,
            RunningWindows running,
            Changes changes,
            CurrentCity city,
            UserStore users,
            InstantSource clock) {
        this.maintenance = maintenance;
        this.store = store;
        this.running = running;
        this.changes = changes;
        this.city = city;
        this.users = users;
        this.clock = clock;
    }

    /** Something that a window is about, or can be. */
    public record TargetView(String id, Text name, String district) {}

    /** What can be named in a window. */
    public record TargetList(List<TargetView> items, int total) {}

    /**
     * A window.
     *
     * @param lifeline of a district, * for all; else empty
     * @param confirmedBy the second person; null: red is told all the same
     * @param silenced warnings that nobody was told of because of it
     * @param mayConfirm whether the caller may be the second person
     */
    public record WindowView(
            long id,
            Window.State state,
            Scope.Kind kind,
            List<TargetView> targets,
            String lifeline,
            Instant from,
            Instant until,
            String reason,
            String plannedBy,
            Instant plannedAt,
            @Nullable String confirmedBy,
            @Nullable Instant confirmedAt,
            @Nullable String endedBy,
            @Nullable Instant endedAt,
            int version,
            int silenced,
            boolean mayConfirm) {}

    /** Windows: those that are not over, the earliest first, then past ones, the latest first. */
    public record WindowList(List<WindowView> items) {}

    /** A window and the warnings that nobody was told of because of it. */
    public record WindowDetails(WindowView window, List<String> warnings) {}

    /**
     * A window that is to be.
     *
     * @param targets ids of points, of an asset, a district or a gateway
     * @param lifeline of a district; left out: all
     * @param from left out: now
     */
    public record WindowRequest(
            Scope.@Nullable Kind kind,
            @Nullable List<String> targets,
            @Nullable String lifeline,
            @Nullable Instant from,
            @Nullable Instant until,
            @Nullable String reason) {}

    /** Why it ends early. */
    public record EndRequest(@Nullable String comment) {}

    @Operation(summary = "Maintenance windows: running and planned ones, then past ones")
    @OwnedBy(Role.VIEWER)
    @GetMapping
    public WindowList list(@AuthenticationPrincipal Caller caller) {
        List<Window> windows = store.newest(clock.instant(), NEWEST);
        Map<Long, Integer> silenced =
                store.silenced(windows.stream().map(Window::id).collect(Collectors.toSet()));
        return new WindowList(
                windows.stream()
                        .map(one -> view(one, silenced.getOrDefault(one.id(), 0), caller))
                        .toList());
    }

    @Operation(summary = "A maintenance window, and what it kept from people")
    @OwnedBy(Role.VIEWER)
    @GetMapping("/{id}")
    public ResponseEntity<WindowDetails> one(
            @PathVariable long id, @AuthenticationPrincipal Caller caller) {
        return store.find(id)
                .map(window -> answer(HttpStatus.OK, window, caller))
                .orElseThrow(() -> Refused.notFound("There is no maintenance window " + id));
    }

    @Operation(summary = "What a window can be about, by a part of id or name")
    @OwnedBy(Role.VIEWER)
    @GetMapping("/targets")
    public TargetList targets(
            @RequestParam Scope.Kind kind,
            @Parameter(description = "Part of id, name or district")
                    @RequestParam(defaultValue = "")
                    String q) {
        String words = q.strip().toLowerCase(Locale.ROOT);
        Params.filter("q", words);
        List<TargetView> found =
                all(kind)
                        .filter(
                                one ->
                                        Stream.of(
                                                        one.id,
                                                        one.name.zh(),
                                                        one.name.en(),
                                                        one.district)
                                                .anyMatch(
                                                        text ->
                                                                text.toLowerCase(Locale.ROOT)
                                                                        .contains(words)))
                        .sorted(Comparator.comparing(TargetView::id))
                        .toList();
        return new TargetList(found.subList(0, Math.min(MOST_TARGETS, found.size())), found.size());
    }

    private Stream<TargetView> all(Scope.Kind kind) {
        Registry registry = city.get().registry();
        return switch (kind) {
            case POINTS -> registry.points().keySet().stream().map(id -> target(kind, id));
            case ASSET -> registry.assets().keySet().stream().map(id -> target(kind, id));
            case GATEWAY ->
                    registry.points().values().stream()
                            .map(Point::gateway)
                            .filter(id -> !id.isEmpty())
                            .distinct()
                            .map(id -> target(kind, id));
            case DISTRICT ->
                    registry.assets().values().stream()
                            .map(Asset::district)
                            .filter(id -> !id.isEmpty())
                            .distinct()
                            .map(id -> target(kind, id));
        };
    }

    private TargetView target(Scope.Kind kind, String id) {
        Registry registry = city.get().registry();
        switch (kind) {
            case POINTS -> {
                Point point = registry.point(id);
                if (point != null) {
                    Asset asset = registry.assetOf(point);
                    return new TargetView(id, point.name(), asset == null ? "" : asset.district());
                }
            }
            case ASSET -> {
                Asset asset = registry.assets().get(id);
                if (asset != null) {
                    return new TargetView(id, asset.name(), asset.district());
                }
            }
            case GATEWAY, DISTRICT -> {}
        }
        return new TargetView(id, new Text(id, id), "");
    }

    @Operation(
            summary = "Plan a maintenance window",
            description =
                    "At most 30 days. While it runs, warnings of its scope are stored and shown, and"
                            + " nobody is told of them; of red ones only once a second person has"
                            + " confirmed.")
    @OwnedBy({Role.DUTY_OFFICER, Role.RULE_ENGINEER})
    @PostMapping
    public ResponseEntity<WindowDetails> plan(
            @RequestBody WindowRequest request, @AuthenticationPrincipal Caller caller) {
        Scope scope = scope(request);
        Instant until = request.until();
        if (until == null) {
            throw Refused.badRequest("until: say when the work will be over");
        }
        Params.checkMoment("from", request.from());
        Params.checkMoment("until", until);
        String reason = Comments.check(request.reason());
        if (reason == null) {
            throw Refused.badRequest("reason: say what is being done there");
        }
        Window window = maintenance.plan(scope, request.from(), until, reason, caller.name());
        changed();
        return answer(HttpStatus.CREATED, window, caller);
    }

    private Scope scope(WindowRequest request) {
        Scope.Kind kind = request.kind();
        List<String> targets = request.targets();
        if (kind == null) {
            throw Refused.badRequest("kind: must be POINTS, ASSET, DISTRICT or GATEWAY");
        }
        if (targets == null || targets.isEmpty()) {
            throw Refused.badRequest("targets: say where the work is");
        }
        if (kind != Scope.Kind.POINTS && targets.size() > 1) {
            throw Refused.badRequest("targets: only points may be several");
        }
        String lifeline = request.lifeline();
        if (kind != Scope.Kind.DISTRICT && lifeline != null && !lifeline.isEmpty()) {
            throw Refused.badRequest("lifeline: goes with a district only");
        }
        if (lifeline != null
                && !lifeline.isEmpty()
                && !lifeline.equals(Scope.ANY)
                && !Lifelines.ALL.contains(lifeline)) {
            throw Refused.badRequest(
                    "lifeline: must be * or one of " + String.join(", ", Lifelines.ALL));
        }
        Set<String> known = all(kind).map(TargetView::id).collect(Collectors.toSet());
        Set<String> ids = new HashSet<>();
        for (String id : targets) {
            if (id == null || !known.contains(id)) {
                throw Refused.badRequest(
                        "targets: the city has no %s %s"
                                .formatted(
                                        kind == Scope.Kind.POINTS
                                                ? "point"
                                                : kind.name().toLowerCase(Locale.ROOT),
                                        id));
            }
            ids.add(id);
        }
        return new Scope(
                kind,
                ids,
                kind != Scope.Kind.DISTRICT
                        ? ""
                        : lifeline == null || lifeline.isEmpty() ? Scope.ANY : lifeline);
    }

    @Operation(
            summary = "Be the second person, so that red is silent too",
            description = "409 for who has planned it, and for machines.")
    @OwnedBy(Role.DUTY_OFFICER)
    @PostMapping("/{id}/confirm")
    public ResponseEntity<WindowDetails> confirm(
            @PathVariable long id,
            @Parameter(description = "ETag of the window")
                    @RequestHeader(value = "If-Match", required = false)
                    @Nullable String ifMatch,
            @AuthenticationPrincipal Caller caller) {
        HandlingService.Actor actor = HandlingController.actor(caller, ifMatch);
        Window window =
                maintenance.confirm(
                        id,
                        actor.person(),
                        actor.via() == HandlingStep.Via.MACHINE,
                        actor.version());
        changed();
        return answer(HttpStatus.OK, window, caller);
    }

    @Operation(
            summary = "End a maintenance window, or call it off",
            description = "People are told at once of what is still bad.")
    @OwnedBy({Role.DUTY_OFFICER, Role.RULE_ENGINEER})
    @PostMapping("/{id}/end")
    public ResponseEntity<WindowDetails> end(
            @PathVariable long id,
            @RequestBody(required = false) @Nullable EndRequest request,
            @Parameter(description = "ETag of the window")
                    @RequestHeader(value = "If-Match", required = false)
                    @Nullable String ifMatch,
            @AuthenticationPrincipal Caller caller) {
        HandlingService.Actor actor = HandlingController.actor(caller, ifMatch);
        Window window =
                maintenance.end(
                        id,
                        actor.person(),
                        request == null ? null : Comments.check(request.comment()),
                        actor.version());
        changed();
        return answer(HttpStatus.OK, window, caller);
    }

    private void changed() {
        running.forget();
        changes.missed();
    }

    private ResponseEntity<WindowDetails> answer(HttpStatus status, Window window, Caller caller) {
        int silenced = store.silenced(Set.of(window.id())).getOrDefault(window.id(), 0);
        return ResponseEntity.status(status)
                .header(HttpHeaders.ETAG, "\"" + window.version() + "\"")
                .body(
                        new WindowDetails(
                                view(window, silenced, caller),
                                store.silenced(window.id(), MOST_WARNINGS)));
    }

    private WindowView view(Window one, int silenced, Caller caller) {
        Window.State state = one.state(clock.instant());
        List<TargetView> targets = new ArrayList<>();
        one.scope().ids().stream()
                .sorted()
                .forEach(id -> targets.add(target(one.scope().kind(), id)));
        return new WindowView(
                one.id(),
                state,
                one.scope().kind(),
                targets,
                one.scope().lifeline(),
                one.from(),
                one.until(),
                one.reason(),
                one.plannedBy(),
                one.plannedAt(),
                one.confirmedBy(),
                one.confirmedAt(),
                one.endedBy(),
                one.endedAt(),
                one.version(),
                silenced,
                state != Window.State.OVER
                        && one.confirmedBy() == null
                        && caller.session() != null
                        && caller.may(Role.DUTY_OFFICER)
                        && !users.samePerson(one.plannedBy(), caller.name()));
    }
}
