package city.lifeline.alerting.web;

import city.lifeline.alerting.Micros;
import city.lifeline.alerting.city.CityOfRecord;
import city.lifeline.alerting.city.CurrentCity;
import city.lifeline.alerting.city.RulesOfRecord;
import city.lifeline.alerting.security.Caller;
import city.lifeline.alerting.security.OwnedBy;
import city.lifeline.alerting.security.Role;
import city.lifeline.alerting.trial.HistoryTrial;
import city.lifeline.alerting.trial.Trials;
import city.lifeline.detection.rules.RuleSet;
import city.lifeline.detection.trial.Difference;
import city.lifeline.detection.trial.Episode;
import city.lifeline.model.Grade;
import city.lifeline.model.RunClock;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Back-tests of a draft against the rules in force. */
@RestController
@RequestMapping("/api/v1/rules/backtests")
@Tag(name = "Rules")
public class TrialController {

    private static final Duration LONGEST = Duration.ofDays(92);
    private static final int MOST_CHANGES = 1_000;

    private final CurrentCity city;
    private final RulesOfRecord rules;
    private final Trials trials;
    private final RunClock runClock;
    private final InstantSource clock;

    public TrialController(
            CurrentCity city,
            RulesOfRecord rules,
            Trials trials,
            RunClock runClock,
            InstantSource clock) {
        this.city = city;
        this.rules = rules;
        this.trials = trials;
        this.runClock = runClock;
        this.clock = clock;
    }

    /**
     * A draft to try.
     *
     * @param hours up to now; at most 92 days
     * @param from instead of {@code hours}, with {@code to}
     */
    public record Draft(
            @Nullable Map<String, String> files,
            @Nullable Integer hours,
            @Nullable Instant from,
            @Nullable Instant to) {}

    /**
     * How it is with a back-test.
     *
     * @param part of 1 that is done
     * @param readings judged so far
     * @param counts by rule, then of all together as {@code all}; empty until it is done
     * @param changes each warning that differs, in the order of time, at most 1000
     * @param changesInAll how many differ
     * @param fault why it failed
     */
    public record TrialView(
            String id,
            Trials.State state,
            String by,
            Instant from,
            Instant to,
            double part,
            long readings,
            List<RuleCounts> counts,
            List<ChangeView> changes,
            int changesInAll,
            @Nullable String fault) {}

    /** What the draft changes for one rule, or for all. */
    public record RuleCounts(
            String rule,
            @Nullable Text name,
            int given,
            int inForce,
            int added,
            int missed,
            int earlier,
            int later,
            int otherGrade) {}

    /**
     * A warning that differs.
     *
     * @param raisedAt by the draft; null if it does not give it
     * @param raisedAtInForce by the rules in force; null if they do not give it
     * @param value at which the draft raised it
     */
    public record ChangeView(
            Difference.Kind change,
            String rule,
            @Nullable Text ruleName,
            String point,
            @Nullable Text pointName,
            String unit,
            @Nullable Instant raisedAt,
            @Nullable Instant raisedAtInForce,
            @Nullable Instant endsAt,
            @Nullable Grade peak,
            @Nullable Grade peakInForce,
            @Nullable Double value,
            @Nullable Double valueInForce) {}

    @Operation(
            summary = "Hold a draft against the rules in force, over the live run's history",
            description =
                    "In the background, one after the other, with the engine of the running job. Both"
                            + " sets begin without a memory, and readings are judged in the order of"
                            + " their times, late ones too. 422 with every fault of the draft; 429 if"
                            + " others wait.")
    @OwnedBy(Role.RULE_ENGINEER)
    @PostMapping
    public ResponseEntity<TrialView> start(
            @RequestBody Draft draft, @AuthenticationPrincipal Caller caller) {
        Instant now = Micros.instant(runClock.runUs(Micros.of(clock.instant())));
        Instant from = draft.from();
        Instant to = draft.to();
        if (draft.hours() != null) {
            if (from != null || to != null || draft.hours() < 1) {
                throw Refused.badRequest("hours: at least 1, and without from and to");
            }
            to = now;
            from = now.minus(Duration.ofHours(draft.hours()));
        }
        if (from == null || to == null) {
            throw Refused.badRequest("hours, or from and to: over which readings");
        }
        Params.checkRange(from, to);
        if (Duration.between(from, to).compareTo(LONGEST) > 0) {
            throw Refused.badRequest("at most %d days".formatted(LONGEST.toDays()));
        }
        RulesOfRecord.Checked checked = rules.check(RuleController.files(draft.files()));
        RuleSet set = checked.rules();
        if (set == null) {
            throw RuleController.refused(checked.faults());
        }
        CityOfRecord inForce = city.get();
        try {
            return ResponseEntity.accepted()
                    .body(
                            view(
                                    trials.start(
                                            new HistoryTrial(
                                                    inForce.registry(),
                                                    set,
                                                    inForce.rules(),
                                                    from,
                                                    to),
                                            caller.name(),
                                            from,
                                            to)));
        } catch (Trials.BusyException e) {
            throw Refused.of(HttpStatus.TOO_MANY_REQUESTS, String.valueOf(e.getMessage()));
        }
    }

    @Operation(summary = "How a back-test goes, and what came of it")
    @OwnedBy(Role.RULE_ENGINEER)
    @GetMapping("/{id}")
    public TrialView one(@PathVariable String id) {
        return view(find(id));
    }

    @Operation(summary = "Cancel a back-test")
    @OwnedBy(Role.RULE_ENGINEER)
    @DeleteMapping("/{id}")
    public ResponseEntity<Void> cancel(@PathVariable String id) {
        trials.cancel(find(id));
        return ResponseEntity.noContent().build();
    }

    private Trials.Run find(String id) {
        return trials.find(Params.id("id", id))
                .orElseThrow(() -> Refused.notFound("There is no back-test " + id));
    }

    private TrialView view(Trials.Run run) {
        HistoryTrial.Outcome outcome = run.outcome();
        HistoryTrial.Progress progress = run.trial().progress();
        Registry registry = city.get().registry();
        return new TrialView(
                run.id(),
                run.state(),
                run.by(),
                run.from(),
                run.to(),
                progress.part(),
                progress.readings(),
                outcome == null
                        ? List.of()
                        : outcome.counts().stream()
                                .filter(
                                        counts ->
                                                counts.rule().equals("all")
                                                        || counts.added()
                                                                        + counts.missed()
                                                                        + counts.earlier()
                                                                        + counts.later()
                                                                        + counts.otherGrade()
                                                                > 0)
                                .map(counts -> counts(run.trial(), counts))
                                .toList(),
                outcome == null
                        ? List.of()
                        : outcome.changes().stream()
                                .limit(MOST_CHANGES)
                                .map(change -> change(run.trial(), registry, outcome, change))
                                .toList(),
                outcome == null ? 0 : outcome.changes().size(),
                run.fault());
    }

    private static RuleCounts counts(HistoryTrial trial, Difference.Counts counts) {
        return new RuleCounts(
                counts.rule(),
                trial.name(counts.rule()),
                counts.given(),
                counts.inForce(),
                counts.added(),
                counts.missed(),
                counts.earlier(),
                counts.later(),
                counts.otherGrade());
    }

    private static ChangeView change(
            HistoryTrial trial,
            Registry registry,
            HistoryTrial.Outcome outcome,
            Difference.Changed change) {
        Episode given = change.given();
        Episode inForce = change.inForce();
        Episode any = change.any();
        Point point = registry.point(any.point());
        return new ChangeView(
                change.kind(),
                any.rule(),
                trial.name(any.rule()),
                any.point(),
                point == null ? null : point.name(),
                point == null ? "" : point.unit(),
                given == null ? null : Micros.instant(given.raisedAtUs()),
                inForce == null ? null : Micros.instant(inForce.raisedAtUs()),
                any.endUs() == Long.MAX_VALUE ? null : Micros.instant(any.endUs()),
                given == null ? null : given.peak(),
                inForce == null ? null : inForce.peak(),
                given == null ? null : value(outcome, HistoryTrial.key(true, given)),
                inForce == null ? null : value(outcome, HistoryTrial.key(false, inForce)));
    }

    private static @Nullable Double value(HistoryTrial.Outcome outcome, String key) {
        return WarningViews.finite(outcome.values().getOrDefault(key, Double.NaN));
    }
}
