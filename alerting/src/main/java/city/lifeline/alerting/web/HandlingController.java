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
import city.lifeline.alerting.warning.Photo;
import city.lifeline.alerting.warning.PhotoStore;
import city.lifeline.alerting.warning.Shelving;
import city.lifeline.alerting.warning.Warning;
import city.lifeline.alerting.warning.WarningStore;
import city.lifeline.model.Grade;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
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

    private static final Pattern PHOTO_ID = Pattern.compile("[0-9a-f]{64}");

    private final WarningStore warnings;
    private final HandlingService handling;
    private final PhotoStore photos;
    private final NotificationStore notifications;
    private final PeopleStore people;
    private final Changes changes;
    private final OwnDistricts own;
    private final InstantSource clock;

    public HandlingController(
            WarningStore warnings,
            HandlingService handling,
            PhotoStore photos,
            NotificationStore notifications,
            PeopleStore people,
            Changes changes,
            OwnDistricts own,
            InstantSource clock) {
        this.warnings = warnings;
        this.handling = handling;
        this.photos = photos;
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
     * @param photos sent with feedback, in its order
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
            List<HandlingStep> steps,
            List<PhotoView> photos) {}

    /**
     * A photo as REST shows it.
     *
     * @param id for its address: the SHA-256 of the JPEG that is kept
     * @param step number of the feedback that it came with; null: not sent with any yet
     */
    public record PhotoView(
            String id, @Nullable Integer step, int width, int height, String person, Instant at) {

        static PhotoView of(Photo photo) {
            return new PhotoView(
                    photo.sha256(),
                    photo.step(),
                    photo.width(),
                    photo.height(),
                    photo.person(),
                    photo.at());
        }
    }

    /** Free text with an action. */
    public record Remark(@Nullable String comment) {}

    /**
     * How it goes.
     *
     * @param photos ids of photos that were uploaded for it, at most 6
     */
    public record FeedbackRequest(@Nullable String comment, @Nullable List<String> photos) {}

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

    @Operation(
            summary = "Tell how it goes",
            description = "With photos, if they were uploaded before; 400 if one of them was not.")
    @OwnedBy({Role.DUTY_OFFICER, Role.DISTRICT_OFFICER})
    @PostMapping("/feedback")
    public ResponseEntity<HandlingView> feedback(
            @PathVariable String id,
            @RequestBody FeedbackRequest request,
            @RequestHeader(value = "If-Match", required = false) @Nullable String ifMatch,
            @AuthenticationPrincipal Caller caller) {
        String text = needed("comment", request.comment());
        List<String> shown = request.photos() == null ? List.of() : request.photos();
        shown.forEach(HandlingController::photoId);
        return act(id, caller, ifMatch, actor -> handling.feedback(id, actor, text, shown));
    }

    @Operation(
            summary = "Upload a photo for the next feedback",
            description =
                    "JPEG or PNG of at most 12 MiB, 32 million pixels and 20,000 a side. It is drawn"
                            + " anew: kept is what it shows, at most 2,048 pixels a side, without"
                            + " where and with what it was taken. What no feedback names within a day"
                            + " is removed."
                            + " 409 if the warning is not in disposal, has 60 photos, or had it with a"
                            + " feedback; 413 if it is too large; 415 if its content is no photo; 422"
                            + " if it is broken; 503 with Retry-After if others are being taken.")
    @OwnedBy({Role.DUTY_OFFICER, Role.DISTRICT_OFFICER})
    @PostMapping(
            path = "/photos",
            consumes = {MediaType.IMAGE_JPEG_VALUE, MediaType.IMAGE_PNG_VALUE})
    public PhotoView upload(
            @PathVariable String id,
            @RequestBody byte[] photo,
            @AuthenticationPrincipal Caller caller) {
        own.warning(caller, id);
        return PhotoView.of(handling.photo(id, actor(caller, null), photo));
    }

    @Operation(summary = "A photo of a feedback")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping(path = "/photos/{photo}", produces = MediaType.IMAGE_JPEG_VALUE)
    public ResponseEntity<byte[]> photo(
            @PathVariable String id,
            @PathVariable String photo,
            @AuthenticationPrincipal Caller caller) {
        own.warning(caller, id);
        return jpeg(photos.picture(id, photoId(photo)), photo);
    }

    @Operation(summary = "A photo of a feedback, small")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping(path = "/photos/{photo}/thumbnail", produces = MediaType.IMAGE_JPEG_VALUE)
    public ResponseEntity<byte[]> thumbnail(
            @PathVariable String id,
            @PathVariable String photo,
            @AuthenticationPrincipal Caller caller) {
        own.warning(caller, id);
        return jpeg(photos.thumbnail(id, photoId(photo)), photo);
    }

    /** It never changes, but who may see it can. */
    private static ResponseEntity<byte[]> jpeg(Optional<byte[]> bytes, String photo) {
        return ResponseEntity.ok()
                .contentType(MediaType.IMAGE_JPEG)
                .cacheControl(CacheControl.maxAge(Duration.ofMinutes(10)).cachePrivate())
                .body(bytes.orElseThrow(() -> Refused.notFound("There is no photo " + photo)));
    }

    private static String photoId(@Nullable String value) {
        if (value == null || !PHOTO_ID.matcher(value).matches()) {
            throw Refused.badRequest("photo: an id has 64 of 0-9 a-f");
        }
        return value;
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
                                warnings.steps(handled.warning().id()),
                                photos.of(handled.warning().id()).stream()
                                        .filter(photo -> photo.step() != null)
                                        .map(PhotoView::of)
                                        .toList()));
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
