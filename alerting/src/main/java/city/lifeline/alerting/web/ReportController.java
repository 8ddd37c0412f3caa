package city.lifeline.alerting.web;

import city.lifeline.alerting.AlertingSettings;
import city.lifeline.alerting.Micros;
import city.lifeline.alerting.city.CityOfRecord;
import city.lifeline.alerting.city.CurrentCity;
import city.lifeline.alerting.people.Cells;
import city.lifeline.alerting.report.AlarmFigures;
import city.lifeline.alerting.report.Period;
import city.lifeline.alerting.report.ReportStore;
import city.lifeline.alerting.security.Caller;
import city.lifeline.alerting.security.OwnedBy;
import city.lifeline.alerting.security.Role;
import city.lifeline.detection.rules.Rule;
import city.lifeline.model.Grade;
import city.lifeline.model.RunClock;
import city.lifeline.model.Runs;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Point;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Figures of a shift, a day or a month. */
@RestController
@RequestMapping("/api/v1/reports")
@Tag(name = "Reports")
public class ReportController {

    private static final Map<String, Period.Kind> KINDS =
            Map.of(
                    "shift", Period.Kind.SHIFT,
                    "day", Period.Kind.DAY,
                    "month", Period.Kind.MONTH);

    private static final int MOST_LISTED = 100;

    private final ReportStore store;
    private final CurrentCity city;
    private final OwnDistricts own;
    private final AlertingSettings settings;
    private final RunClock runClock;
    private final InstantSource clock;

    public ReportController(
            ReportStore store,
            CurrentCity city,
            OwnDistricts own,
            AlertingSettings settings,
            RunClock runClock,
            InstantSource clock) {
        this.store = store;
        this.city = city;
        this.own = own;
        this.settings = settings;
        this.runClock = runClock;
        this.clock = clock;
    }

    /** Rule and place by their names. */
    public record Source(
            String rule,
            Text ruleName,
            String point,
            Text pointName,
            Text assetName,
            String district) {}

    /** How often something came. */
    public record OftenView(Source source, int warnings) {}

    /**
     * A point that comes and goes.
     *
     * @param worst most trips in a minute
     */
    public record ChatterView(Source source, int trips, int worst) {}

    /** A warning that has held for more than a day. */
    public record StaleView(String id, Source source, Grade peak, Instant raisedAt) {}

    /** Durations in seconds. */
    public record TimesView(int count, @Nullable Long medianSeconds, @Nullable Long p90Seconds) {
        static TimesView of(AlarmFigures.Times times) {
            return new TimesView(
                    times.count(), seconds(times.median()), seconds(times.ninetieth()));
        }

        private static @Nullable Long seconds(@Nullable Duration duration) {
            return duration == null ? null : (Long) duration.toSeconds();
        }
    }

    /** How fast warnings of a grade were answered. */
    public record AnswerView(
            Grade grade,
            int warnings,
            TimesView acknowledged,
            int within,
            long targetSeconds,
            TimesView assessed,
            TimesView closed) {}

    /** How often a rule was wrong. */
    public record FalseRateView(
            String rule, Text ruleName, int warnings, int assessed, int wrong) {}

    /**
     * A report.
     *
     * @param to excluded
     * @param end what is known of it: its end, or now
     * @param complete whether the period is over
     * @param slotSeconds length of the slots
     * @param staleTotal of which the oldest are listed
     * @param people messages sent to each; null: not yours to see, or a replay
     */
    public record Report(
            String period,
            String run,
            String zone,
            Instant from,
            Instant to,
            Instant end,
            boolean complete,
            int warnings,
            Map<Grade, Integer> byPeak,
            double perTenMinutes,
            int worstTenMinutes,
            long slotSeconds,
            List<Integer> slots,
            List<AlarmFigures.Flood> floods,
            List<ChatterView> chattering,
            int staleTotal,
            List<StaleView> stale,
            List<OftenView> top,
            List<AnswerView> answers,
            List<FalseRateView> falseRates,
            @Nullable List<ReportStore.Load> people) {}

    @Operation(
            summary = "How warnings came and were answered in a shift, a day or a month",
            description =
                    "After ISA-18.2 and IEC 62682. Periods are the city's, in its time zone; shifts"
                            + " begin at 08:00 and 20:00. A warning counts where it began, on the run's"
                            + " clock; answers by the clock on the wall.")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping("/alarms")
    public Report alarms(
            @Parameter(description = "shift, day or month") @RequestParam(defaultValue = "day")
                    String period,
            @Parameter(description = "a moment in it; now if it is left out")
                    @RequestParam(required = false)
                    @Nullable Instant at,
            @Parameter(description = "live, or a run's id") @RequestParam(defaultValue = "live")
                    String run,
            @AuthenticationPrincipal Caller caller) {
        return report(period, at, run, caller);
    }

    @Operation(summary = "The same as CSV: section, what, where, figure, value")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping("/alarms.csv")
    public ResponseEntity<String> csv(
            @Parameter(description = "shift, day or month") @RequestParam(defaultValue = "day")
                    String period,
            @Parameter(description = "a moment in it; now if it is left out")
                    @RequestParam(required = false)
                    @Nullable Instant at,
            @Parameter(description = "live, or a run's id") @RequestParam(defaultValue = "live")
                    String run,
            @AuthenticationPrincipal Caller caller) {
        Report report = report(period, at, run, caller);
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_TYPE, "text/csv;charset=UTF-8")
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"alarms-%s-%s.csv\""
                                .formatted(period, report.from().atZone(zone()).toLocalDate()))
                .body(csv(report));
    }

    private Report report(String period, @Nullable Instant at, String run, Caller caller) {
        Params.checkMoment("at", at);
        Params.id("run", run);
        Instant now = Micros.instant(runClock.runUs(Micros.of(clock.instant())));
        Period of =
                Period.around(Params.oneOf("period", period, KINDS), at == null ? now : at, zone());
        boolean complete = !run.equals(Runs.LIVE) || !now.isBefore(of.to());
        Instant end = complete || now.isBefore(of.from()) ? of.to() : now;
        Set<String> assets = own.assets(caller);
        AlarmFigures figures =
                AlarmFigures.of(
                        of,
                        store.raised(run, of, assets),
                        store.holding(run, of, end, assets),
                        end,
                        settings.notifying().deadlines()::of);
        return new Report(
                period,
                run,
                zone().getId(),
                of.from(),
                of.to(),
                end,
                complete,
                figures.warnings(),
                figures.byPeak(),
                figures.perTenMinutes(),
                figures.worstTenMinutes(),
                of.slot().toSeconds(),
                figures.slots(),
                figures.floods(),
                figures.chattering().stream()
                        .limit(MOST_LISTED)
                        .map(
                                one ->
                                        new ChatterView(
                                                source(one.rule(), one.point(), one.asset()),
                                                one.trips(),
                                                one.worst()))
                        .toList(),
                figures.stale().size(),
                figures.stale().stream()
                        .limit(MOST_LISTED)
                        .map(
                                one ->
                                        new StaleView(
                                                one.id(),
                                                source(one.rule(), one.point(), one.asset()),
                                                one.peak(),
                                                one.raisedAt()))
                        .toList(),
                figures.top().stream()
                        .map(
                                one ->
                                        new OftenView(
                                                source(one.rule(), one.point(), one.asset()),
                                                one.warnings()))
                        .toList(),
                figures.answers().stream()
                        .map(
                                one ->
                                        new AnswerView(
                                                one.grade(),
                                                one.warnings(),
                                                TimesView.of(one.acknowledged()),
                                                one.within(),
                                                one.target().toSeconds(),
                                                TimesView.of(one.assessed()),
                                                TimesView.of(one.closed())))
                        .toList(),
                figures.falseRates().stream()
                        .map(
                                one ->
                                        new FalseRateView(
                                                one.rule(),
                                                ruleName(one.rule()),
                                                one.warnings(),
                                                one.assessed(),
                                                one.wrong()))
                        .toList(),
                assets == null && run.equals(Runs.LIVE)
                        ? store.loads(wall(of.from()), wall(end))
                        : null);
    }

    private ZoneId zone() {
        return settings.notifying().zone();
    }

    /** When the wall's clock showed a moment of the run. */
    private Instant wall(Instant runTime) {
        double elapsed = (Micros.of(runTime) - runClock.anchorRunUs()) / runClock.speed();
        return Micros.instant(runClock.anchorWallUs() + Math.round(elapsed));
    }

    private Text ruleName(String id) {
        Rule rule = city.get().rules().rule(id);
        return rule == null ? new Text(id, id) : rule.name();
    }

    private Source source(String rule, String pointId, String assetId) {
        CityOfRecord now = city.get();
        Point point = now.registry().point(pointId);
        Asset asset = now.registry().assets().get(assetId);
        return new Source(
                rule,
                ruleName(rule),
                pointId,
                point == null ? new Text(pointId, pointId) : point.name(),
                asset == null ? new Text(assetId, assetId) : asset.name(),
                asset == null ? "" : asset.district());
    }

    private static String csv(Report report) {
        // A spreadsheet takes the mark for UTF-8.
        StringBuilder csv = new StringBuilder("\uFEFFsection,what,where,figure,value\n");
        add(csv, "period", report.period(), report.run(), "from", report.from());
        add(csv, "period", report.period(), report.run(), "to", report.to());
        add(csv, "warnings", "all", "", "count", report.warnings());
        add(csv, "warnings", "all", "", "per_10_min", report.perTenMinutes());
        add(csv, "warnings", "all", "", "worst_10_min", report.worstTenMinutes());
        report.byPeak().forEach((grade, count) -> add(csv, "warnings", grade, "", "count", count));
        for (AlarmFigures.Flood flood : report.floods()) {
            add(csv, "flood", flood.from(), "", "to", flood.to() == null ? "" : flood.to());
            add(csv, "flood", flood.from(), "", "count", flood.warnings());
            add(csv, "flood", flood.from(), "", "worst_10_min", flood.worst());
        }
        for (ChatterView one : report.chattering()) {
            add(csv, "chatter", one.source().rule(), one.source().point(), "trips", one.trips());
            add(
                    csv,
                    "chatter",
                    one.source().rule(),
                    one.source().point(),
                    "worst_1_min",
                    one.worst());
        }
        for (StaleView one : report.stale()) {
            add(
                    csv,
                    "stale",
                    one.source().rule(),
                    one.source().point(),
                    "raised_at",
                    one.raisedAt());
        }
        for (OftenView one : report.top()) {
            add(csv, "top", one.source().rule(), one.source().point(), "count", one.warnings());
        }
        for (AnswerView one : report.answers()) {
            add(csv, "answers", one.grade(), "", "acknowledged", one.acknowledged().count());
            add(csv, "answers", one.grade(), "", "within_target", one.within());
            add(csv, "answers", one.grade(), "", "target_s", one.targetSeconds());
            addTimes(csv, one.grade(), "acknowledge", one.acknowledged());
            addTimes(csv, one.grade(), "assess", one.assessed());
            addTimes(csv, one.grade(), "close", one.closed());
        }
        for (FalseRateView one : report.falseRates()) {
            add(csv, "false", one.rule(), "", "assessed", one.assessed());
            add(csv, "false", one.rule(), "", "wrong", one.wrong());
        }
        List<ReportStore.Load> people = report.people();
        if (people != null) {
            for (ReportStore.Load one : people) {
                add(csv, "people", one.person(), "", "messages", one.messages());
                add(csv, "people", one.person(), "", "worst_10_min", one.most());
            }
        }
        return csv.toString();
    }

    private static void addTimes(StringBuilder csv, Grade grade, String what, TimesView times) {
        if (times.medianSeconds() != null && times.p90Seconds() != null) {
            add(csv, "answers", grade, "", what + "_median_s", times.medianSeconds());
            add(csv, "answers", grade, "", what + "_p90_s", times.p90Seconds());
        }
    }

    private static void add(
            StringBuilder csv,
            String section,
            Object what,
            String where,
            String figure,
            Object value) {
        List<String> cells = new ArrayList<>();
        for (Object cell : List.of(section, what, where, figure, value)) {
            cells.add(cell.toString());
        }
        csv.append(Cells.row(cells));
    }
}
