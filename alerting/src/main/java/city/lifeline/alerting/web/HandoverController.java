package city.lifeline.alerting.web;

import city.lifeline.alerting.AlertingSettings;
import city.lifeline.alerting.Page;
import city.lifeline.alerting.city.CurrentCity;
import city.lifeline.alerting.maintenance.Scope;
import city.lifeline.alerting.maintenance.Window;
import city.lifeline.alerting.maintenance.WindowStore;
import city.lifeline.alerting.people.Roster;
import city.lifeline.alerting.report.HandoverStore;
import city.lifeline.alerting.report.Period;
import city.lifeline.alerting.security.Caller;
import city.lifeline.alerting.security.OwnedBy;
import city.lifeline.alerting.security.Role;
import city.lifeline.alerting.warning.Assessment;
import city.lifeline.alerting.warning.HandledWarning;
import city.lifeline.alerting.warning.Handling;
import city.lifeline.alerting.warning.HandlingService;
import city.lifeline.alerting.warning.HandlingState;
import city.lifeline.alerting.warning.HandlingStep;
import city.lifeline.alerting.warning.Shelving;
import city.lifeline.alerting.warning.Warning;
import city.lifeline.alerting.warning.WarningFilter;
import city.lifeline.alerting.warning.WarningStore;
import city.lifeline.model.Runs;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** What one shift hands over to the next. */
@RestController
@RequestMapping("/api/v1/handover")
@Tag(name = "Handover")
public class HandoverController {

    private static final int MOST_OPEN = 200;
    private static final int MOST_DEEDS = 300;
    private static final int MOST_NOTES = 200;
    private static final int MOST_WINDOWS = 200;
    private static final int MOST_TARGETS = 10;

    /** Windows that begin in the next shift are for it to know. */
    private static final Duration SOON = Duration.ofHours(12);

    private final HandoverStore store;
    private final WarningStore warnings;
    private final WarningViews views;
    private final WindowStore windows;
    private final TroubleController troubles;
    private final OwnDistricts own;
    private final CurrentCity city;
    private final AlertingSettings settings;
    private final JsonMapper json;
    private final ObjectReader reader;
    private final InstantSource clock;

    public HandoverController(
            HandoverStore store,
            WarningStore warnings,
            WarningViews views,
            WindowStore windows,
            TroubleController troubles,
            OwnDistricts own,
            CurrentCity city,
            AlertingSettings settings,
            JsonMapper json,
            InstantSource clock) {
        this.store = store;
        this.warnings = warnings;
        this.views = views;
        this.windows = windows;
        this.troubles = troubles;
        this.own = own;
        this.city = city;
        this.settings = settings;
        this.json = json;
        // A sheet is read for years: what a later version has more or fewer of does no harm.
        this.reader =
                json.readerFor(Sheet.class)
                        .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .without(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
        this.clock = clock;
    }

    /** What has to be done next about a warning. */
    public enum Next {
        ACKNOWLEDGE,
        ASSESS,
        ORDER,
        /** Those on site are to say how it goes. */
        FEEDBACK,
        CLOSE,
        /** The condition holds, and nothing more can be done than wait for its end. */
        WATCH
    }

    /**
     * A warning that is handed over.
     *
     * @param owner who has to do what is next: of an order the assignee, else who answered; null:
     *     nobody
     * @param deadline by when it has to be answered before others are told; null: it is answered,
     *     or nobody was told
     */
    public record Task(
            WarningView warning,
            Next next,
            @Nullable String owner,
            @Nullable Instant deadline,
            @Nullable String order,
            @Nullable Shelving shelving) {}

    /**
     * A deed with the warning that it was about.
     *
     * @param warning null if it is no more
     */
    public record DeedView(HandoverStore.Deed deed, @Nullable WarningView warning) {}

    /**
     * A maintenance window that runs, or begins within 12 hours.
     *
     * @param targets ids, 10 at most
     * @param targetCount of all
     */
    public record Work(
            long id,
            Window.State state,
            Scope.Kind kind,
            List<String> targets,
            int targetCount,
            Instant from,
            Instant until,
            String reason,
            String plannedBy,
            @Nullable String confirmedBy) {}

    /**
     * A handover sheet. A total is -1 where only some districts' part of a sheet is shown that does
     * not have all itself, so that nobody knows.
     *
     * @param to end of the shift, excluded
     * @param at when it was drawn up
     * @param open warnings that are open, the worst first; 200 at most
     * @param openTotal of all
     * @param unfinished warnings that are over and not closed, the newest first; 200 at most
     * @param shelved warnings that are shelved, the newest first; 200 at most
     * @param deeds what was done in the shift, the latest first; 300 at most
     * @param deedsTotal of all; 0 on sheets kept before it was counted
     * @param notes what the next shift is to know, the first first; the newest 200 at most
     * @param notesTotal of all; 0 on sheets kept before it was counted
     */
    public record Sheet(
            String zone,
            Instant from,
            Instant to,
            Instant at,
            List<Task> open,
            long openTotal,
            List<Task> unfinished,
            long unfinishedTotal,
            List<Task> shelved,
            long shelvedTotal,
            List<Work> maintenance,
            List<TroubleController.DeadChannel> channels,
            List<Roster.Gap> gaps,
            int gapCount,
            List<DeedView> deeds,
            long deedsTotal,
            List<HandoverStore.Note> notes,
            long notesTotal) {}

    /** Who handed over to whom. */
    public record Signed(
            String handedBy,
            Instant handedAt,
            @Nullable String acceptedBy,
            @Nullable Instant acceptedAt) {}

    /**
     * A sheet and who has signed it.
     *
     * @param signed null: nobody has handed the shift over, and the sheet is of now
     * @param version 0 while nobody has handed over
     */
    public record Handover(Sheet sheet, @Nullable Signed signed, int version) {}

    /** What the next shift is to know. */
    public record NoteRequest(@Nullable String text) {}

    /**
     * Which shift.
     *
     * @param at a moment of it; left out: the one that goes on
     */
    public record ShiftRequest(@Nullable Instant at) {}

    @Operation(
            summary = "The handover sheet of a shift",
            description =
                    "As it was handed over; until then, as things are now: what is open and what is"
                            + " next, what was done in the shift, and what it wants the next one to"
                            + " know. Shifts begin at 08:00 and 20:00 in the city's time zone.")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping
    public ResponseEntity<Handover> sheet(
            @Parameter(description = "a moment of the shift; left out: the one that goes on")
                    @RequestParam(required = false)
                    @Nullable Instant at,
            @AuthenticationPrincipal Caller caller) {
        Period shift = shift(at);
        return store.kept(shift.from())
                .map(kept -> answer(kept, caller))
                .orElseGet(() -> answer(new Handover(drawUp(shift, caller), null, 0)));
    }

    private Period shift(@Nullable Instant at) {
        Params.checkMoment("at", at);
        return Period.around(
                Period.Kind.SHIFT,
                Objects.requireNonNullElse(at, clock.instant()),
                settings.notifying().zone());
    }

    private Sheet drawUp(Period shift, Caller caller) {
        Instant now = clock.instant();
        // What came after the shift before was handed over is on no other sheet.
        Instant since =
                store.kept(shift(shift.from().minusMillis(1)).from())
                        .map(HandoverStore.Kept::handedAt)
                        .filter(at -> at.isBefore(shift.from()))
                        .orElse(shift.from());
        Set<String> assets = own.assets(caller);
        Page<HandledWarning> open =
                warnings.page(
                        new WarningFilter(
                                Runs.LIVE,
                                WarningFilter.Openness.OPEN,
                                Set.of(),
                                null,
                                null,
                                assets),
                        WarningFilter.Order.WORST_FIRST,
                        0,
                        MOST_OPEN);
        Page<HandledWarning> unfinished = warnings.unfinished(assets, MOST_OPEN);
        Page<HandledWarning> shelved = warnings.shelved(now, assets, MOST_OPEN);
        Page<HandoverStore.Deed> deeds = store.deeds(since, shift.to(), assets, MOST_DEEDS);
        Map<String, WarningView> about = new HashMap<>();
        warnings.find(deeds.items().stream().map(HandoverStore.Deed::warning).distinct().toList())
                .forEach(found -> about.put(found.warning().id(), views.of(found)));
        Page<HandoverStore.Note> notes = store.notes(since, shift.to(), MOST_NOTES);
        TroubleController.Troubles trouble = troubles.troubles(caller);
        return new Sheet(
                settings.notifying().zone().getId(),
                shift.from(),
                shift.to(),
                now,
                tasks(open.items()),
                open.total(),
                tasks(unfinished.items()),
                unfinished.total(),
                tasks(shelved.items()),
                shelved.total(),
                windows.newest(now, MOST_WINDOWS).stream()
                        .filter(window -> window.state(now) != Window.State.OVER)
                        .filter(window -> window.from().isBefore(now.plus(SOON)))
                        .filter(window -> sees(caller, window.scope()))
                        .map(window -> work(window, now))
                        .toList(),
                trouble.channels().stream()
                        .map(
                                one ->
                                        new TroubleController.DeadChannel(
                                                one.channel(),
                                                one.since(),
                                                one.lastFailedAt(),
                                                one.lastOkAt(),
                                                null))
                        .toList(),
                trouble.gaps(),
                trouble.gapCount(),
                deeds.items().stream()
                        .map(deed -> new DeedView(deed, about.get(deed.warning())))
                        .toList(),
                deeds.total(),
                notes.items(),
                notes.total());
    }

    private List<Task> tasks(List<HandledWarning> found) {
        Map<String, Instant> deadlines =
                store.deadlines(
                        found.stream()
                                .filter(HandledWarning::isUnanswered)
                                .map(one -> one.warning().id())
                                .toList());
        return found.stream()
                .map(
                        one -> {
                            Handling handling = one.handling();
                            return new Task(
                                    views.of(one),
                                    next(one),
                                    handling.assignee() == null
                                            ? handling.acknowledgedBy()
                                            : handling.assignee(),
                                    deadlines.get(one.warning().id()),
                                    handling.order(),
                                    handling.shelving());
                        })
                .toList();
    }

    static Next next(HandledWarning one) {
        if (one.isUnanswered()) {
            return Next.ACKNOWLEDGE;
        }
        Handling handling = one.handling();
        boolean over = one.warning().state() == Warning.State.CLEARED;
        if (handling.state() == HandlingState.ASSESSED) {
            return over
                    ? Next.CLOSE
                    : handling.assessment() == Assessment.CONFIRMED ? Next.ORDER : Next.WATCH;
        }
        return handling.state() == HandlingState.IN_DISPOSAL
                ? over ? Next.CLOSE : Next.FEEDBACK
                : Next.ASSESS;
    }

    private static Work work(Window window, Instant now) {
        Scope scope = window.scope();
        return new Work(
                window.id(),
                window.state(now),
                scope.kind(),
                scope.ids().stream().sorted().limit(MOST_TARGETS).toList(),
                scope.ids().size(),
                window.from(),
                window.until(),
                window.reason(),
                window.plannedBy(),
                window.confirmedBy());
    }

    private boolean sees(Caller caller, Scope scope) {
        Set<String> districts = caller.districts();
        if (districts == null) {
            return true;
        }
        Registry registry = city.get().registry();
        return switch (scope.kind()) {
            case DISTRICT -> scope.ids().stream().anyMatch(districts::contains);
            case ASSET -> scope.ids().stream().anyMatch(id -> sees(caller, registry, id));
            case POINTS ->
                    scope.ids().stream()
                            .map(registry::point)
                            .anyMatch(point -> point != null && own.sees(caller, point));
            case GATEWAY ->
                    registry.points().values().stream()
                            .filter((Point point) -> scope.ids().contains(point.gateway()))
                            .anyMatch(point -> own.sees(caller, point));
        };
    }

    private boolean sees(Caller caller, Registry registry, String id) {
        Asset asset = registry.assets().get(id);
        return own.sees(caller, asset);
    }

    private ResponseEntity<Handover> answer(HandoverStore.Kept kept, Caller caller) {
        Sheet sheet = reader.readValue(kept.sheet());
        return answer(
                new Handover(
                        limited(sheet, caller),
                        new Signed(
                                kept.handedBy(),
                                kept.handedAt(),
                                kept.acceptedBy(),
                                kept.acceptedAt()),
                        kept.version()));
    }

    private static ResponseEntity<Handover> answer(Handover handover) {
        return ResponseEntity.ok()
                .header(HttpHeaders.ETAG, "\"" + handover.version() + "\"")
                .body(handover);
    }

    /** What was drawn up for the whole city, as it is shown to who sees a part of it. */
    private Sheet limited(Sheet sheet, Caller caller) {
        Set<String> districts = caller.districts();
        if (districts == null) {
            return sheet;
        }
        List<Task> open = limited(sheet.open(), districts);
        List<Task> unfinished = limited(sheet.unfinished(), districts);
        List<Task> shelved = limited(sheet.shelved(), districts);
        List<DeedView> deeds =
                sheet.deeds().stream()
                        .filter(
                                deed ->
                                        deed.warning() != null
                                                && districts.contains(deed.warning().district()))
                        .toList();
        List<Roster.Gap> gaps =
                sheet.gaps().stream().filter(gap -> districts.contains(gap.district())).toList();
        return new Sheet(
                sheet.zone(),
                sheet.from(),
                sheet.to(),
                sheet.at(),
                open,
                total(sheet.openTotal(), sheet.open(), open),
                unfinished,
                total(sheet.unfinishedTotal(), sheet.unfinished(), unfinished),
                shelved,
                total(sheet.shelvedTotal(), sheet.shelved(), shelved),
                sheet.maintenance().stream()
                        .filter(
                                work ->
                                        sees(
                                                caller,
                                                new Scope(
                                                        work.kind(),
                                                        Set.copyOf(work.targets()),
                                                        "")))
                        .toList(),
                sheet.channels(),
                gaps,
                gaps.size(),
                deeds,
                total(sheet.deedsTotal(), sheet.deeds(), deeds),
                sheet.notes(),
                sheet.notesTotal());
    }

    /** Of a list that was cut nobody knows how many more are of these districts. */
    private static long total(long ofAll, List<?> all, List<?> shown) {
        return ofAll > all.size() ? -1 : shown.size();
    }

    private static List<Task> limited(Collection<Task> tasks, Set<String> districts) {
        return tasks.stream()
                .filter(task -> districts.contains(task.warning().district()))
                .toList();
    }

    @Operation(
            summary = "Hand the shift over",
            description =
                    "Keeps its sheet as it is now. Until somebody has accepted it, it may be handed"
                            + " over again. 409 once it is accepted, or if the shift is not the one"
                            + " that goes on or the one before.")
    @OwnedBy(Role.DUTY_OFFICER)
    @PostMapping("/hand-over")
    public ResponseEntity<Handover> handOver(
            @RequestBody(required = false) @Nullable ShiftRequest request,
            @Parameter(description = "ETag of the sheet; \"0\" if it was not handed over yet")
                    @RequestHeader(value = "If-Match", required = false)
                    @Nullable String ifMatch,
            @AuthenticationPrincipal Caller caller) {
        if (caller.districts() != null) {
            throw Refused.conflict("A shift of the whole city is handed over by who sees it all");
        }
        Period shift = shift(request == null ? null : request.at());
        Instant now = clock.instant();
        if (shift.from().isAfter(now) || shift.to().plus(SOON).isBefore(now)) {
            throw Refused.conflict(
                    "The shift from %s is too long ago or still to come: only the one that goes on and the one before are handed over"
                            .formatted(shift.from()));
        }
        HandoverStore.Kept kept =
                store.handOver(
                        shift.from(),
                        json.writeValueAsString(drawUp(shift, caller)),
                        caller.name(),
                        HandlingController.actor(caller, ifMatch).version());
        return answer(kept, caller);
    }

    @Operation(
            summary = "Accept a shift that was handed over",
            description =
                    "The sheet is not changed any more. 409 for who has handed it over, also under"
                            + " another account of the same person, and for machines.")
    @OwnedBy(Role.DUTY_OFFICER)
    @PostMapping("/accept")
    public ResponseEntity<Handover> accept(
            @RequestBody(required = false) @Nullable ShiftRequest request,
            @Parameter(description = "ETag of the sheet")
                    @RequestHeader(value = "If-Match", required = false)
                    @Nullable String ifMatch,
            @AuthenticationPrincipal Caller caller) {
        HandlingService.Actor actor = HandlingController.actor(caller, ifMatch);
        if (actor.via() == HandlingStep.Via.MACHINE) {
            throw Refused.conflict(
                    "A shift is accepted by a person: log in instead of using the machines' token");
        }
        return answer(
                store.accept(
                        shift(request == null ? null : request.at()).from(),
                        actor.person(),
                        actor.version()),
                caller);
    }

    @Operation(
            summary = "Leave a note for the next shift",
            description = "It goes to the shift that goes on now; notes are not changed.")
    @OwnedBy({Role.DUTY_OFFICER, Role.DISTRICT_OFFICER})
    @PostMapping("/notes")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    public void note(@RequestBody NoteRequest request, @AuthenticationPrincipal Caller caller) {
        String text = Comments.check(request.text());
        if (text == null) {
            throw Refused.badRequest("text: is missing");
        }
        store.add(caller.name(), text);
    }
}
