package city.lifeline.alerting.web;

import city.lifeline.alerting.run.Run;
import city.lifeline.alerting.run.RunStore;
import city.lifeline.alerting.run.WarningEventLog;
import city.lifeline.alerting.security.OwnedBy;
import city.lifeline.alerting.security.Role;
import city.lifeline.alerting.stream.StreamHub;
import city.lifeline.alerting.stream.Subscription;
import city.lifeline.model.Runs;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Recordings that are replayed aside. */
@RestController
@RequestMapping("/api/v1/runs")
@Tag(name = "Runs")
public class RunController {

    private static final int MAX_TEXT = 500;
    private static final int MAX_FILES = 1_000;

    private final RunStore runs;
    private final WarningEventLog log;
    private final StreamHub streams;
    private final TransactionTemplate transactions;
    private final InstantSource clock;

    public RunController(
            RunStore runs,
            WarningEventLog log,
            StreamHub streams,
            TransactionTemplate transactions,
            InstantSource clock) {
        this.runs = runs;
        this.log = log;
        this.streams = streams;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** All runs. */
    public record RunList(List<Run> items, int total) {}

    /**
     * A replay that is about to start.
     *
     * @param startedAt on the recording's clock
     */
    public record Replay(
            @Nullable String title, @Nullable List<String> files, @Nullable Instant startedAt) {}

    @Operation(summary = "All runs, the live one first, then the newest")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping
    public RunList list() {
        List<Run> all = runs.all();
        return new RunList(all, all.size());
    }

    @Operation(
            summary = "Register a replay",
            description =
                    "Removes what an earlier attempt of the same id has left. 409 for the live run.")
    @OwnedBy(Role.RULE_ENGINEER)
    @PutMapping("/{run}")
    public Run put(@PathVariable String run, @RequestBody Replay replay)
            throws InterruptedException {
        checkAside(run);
        String title = Objects.requireNonNullElse(replay.title(), run);
        List<String> files = Objects.requireNonNullElse(replay.files(), List.of());
        if (files.size() > MAX_FILES) {
            throw Refused.badRequest("files: at most " + MAX_FILES);
        }
        checkText("title", title);
        files.forEach(file -> checkText("files", file));
        Map<Integer, Long> end = end();
        transactions.executeWithoutResult(
                status -> runs.replace(run, title, files, replay.startedAt(), end));
        streams.replaced(run);
        return find(run);
    }

    @Operation(summary = "Note that a replay has published everything")
    @OwnedBy(Role.RULE_ENGINEER)
    @PostMapping("/{run}/finish")
    public Run finish(@PathVariable String run) {
        checkAside(run);
        if (!runs.finish(run, clock.instant())) {
            throw Refused.notFound("There is no run " + run);
        }
        return find(run);
    }

    private Map<Integer, Long> end() throws InterruptedException {
        try {
            return log.end();
        } catch (IllegalStateException e) {
            throw Refused.unavailable(String.valueOf(e.getMessage()));
        }
    }

    private Run find(String run) {
        return runs.find(run).orElseThrow(() -> Refused.notFound("There is no run " + run));
    }

    private static void checkAside(String run) {
        Params.id("run", run);
        if (run.equals(Runs.LIVE) || run.equals(Subscription.ALL_RUNS)) {
            throw Refused.conflict("'%s' is not the name of a replay".formatted(run));
        }
    }

    private static void checkText(String name, @Nullable String text) {
        if (text == null
                || text.length() > MAX_TEXT
                || text.chars().anyMatch(Character::isISOControl)) {
            throw Refused.badRequest(
                    "%s: a text of at most %d characters in one line".formatted(name, MAX_TEXT));
        }
    }
}
