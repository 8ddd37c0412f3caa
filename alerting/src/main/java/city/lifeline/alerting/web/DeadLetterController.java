package city.lifeline.alerting.web;

import city.lifeline.alerting.Page;
import city.lifeline.alerting.letter.Letter;
import city.lifeline.alerting.letter.LetterFilter;
import city.lifeline.alerting.letter.LetterStore;
import city.lifeline.alerting.letter.ResubmissionRequest;
import city.lifeline.alerting.letter.ResubmissionStore;
import city.lifeline.alerting.security.Caller;
import city.lifeline.alerting.security.OwnedBy;
import city.lifeline.alerting.security.Role;
import city.lifeline.model.ShortHash;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What was refused, why, and taking it once more. */
@RestController
@RequestMapping("/api/v1/dead-letters")
@Tag(name = "Dead letters")
public class DeadLetterController {

    private static final Duration LONGEST_RANGE = Duration.ofDays(92);
    private static final int DEFAULT_LIMIT = 1_000;
    private static final int MAX_LIMIT = 10_000;

    private static final Map<String, Boolean> BOOLEANS = Map.of("true", true, "false", false);

    private final LetterStore letters;
    private final ResubmissionStore resubmissions;
    private final LetterViews views;
    private final Changes changes;
    private final InstantSource clock;

    public DeadLetterController(
            LetterStore letters,
            ResubmissionStore resubmissions,
            LetterViews views,
            Changes changes,
            InstantSource clock) {
        this.letters = letters;
        this.resubmissions = resubmissions;
        this.views = views;
        this.changes = changes;
        this.clock = clock;
    }

    /** Why someone wants a letter taken once more. */
    public record Reason(@Nullable String comment) {}

    /**
     * Which letters are to be taken once more, and why.
     *
     * @param again those too that were resubmitted before
     * @param limit how many at most, the oldest first
     */
    public record Resubmit(
            @Nullable String reason,
            @Nullable String gateway,
            @Nullable String run,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable Boolean again,
            @Nullable Integer limit,
            @Nullable String comment) {}

    @Operation(
            summary = "List dead letters, the newest first",
            description =
                    "A letter is a message, or a reading or block of one, that was refused. Run live includes what"
                            + " names no valid run.")
    @OwnedBy(Role.VIEWER)
    @GetMapping
    public Page<LetterViews.LetterItem> list(
            @RequestParam(required = false) @Nullable String reason,
            @RequestParam(required = false) @Nullable String gateway,
            @Parameter(description = "live, all, or a run's id") @RequestParam(defaultValue = "all")
                    String run,
            @Parameter(description = "inclusive") @RequestParam(required = false)
                    @Nullable Instant from,
            @Parameter(description = "exclusive") @RequestParam(required = false)
                    @Nullable Instant to,
            @Parameter(description = "true or false") @RequestParam(required = false)
                    @Nullable String resubmitted,
            @RequestParam(defaultValue = "0") int page,
            @Parameter(description = "at most 500") @RequestParam(defaultValue = "100") int size) {
        Params.checkPage(page, size);
        Params.checkRange(from, to);
        LetterFilter filter =
                new LetterFilter(
                        Params.filter("reason", reason),
                        Params.filter("gateway", gateway),
                        Params.run(run),
                        from,
                        to,
                        resubmitted == null
                                ? null
                                : Params.oneOf("resubmitted", resubmitted, BOOLEANS));
        return letters.page(filter, page, size).map(views::item);
    }

    @Operation(
            summary = "Figures by reason and by gateway",
            description =
                    "Of whole hours, the last 24 by default, at most 92 days. Counts are exact; notKept says how many"
                            + " of them were only counted, because there were too many of their kind in an hour.")
    @OwnedBy(Role.VIEWER)
    @GetMapping("/summary")
    public LetterViews.SummaryView summary(
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to) {
        Params.checkRange(from, to);
        Instant end = to == null ? clock.instant() : to;
        if (from != null && Duration.between(from, end).compareTo(LONGEST_RANGE) > 0) {
            throw Refused.badRequest("from, to: at most %d days".formatted(LONGEST_RANGE.toDays()));
        }
        return views.summary(from, to);
    }

    @Operation(summary = "One dead letter with its message")
    @OwnedBy(Role.VIEWER)
    @GetMapping("/{id}")
    public LetterViews.LetterView one(@PathVariable String id) {
        return views.view(find(id));
    }

    @Operation(
            summary = "Take one dead letter once more",
            description =
                    "Only the reading or block that was refused is taken. Refused again, it is a new letter. 409 if the"
                            + " message is not kept as a whole.")
    @OwnedBy(Role.SYSTEM_ADMIN)
    @PostMapping("/{id}/resubmit")
    public ResubmissionRequest resubmit(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable Reason reason,
            @AuthenticationPrincipal Caller caller) {
        Letter letter = find(id);
        if (!letter.hasWholeMessage()) {
            throw Refused.conflict(
                    "The message is not kept as a whole; the gateway has to send it again");
        }
        return request(
                letter.id(),
                new LetterFilter(null, null, null, null, null, null),
                1,
                reason == null ? null : reason.comment(),
                caller);
    }

    @Operation(
            summary = "Take dead letters once more, the oldest first",
            description =
                    "Those that were never resubmitted, or all with `again`. `limit` is 1000 by default and at most"
                            + " 10000.")
    @OwnedBy(Role.SYSTEM_ADMIN)
    @PostMapping("/resubmit")
    public ResubmissionRequest resubmit(
            @RequestBody Resubmit wanted, @AuthenticationPrincipal Caller caller) {
        Params.checkRange(wanted.from(), wanted.to());
        int limit = Objects.requireNonNullElse(wanted.limit(), DEFAULT_LIMIT);
        if (limit < 1 || limit > MAX_LIMIT) {
            throw Refused.badRequest("limit: must be from 1 to " + MAX_LIMIT);
        }
        return request(
                null,
                new LetterFilter(
                        Params.filter("reason", wanted.reason()),
                        Params.filter("gateway", wanted.gateway()),
                        wanted.run() == null ? null : Params.run(wanted.run()),
                        wanted.from(),
                        wanted.to(),
                        Boolean.TRUE.equals(wanted.again()) ? null : false),
                limit,
                wanted.comment(),
                caller);
    }

    @Operation(summary = "Who had what taken once more, the newest first")
    @OwnedBy(Role.VIEWER)
    @GetMapping("/resubmissions")
    public Page<ResubmissionRequest> resubmissions(
            @RequestParam(defaultValue = "0") int page,
            @Parameter(description = "at most 500") @RequestParam(defaultValue = "100") int size) {
        Params.checkPage(page, size);
        return resubmissions.page(page, size);
    }

    @Operation(
            summary = "What became of a resubmission",
            description =
                    "accepted: readings and blocks that are in Kafka now; refused: new letters; pending: messages of"
                            + " which nothing is known yet.")
    @OwnedBy(Role.VIEWER)
    @GetMapping("/resubmissions/{id}")
    public ResubmissionRequest resubmission(@PathVariable String id) {
        return resubmissions
                .find(Params.hashId("a resubmission's", id))
                .orElseThrow(() -> Refused.notFound("There is no resubmission " + id));
    }

    private ResubmissionRequest request(
            @Nullable String letter,
            LetterFilter filter,
            int limit,
            @Nullable String comment,
            Caller caller) {
        String id = ShortHash.of(UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII));
        ResubmissionRequest request =
                resubmissions.request(
                        new ResubmissionRequest.Wish(
                                id,
                                caller.name(),
                                clock.instant(),
                                Comments.check(comment),
                                letter,
                                filter,
                                limit));
        changes.letters();
        return request;
    }

    private Letter find(String id) {
        return letters.find(Params.hashId("a letter's", id))
                .orElseThrow(() -> Refused.notFound("There is no dead letter " + id));
    }
}
