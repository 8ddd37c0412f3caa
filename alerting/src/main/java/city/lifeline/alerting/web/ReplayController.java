package city.lifeline.alerting.web;

import city.lifeline.alerting.replay.Replay;
import city.lifeline.alerting.replay.Replay.Action;
import city.lifeline.alerting.replay.Replay.Order;
import city.lifeline.alerting.replay.Replay.Progress;
import city.lifeline.alerting.replay.ReplayStore;
import city.lifeline.alerting.replay.Replays;
import city.lifeline.alerting.security.Caller;
import city.lifeline.alerting.security.OwnedBy;
import city.lifeline.alerting.security.Role;
import city.lifeline.model.Runs;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Replays that run, and what they are told to do. */
@RestController
@RequestMapping("/api/v1/replays")
@Tag(name = "Replays")
public class ReplayController {

    private static final int NEWEST = 20;
    private static final int MAX_TITLE = 500;

    private final Replays replays;
    private final ReplayStore store;

    public ReplayController(Replays replays, ReplayStore store) {
        this.replays = replays;
        this.store = store;
    }

    /** A replay and how it is. */
    public record ReplayView(Replay replay, Replays.State state) {}

    /** Replays, the newest first. */
    public record ReplayList(List<ReplayView> items) {}

    /**
     * A replay that begins.
     *
     * @param run {@code live}: as if it happened now
     * @param first event time, as recorded
     * @param last event time, as recorded
     * @param points whose warnings are marked as an exercise; for the live run
     */
    public record Beginning(
            @Nullable String run,
            @Nullable String title,
            @Nullable Instant first,
            @Nullable Instant last,
            @Nullable Set<String> points) {}

    /**
     * How far a replay is.
     *
     * @param ended whether this is the last that it tells
     * @param after number of the last order that it has heard; 0: none
     */
    public record Telling(@Nullable Progress progress, boolean ended, long after) {}

    /** Orders that a replay has not heard yet. */
    public record OrderList(List<Order> items) {}

    /**
     * What a replay is to do.
     *
     * @param speed for {@code SPEED}: seconds of the recording per second; null: as fast as it goes
     * @param to for {@code SEEK}: a time of the recording
     */
    public record OrderRequest(
            @Nullable Action action, @Nullable Double speed, @Nullable Instant to) {}

    @Operation(summary = "Replays that run or ran, the newest first")
    @OwnedBy(Role.VIEWER)
    @GetMapping
    public ReplayList list() {
        return new ReplayList(
                store.newest(NEWEST).stream()
                        .map(one -> new ReplayView(one, replays.state(one)))
                        .toList());
    }

    @Operation(
            summary = "Begin a replay",
            description =
                    "Into the live run it is a drill: warnings of its points are marked as an"
                            + " exercise, so that points are needed. 409 if a replay of that id"
                            + " still runs into the live run.")
    @OwnedBy(Role.RULE_ENGINEER)
    @PutMapping("/{id}")
    public ReplayView begin(
            @PathVariable String id,
            @RequestBody Beginning beginning,
            @AuthenticationPrincipal Caller caller) {
        Params.id("id", id);
        String run = Objects.requireNonNullElse(beginning.run(), Runs.LIVE);
        Params.id("run", run);
        String title = Objects.requireNonNullElse(beginning.title(), id);
        if (title.length() > MAX_TITLE || title.chars().anyMatch(Character::isISOControl)) {
            throw Refused.badRequest(
                    "title: a text of at most %d characters in one line".formatted(MAX_TITLE));
        }
        Instant first = beginning.first();
        Instant last = beginning.last();
        Params.checkMoment("first", first);
        Params.checkMoment("last", last);
        if (first == null || last == null || last.isBefore(first)) {
            throw Refused.badRequest("first and last: the times of the recording, in this order");
        }
        Set<String> points = Objects.requireNonNullElse(beginning.points(), Set.of());
        if (run.equals(Runs.LIVE) && points.isEmpty()) {
            throw Refused.badRequest(
                    "points: those of the recording; without them nobody could tell the exercise's"
                            + " warnings from real ones");
        }
        if (!replays.begin(id, run, title, first, last, points, caller.name())) {
            throw Refused.conflict("Replay %s still runs".formatted(id));
        }
        return view(id);
    }

    @Operation(
            summary = "Tell how far a replay is",
            description = "Answers with what it was told to do since.")
    @OwnedBy(Role.RULE_ENGINEER)
    @PostMapping("/{id}/progress")
    public OrderList tell(@PathVariable String id, @RequestBody Telling telling) {
        Params.id("id", id);
        Progress progress = telling.progress();
        if (progress == null) {
            throw Refused.badRequest("progress: is missing");
        }
        return new OrderList(
                replays.tell(id, progress, telling.ended(), telling.after())
                        .orElseThrow(() -> Refused.notFound("There is no replay " + id)));
    }

    @Operation(
            summary = "Tell a replay what to do",
            description =
                    "PAUSE, RESUME, SPEED, SEEK or STOP; it obeys within a second. 409 if it does"
                            + " not run.")
    @OwnedBy({Role.RULE_ENGINEER, Role.COMMANDER})
    @PostMapping("/{id}/orders")
    @ResponseStatus(HttpStatus.ACCEPTED)
    public ReplayView order(
            @PathVariable String id,
            @RequestBody OrderRequest request,
            @AuthenticationPrincipal Caller caller) {
        Params.id("id", id);
        Replay replay = find(id);
        Action action = request.action();
        if (action == null) {
            throw Refused.badRequest("action: PAUSE, RESUME, SPEED, SEEK or STOP");
        }
        Double speed = action == Action.SPEED ? request.speed() : null;
        if (action == Action.SPEED && speed == null && replay.run().equals(Runs.LIVE)) {
            throw Refused.badRequest("speed: a replay into the live run needs a number");
        }
        if (speed != null && !(speed > 0 && Double.isFinite(speed))) {
            throw Refused.badRequest("speed: a number above 0");
        }
        Instant to = action == Action.SEEK ? request.to() : null;
        if (action == Action.SEEK
                && (to == null || to.isBefore(replay.first()) || to.isAfter(replay.last()))) {
            throw Refused.badRequest(
                    "to: a time of the recording, from %s to %s"
                            .formatted(replay.first(), replay.last()));
        }
        if (!replays.order(id, action, speed, to, caller.name())) {
            throw Refused.conflict("Replay %s does not run".formatted(id));
        }
        return view(id);
    }

    private ReplayView view(String id) {
        Replay replay = find(id);
        return new ReplayView(replay, replays.state(replay));
    }

    private Replay find(String id) {
        return replays.find(id).orElseThrow(() -> Refused.notFound("There is no replay " + id));
    }
}
