package city.lifeline.alerting.web;

import city.lifeline.alerting.Micros;
import city.lifeline.alerting.city.CityOfRecord;
import city.lifeline.alerting.city.CurrentCity;
import city.lifeline.alerting.maintenance.RunningWindows;
import city.lifeline.alerting.maintenance.Scope;
import city.lifeline.alerting.maintenance.Window;
import city.lifeline.alerting.notify.Places;
import city.lifeline.alerting.warning.HandledWarning;
import city.lifeline.alerting.warning.Handling;
import city.lifeline.alerting.warning.PointStatuses;
import city.lifeline.alerting.warning.RuleTexts;
import city.lifeline.alerting.warning.Warning;
import city.lifeline.detection.rules.Rule;
import city.lifeline.model.Outlook;
import city.lifeline.model.PointStatus;
import city.lifeline.model.Runs;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Point;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts names and the latest values to warnings. */
public final class WarningViews {

    private static final RuleTexts.Said NOTHING = new RuleTexts.Said(null, null);

    private final CurrentCity city;
    private final PointStatuses statuses;
    private final RuleTexts texts;
    private final Places places;
    private final RunningWindows windows;
    private final InstantSource clock;

    public WarningViews(
            CurrentCity city,
            PointStatuses statuses,
            RuleTexts texts,
            Places places,
            RunningWindows windows,
            InstantSource clock) {
        this.city = city;
        this.statuses = statuses;
        this.texts = texts;
        this.places = places;
        this.windows = windows;
        this.clock = clock;
    }

    public WarningView of(HandledWarning handled) {
        return of(handled, true);
    }

    /** As it was: what the point reads by now has nothing to do with it. */
    WarningView ofThePast(HandledWarning handled) {
        return of(handled, false);
    }

    private WarningView of(HandledWarning handled, boolean live) {
        Warning warning = handled.warning();
        Handling handling = handled.handling();
        CityOfRecord now = city.get();
        Point point = now.registry().point(warning.point());
        Asset asset = now.registry().assets().get(warning.asset());
        Rule rule = now.rules().rule(warning.rule());
        double value = warning.value();
        Instant updatedAt = warning.updatedAt();
        // Of a sum or a rate, the sample that came last says nothing.
        boolean ofReadings = rule == null || rule.isOfValues();
        PointStatus latest = live && ofReadings ? latest(warning) : null;
        if (latest != null) {
            value = latest.value();
            updatedAt = Micros.instant(latest.timeUs());
        }
        RuleTexts.Said said = rule == null ? NOTHING : texts.of(warning, rule, point, asset);
        return new WarningView(
                warning.id(),
                warning.run(),
                warning.rule(),
                rule == null ? idAsName(warning.rule()) : rule.name(),
                warning.point(),
                point == null ? idAsName(warning.point()) : point.name(),
                warning.asset(),
                asset == null ? idAsName(warning.asset()) : asset.name(),
                asset == null ? "" : asset.assetClass(),
                asset == null ? "" : asset.district(),
                point == null ? "" : point.quantity(),
                warning.unit(),
                warning.grade(),
                warning.peak(),
                warning.state(),
                finite(value),
                ofReadings,
                finite(warning.peakValue()),
                finite(warning.limit()),
                warning.raisedAt(),
                warning.gradeSince(),
                updatedAt,
                warning.clearedAt(),
                warning.certainty(),
                warning.delayed(),
                warning.latched(),
                handling.state(),
                handling.version(),
                handled.isUnanswered(),
                handling.acknowledgedBy(),
                handling.acknowledgedAt(),
                handling.comment(),
                warning.upgrades(),
                warning.downgrades(),
                warning.lastEventNumber(),
                warning.rulesVersion(),
                said.text(),
                said.measures(),
                outlook(warning),
                handled.released(),
                handled.incident(),
                handled.drill(),
                live ? mark(warning) : null);
    }

    private WarningView.@Nullable MaintenanceMark mark(Warning warning) {
        if (!warning.run().equals(Runs.LIVE) || warning.state() != Warning.State.RAISED) {
            return null;
        }
        List<Window> running = windows.now();
        if (running.isEmpty()) {
            return null;
        }
        Scope.Where where = places.where(warning.point(), warning.asset());
        Instant now = clock.instant();
        return Window.marking(running, where, warning.peak(), now)
                .map(
                        window ->
                                new WarningView.MaintenanceMark(
                                        window.id(),
                                        window.until(),
                                        window.reason(),
                                        window.silences(where, warning.peak(), now)))
                .orElse(null);
    }

    private static WarningView.@Nullable OutlookView outlook(Warning warning) {
        Outlook outlook = warning.outlook();
        return outlook == null
                ? null
                : new WarningView.OutlookView(
                        warning.updatedAt(),
                        finite(outlook.minutes()),
                        finite(outlook.earliestMinutes()),
                        finite(outlook.latestMinutes()),
                        finite(outlook.minutesToRed()));
    }

    /** JSON knows no NaN and no infinity. */
    static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private @Nullable PointStatus latest(Warning warning) {
        if (!warning.run().equals(Runs.LIVE) || warning.state() != Warning.State.RAISED) {
            return null;
        }
        PointStatus status = statuses.of(warning.point());
        return status != null && status.timeUs() > Micros.of(warning.updatedAt()) ? status : null;
    }

    private static Text idAsName(String id) {
        return new Text(id, id);
    }
}
