package city.lifeline.alerting.web;

import city.lifeline.alerting.Page;
import city.lifeline.alerting.city.CurrentCity;
import city.lifeline.alerting.plan.Plan;
import city.lifeline.alerting.plan.Plans;
import city.lifeline.alerting.security.Caller;
import city.lifeline.alerting.security.OwnedBy;
import city.lifeline.alerting.security.Role;
import city.lifeline.alerting.warning.Assessment;
import city.lifeline.alerting.warning.HandledWarning;
import city.lifeline.alerting.warning.HandlingService;
import city.lifeline.alerting.warning.HandlingStep;
import city.lifeline.alerting.warning.PastWarnings;
import city.lifeline.alerting.warning.SearchWord;
import city.lifeline.alerting.warning.StoredEvent;
import city.lifeline.alerting.warning.Warning;
import city.lifeline.alerting.warning.WarningFilter;
import city.lifeline.alerting.warning.WarningFilter.Openness;
import city.lifeline.alerting.warning.WarningFilter.Order;
import city.lifeline.alerting.warning.WarningStore;
import city.lifeline.alerting.warning.WarningSummary;
import city.lifeline.model.Grade;
import city.lifeline.model.Text;
import city.lifeline.model.WarningEvent;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Warnings and their handling. */
@RestController
@RequestMapping("/api/v1/warnings")
@Tag(name = "Warnings")
public class WarningController {

    private static final Map<String, Openness> OPENNESS =
            Map.of("open", Openness.OPEN, "closed", Openness.CLOSED, "all", Openness.ALL);

    private static final Map<String, Order> ORDERS =
            Map.of(
                    "raisedAt", Order.OLDEST_FIRST,
                    "-raisedAt", Order.NEWEST_FIRST,
                    "updatedAt", Order.LEAST_RECENTLY_UPDATED,
                    "-updatedAt", Order.MOST_RECENTLY_UPDATED,
                    "grade", Order.MILDEST_FIRST,
                    "-grade", Order.WORST_FIRST);

    private static final int MOST_STEPS = 400;
    private static final int MOST_ALIKE = 5;
    private static final Duration LONGEST_COURSE = Duration.ofDays(400);

    private final CurrentCity city;
    private final WarningStore warnings;
    private final PastWarnings past;
    private final WarningViews views;
    private final Changes changes;
    private final HandlingService handling;
    private final OwnDistricts own;
    private final Plans plans;

    public WarningController(
            CurrentCity city,
            WarningStore warnings,
            PastWarnings past,
            WarningViews views,
            Changes changes,
            HandlingService handling,
            OwnDistricts own,
            Plans plans) {
        this.city = city;
        this.warnings = warnings;
        this.past = past;
        this.views = views;
        this.changes = changes;
        this.handling = handling;
        this.own = own;
        this.plans = plans;
    }

    /** An event as REST shows it. */
    public record EventView(
            int number,
            WarningEvent.Kind kind,
            @Nullable Grade grade,
            Grade peak,
            @Nullable Double value,
            @Nullable Double peakValue,
            @Nullable Double limit,
            Instant at,
            Instant storedAt) {

        static EventView of(StoredEvent event) {
            return new EventView(
                    event.number(),
                    event.kind(),
                    event.grade(),
                    event.peak(),
                    WarningViews.finite(event.value()),
                    WarningViews.finite(event.peakValue()),
                    WarningViews.finite(event.limit()),
                    event.at(),
                    event.storedAt());
        }
    }

    /** What someone has to say when acknowledging. */
    public record Acknowledgement(@Nullable String comment) {}

    @Operation(
            summary = "List warnings",
            description =
                    "Open are those whose condition holds, and latched ones that nobody has acknowledged."
                            + " With at, those that were open at that moment of one run's clock, as"
                            + " they were then, the worst first.")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping
    public Page<WarningView> list(
            @Parameter(description = "live, all, or a run's id")
                    @RequestParam(defaultValue = "live")
                    String run,
            @Parameter(description = "open, closed or all") @RequestParam(defaultValue = "open")
                    String state,
            @Parameter(description = "current grade; several are allowed")
                    @RequestParam(defaultValue = "")
                    List<Grade> grade,
            @RequestParam(required = false) @Nullable String point,
            @RequestParam(required = false) @Nullable String rule,
            @Parameter(description = "raisedAt, updatedAt or grade; with - the greatest first")
                    @RequestParam(defaultValue = "-raisedAt")
                    String sort,
            @RequestParam(defaultValue = "0") int page,
            @Parameter(description = "at most 500") @RequestParam(defaultValue = "100") int size,
            @RequestParam(required = false) @Nullable Instant at,
            @Parameter(
                            description =
                                    "words, all of which are in its id, or in id or name (in either"
                                            + " language) of its point, asset or rule, or in its"
                                            + " district; at most 100 characters and 8 words")
                    @RequestParam(required = false)
                    @Nullable String q,
            @AuthenticationPrincipal Caller caller) {
        Params.checkPage(page, size);
        List<SearchWord> words = SearchWords.of(q, city.get());
        // Of several, an empty one is read as null.
        if (grade.stream().anyMatch(Objects::isNull)) {
            throw Refused.badRequest("grade: one of several is empty");
        }
        if (at != null) {
            Params.checkMoment("at", at);
            if (Params.run(run) == null || !state.equals("open")) {
                throw Refused.badRequest("at: goes with one run and with what was open");
            }
            if (!words.isEmpty()) {
                throw Refused.badRequest("q: does not go with at");
            }
            return openAt(at, run, Set.copyOf(grade), point, rule, page, size, caller);
        }
        WarningFilter filter =
                new WarningFilter(
                        Params.run(run),
                        Params.oneOf("state", state, OPENNESS),
                        Set.copyOf(grade),
                        Params.filter("point", point),
                        Params.filter("rule", rule),
                        own.assets(caller),
                        words);
        return warnings.page(filter, Params.oneOf("sort", sort, ORDERS), page, size).map(views::of);
    }

    private Page<WarningView> openAt(
            Instant at,
            String run,
            Set<Grade> grades,
            @Nullable String point,
            @Nullable String rule,
            int page,
            int size,
            Caller caller) {
        List<HandledWarning> open =
                past.openAt(run, at, own.assets(caller)).stream()
                        .filter(
                                found ->
                                        (grades.isEmpty()
                                                        || grades.contains(found.warning().grade()))
                                                && (point == null
                                                        || point.isEmpty()
                                                        || point.equals(found.warning().point()))
                                                && (rule == null
                                                        || rule.isEmpty()
                                                        || rule.equals(found.warning().rule())))
                        .toList();
        return new Page<>(
                open.stream().skip((long) page * size).limit(size).map(views::ofThePast).toList(),
                open.size(),
                page,
                size);
    }

    /**
     * How much was open over time.
     *
     * @param stretches of equal length, the first from {@code from}
     */
    public record Course(Instant from, Instant to, List<PastWarnings.Stretch> stretches) {}

    @Operation(
            summary = "How much was open over time",
            description = "For each of equal stretches, the warnings open in it by their peak.")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping("/course")
    public Course course(
            @RequestParam(defaultValue = "live") String run,
            @RequestParam Instant from,
            @Parameter(description = "at most 400 days later") @RequestParam Instant to,
            @Parameter(description = "at most 400") @RequestParam(defaultValue = "120") int steps,
            @AuthenticationPrincipal Caller caller) {
        Params.id("run", run);
        Params.checkRange(from, to);
        if (steps < 1 || steps > MOST_STEPS) {
            throw Refused.badRequest("steps: must be from 1 to " + MOST_STEPS);
        }
        Duration length = Duration.between(from, to);
        if (length.compareTo(LONGEST_COURSE) > 0
                || length.compareTo(Duration.ofSeconds(steps)) < 0) {
            throw Refused.badRequest(
                    "from, to: at least a second for each step, at most %d days"
                            .formatted(LONGEST_COURSE.toDays()));
        }
        return new Course(
                from,
                to,
                past.course(run, from, length.dividedBy(steps), steps, own.assets(caller)));
    }

    @Operation(summary = "Figures of a run")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping("/summary")
    public WarningSummary summary(
            @RequestParam(defaultValue = "live") String run,
            @AuthenticationPrincipal Caller caller) {
        return warnings.summary(Params.run(run), own.assets(caller));
    }

    @Operation(summary = "One warning")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping("/{id}")
    public WarningView one(@PathVariable String id, @AuthenticationPrincipal Caller caller) {
        return views.of(own.warning(caller, id));
    }

    /**
     * A contingency plan.
     *
     * @param call units
     */
    public record PlanView(
            String id, Text title, List<Text> steps, List<Text> call, @Nullable String document) {

        static PlanView of(Plan plan) {
            return new PlanView(
                    plan.id(),
                    plan.title(),
                    plan.steps(),
                    plan.call(),
                    plan.document() == null ? null : plan.document().toString());
        }
    }

    /**
     * What the city has planned for a warning.
     *
     * @param plan null: the city has none for it
     */
    public record Planned(@Nullable PlanView plan) {}

    @Operation(
            summary = "The contingency plan for a warning",
            description =
                    "Of the city's plans the one that is most closely written for its rule, class of"
                            + " asset and worst grade; null if there is none.")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping("/{id}/plan")
    public Planned plan(@PathVariable String id, @AuthenticationPrincipal Caller caller) {
        WarningView warning = views.of(own.warning(caller, id));
        return new Planned(
                plans.of(warning.rule(), warning.assetClass(), warning.peak())
                        .map(PlanView::of)
                        .orElse(null));
    }

    /**
     * A closed warning like another one.
     *
     * @param samePoint else it was elsewhere at the same asset
     * @param assessment what it was found to be
     * @param order what was to be done; null: nothing was
     * @param closedBy null: not known
     * @param comment with which it was closed
     */
    public record AlikeView(
            WarningView warning,
            boolean samePoint,
            @Nullable Assessment assessment,
            @Nullable String assignee,
            @Nullable String order,
            @Nullable Instant closedAt,
            @Nullable String closedBy,
            @Nullable String comment) {}

    @Operation(
            summary = "Closed warnings like this one, and how they ended",
            description =
                    "Of the same rule: the latest five at the same point, then the latest five"
                            + " elsewhere at the same asset.")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping("/{id}/alike")
    public List<AlikeView> alike(@PathVariable String id, @AuthenticationPrincipal Caller caller) {
        Warning one = own.warning(caller, id).warning();
        // Its asset is one that the caller sees, and so are those of the others.
        List<HandledWarning> found = warnings.alike(one, MOST_ALIKE);
        Map<String, HandlingStep> closings =
                warnings.closings(found.stream().map(each -> each.warning().id()).toList());
        return found.stream()
                .map(
                        each -> {
                            HandlingStep closing = closings.get(each.warning().id());
                            return new AlikeView(
                                    views.of(each),
                                    each.warning().point().equals(one.point()),
                                    each.handling().assessment(),
                                    each.handling().assignee(),
                                    each.handling().order(),
                                    each.handling().closedAt(),
                                    closing == null ? null : closing.person(),
                                    closing == null ? null : closing.comment());
                        })
                .toList();
    }

    @Operation(summary = "What happened to a warning, oldest first")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping("/{id}/events")
    public List<EventView> events(@PathVariable String id, @AuthenticationPrincipal Caller caller) {
        own.warning(caller, id);
        return warnings.events(id).stream().map(EventView::of).toList();
    }

    @Operation(
            summary = "Take note of a warning and take it on",
            description = "409 if someone has already, unless it has become worse since.")
    @OwnedBy({Role.DUTY_OFFICER, Role.DISTRICT_OFFICER})
    @PostMapping("/{id}/acknowledge")
    public WarningView acknowledge(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable Acknowledgement acknowledgement,
            @Parameter(description = "of the handling")
                    @RequestHeader(value = "If-Match", required = false)
                    @Nullable String ifMatch,
            @AuthenticationPrincipal Caller caller) {
        own.warning(caller, id);
        HandledWarning after =
                handling.acknowledge(
                        id,
                        HandlingController.actor(caller, ifMatch),
                        acknowledgement == null ? null : Comments.check(acknowledgement.comment()));
        changes.warnings(List.of(after));
        return views.of(after);
    }
}
