package city.lifeline.alerting.web;

import city.lifeline.alerting.Micros;
import city.lifeline.alerting.city.CurrentCity;
import city.lifeline.alerting.gateway.GatewayFigures;
import city.lifeline.alerting.gateway.GatewayStore;
import city.lifeline.model.GatewayStatus;
import city.lifeline.model.RunClock;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Gateway;
import city.lifeline.model.registry.GatewayPoints;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Gateways as REST and the stream show them: all that are registered or were heard. */
public final class GatewayViews {

    private static final Duration WINDOW = Duration.ofHours(24);

    /** A gateway is silent after so many of its shortest intervals, but not before a minute. */
    private static final int SILENT_INTERVALS = 3;

    private static final Duration SILENT_AT_LEAST = Duration.ofMinutes(1);

    private final GatewayStore gateways;
    private final CurrentCity city;
    private final RunClock runClock;
    private final InstantSource clock;

    public GatewayViews(
            GatewayStore gateways, CurrentCity city, RunClock runClock, InstantSource clock) {
        this.gateways = gateways;
        this.city = city;
        this.runClock = runClock;
        this.clock = clock;
    }

    /** Messages since a moment. */
    public record Total(@Nullable Instant since, long received, long missing) {}

    /**
     * A gateway. {@code received}, {@code missing}, {@code completeness} and {@code refused} are of
     * the last 24 hours; {@code duplicates} and what follows, save the clock, since {@code
     * startedAt}.
     *
     * @param registered false: it was heard, but nobody knows it
     * @param at of the newest status; null if there never was one
     * @param completeness received of all that were sent, 0 to 1; null if nothing came
     * @param missingRanges first and last number of the newest of the present boot
     * @param clockOffsetSeconds the gateway's clock less the run's; null while it is not known
     */
    public record GatewayItem(
            String id,
            Text name,
            int points,
            boolean registered,
            @Nullable Instant at,
            @Nullable Instant lastHeardAt,
            @Nullable Duration silentFor,
            boolean silent,
            String boot,
            long seq,
            long received,
            long missing,
            @Nullable Double completeness,
            List<List<Long>> missingRanges,
            long duplicates,
            long restarts,
            Map<String, Long> refused,
            @Nullable Double clockOffsetSeconds,
            boolean clockFault,
            long messages,
            long samples,
            long lateSamples,
            Total total,
            @Nullable Instant startedAt) {}

    Instant now() {
        return Micros.instant(runClock.runUs(Micros.of(clock.instant())));
    }

    /** By id. */
    List<GatewayItem> all() {
        Registry registry = city.get().registry();
        Instant now = now();
        Map<String, GatewayFigures> figures = gateways.all(now.minus(WINDOW));
        Map<String, Installed> installed = installed(registry);
        Set<String> ids = new TreeSet<>(registry.gateways().keySet());
        ids.addAll(figures.keySet());
        return ids.stream()
                .map(
                        id ->
                                item(
                                        id,
                                        registry.gateways().get(id),
                                        installed.getOrDefault(id, Installed.NOTHING),
                                        figures.getOrDefault(id, GatewayFigures.NONE),
                                        now))
                .toList();
    }

    Optional<GatewayItem> find(String id) {
        return all().stream().filter(gateway -> gateway.id().equals(id)).findFirst();
    }

    /**
     * A gateway's points.
     *
     * @param interval the shortest
     */
    private record Installed(int points, Duration interval) {
        static final Installed NOTHING = new Installed(0, Duration.ZERO);
    }

    private static Map<String, Installed> installed(Registry registry) {
        Map<String, Installed> installed = new HashMap<>();
        for (Point point : registry.points().values()) {
            if (!GatewayPoints.isMeasuredByIngest(point)) {
                installed.merge(
                        point.gateway(),
                        new Installed(1, point.interval()),
                        (a, b) ->
                                new Installed(
                                        a.points + b.points,
                                        a.interval.compareTo(b.interval) < 0
                                                ? a.interval
                                                : b.interval));
            }
        }
        return installed;
    }

    private static GatewayItem item(
            String id,
            @Nullable Gateway registered,
            Installed installed,
            GatewayFigures figures,
            Instant now) {
        GatewayStatus status = figures.status();
        Instant heard = status == null ? null : moment(status.lastHeardUs());
        Duration silentFor = heard == null ? null : notNegative(Duration.between(heard, now));
        long missing = Math.max(0, figures.missing());
        return new GatewayItem(
                id,
                registered == null ? new Text(id, id) : registered.name(),
                installed.points,
                registered != null,
                status == null ? null : moment(status.atUs()),
                heard,
                silentFor,
                silentFor == null || silentFor.compareTo(patience(installed)) > 0,
                status == null ? "" : MessageText.line(status.boot()),
                status == null ? 0 : status.seq(),
                figures.received(),
                missing,
                completeness(figures.received(), missing),
                status == null
                        ? List.of()
                        : status.missingRanges().stream()
                                .map(range -> List.of(range.first(), range.last()))
                                .toList(),
                status == null ? 0 : status.duplicates(),
                status == null ? 0 : status.restarts(),
                figures.refused(),
                status == null || status.clockOffsetS().isEmpty()
                        ? null
                        : status.clockOffsetS().getAsDouble(),
                status != null && status.clockFault(),
                status == null ? 0 : status.messages(),
                status == null ? 0 : status.samples(),
                status == null ? 0 : status.lateSamples(),
                status == null
                        ? new Total(null, 0, 0)
                        : new Total(moment(status.sinceUs()), status.received(), status.missing()),
                status == null ? null : moment(status.startedUs()));
    }

    static @Nullable Double completeness(long received, long missing) {
        return received <= 0 ? null : (double) received / (received + Math.max(0, missing));
    }

    private static Duration patience(Installed installed) {
        Duration patience = installed.interval.multipliedBy(SILENT_INTERVALS);
        return patience.compareTo(SILENT_AT_LEAST) > 0 ? patience : SILENT_AT_LEAST;
    }

    private static @Nullable Instant moment(long us) {
        return us == 0 ? null : Micros.instant(us);
    }

    private static Duration notNegative(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
