package city.lifeline.alerting.web;

import city.lifeline.alerting.AlertingSettings;
import city.lifeline.alerting.Micros;
import city.lifeline.alerting.city.CurrentCity;
import city.lifeline.alerting.history.HistoryStore;
import city.lifeline.alerting.map.MapStore;
import city.lifeline.alerting.map.RiskMap;
import city.lifeline.alerting.map.TileSettings;
import city.lifeline.alerting.security.Caller;
import city.lifeline.alerting.security.OwnedBy;
import city.lifeline.alerting.security.Role;
import city.lifeline.alerting.warning.Answered;
import city.lifeline.alerting.warning.PastWarnings;
import city.lifeline.alerting.warning.PointStatuses;
import city.lifeline.alerting.warning.WarningStore;
import city.lifeline.model.Grade;
import city.lifeline.model.Location;
import city.lifeline.model.PointStatus;
import city.lifeline.model.Quality;
import city.lifeline.model.RunClock;
import city.lifeline.model.Runs;
import city.lifeline.model.Text;
import city.lifeline.model.registry.City;
import city.lifeline.model.registry.Registry;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The city's map. */
@RestController
@RequestMapping("/api/v1/map")
@Tag(name = "Map")
public class MapController {

    private static final Duration ANSWERS = Duration.ofDays(1);
    private static final Duration LOOK_BACK = Duration.ofHours(6);
    private static final Duration LONGEST_LOOK_BACK = Duration.ofDays(7);
    private static final MediaType GEOJSON = MediaType.parseMediaType("application/geo+json");

    private final MapStore map;
    private final CurrentCity city;
    private final PointStatuses statuses;
    private final WarningStore warnings;
    private final PastWarnings past;
    private final HistoryStore history;
    private final TileSettings tiles;
    private final OwnDistricts own;
    private final RunClock runClock;
    private final InstantSource clock;
    private final Map<Grade, Long> deadlines = new EnumMap<>(Grade.class);

    public MapController(
            MapStore map,
            CurrentCity city,
            PointStatuses statuses,
            WarningStore warnings,
            PastWarnings past,
            HistoryStore history,
            OwnDistricts own,
            RunClock runClock,
            InstantSource clock,
            AlertingSettings settings) {
        this.map = map;
        this.city = city;
        this.statuses = statuses;
        this.warnings = warnings;
        this.past = past;
        this.history = history;
        this.own = own;
        this.runClock = runClock;
        this.clock = clock;
        this.tiles = settings.tiles();
        for (Grade grade : Grade.values()) {
            deadlines.put(grade, settings.notifying().deadlines().of(grade).toSeconds());
        }
    }

    /**
     * What the map is of.
     *
     * @param name null until a city's files were put of record
     * @param centre where the map opens; null as {@code name}
     * @param tiles null: the layers alone
     */
    public record MapView(
            @Nullable Text name,
            @Nullable Location centre,
            List<Layer> layers,
            @Nullable Tiles tiles) {}

    /**
     * What lies below the layers.
     *
     * @param urls of tiles, the lowest first, with {@code {z}}, {@code {x}}, {@code {y}}
     * @param attribution whose they are
     */
    public record Tiles(List<String> urls, Text attribution) {}

    /**
     * A layer of the map; another version, another content.
     *
     * @param coloured whether something of it has a hazard or assets, whose warnings colour it
     */
    public record Layer(String id, String version, boolean coloured) {}

    /**
     * The live city at a moment.
     *
     * @param at on its clock
     * @param answers to warnings of the day before
     * @param deadlineSeconds by grade, by when somebody must have answered
     */
    public record RiskView(
            Instant at, RiskMap risk, List<Answered> answers, Map<Grade, Long> deadlineSeconds) {}

    @Operation(
            summary = "What there is to draw the city with",
            description = "Its name, its centre and the layers of the directory map of its files.")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping
    public MapView view() {
        City known = map.city().orElse(null);
        Set<String> coloured = map.colouredLayers();
        return new MapView(
                known == null ? null : known.name(),
                known == null ? null : known.centre(),
                map.versions().entrySet().stream()
                        .map(
                                e ->
                                        new Layer(
                                                e.getKey(),
                                                e.getValue(),
                                                coloured.contains(e.getKey())))
                        .toList(),
                tiles.urls().isEmpty() ? null : new Tiles(tiles.urls(), tiles.attribution()));
    }

    @Operation(
            summary = "One layer as GeoJSON",
            description =
                    "RFC 7946, WGS 84. Features have an id and the properties name_zh, name_en,"
                            + " kind, hazard (blue, yellow, orange or red, whatever happens now) and"
                            + " assets, whose warnings colour it, where the city's file gives them.")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping("/layers/{layer}")
    public ResponseEntity<String> layer(@PathVariable String layer) {
        String geojson =
                map.layer(Params.id("layer", layer))
                        .orElseThrow(() -> Refused.notFound("There is no layer " + layer));
        return ResponseEntity.ok()
                .contentType(GEOJSON)
                .cacheControl(CacheControl.noCache().cachePrivate())
                .body(geojson);
    }

    @Operation(
            summary = "Where the live city is at risk, and where it is blind",
            description =
                    "By district, by cell of a grid of about half a kilometre, by lifeline, and by"
                            + " asset where a warning is open. A point is silent if nothing came for"
                            + " three of its intervals and for 15 minutes; a place is blind if three in"
                            + " ten of its points are silent or were never heard. Answers are to"
                            + " warnings of the 24 hours before. With at, all of it is as it was at"
                            + " that moment, with the points of today; a point that was not heard for"
                            + " six hours then, or for three of its intervals, counts as never heard.")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping("/risk")
    public RiskView risk(
            @Parameter(description = "now by default; on the live city's clock")
                    @RequestParam(required = false)
                    @Nullable Instant at,
            @AuthenticationPrincipal Caller caller)
            throws InterruptedException {
        Params.checkMoment("at", at);
        Instant wall = clock.instant();
        Set<String> seen = own.assets(caller);
        Registry registry = only(seen, city.get().registry());
        if (at == null) {
            long now = runClock.runUs(Micros.of(wall));
            return new RiskView(
                    Micros.instant(now),
                    RiskMap.of(
                            registry,
                            statuses::of,
                            warnings.openByPlace(Runs.LIVE).stream()
                                    .filter(open -> seen == null || seen.contains(open.asset()))
                                    .toList(),
                            now),
                    warnings.answers(Runs.LIVE, wall.minus(ANSWERS), wall.plus(ANSWERS), seen),
                    deadlines);
        }
        Map<String, Instant> heard = history.lastHeard(Runs.LIVE, at, lookBack(registry));
        return new RiskView(
                at,
                RiskMap.of(
                        registry,
                        point -> {
                            Instant last = heard.get(point);
                            return last == null
                                    ? null
                                    : new PointStatus(
                                            point, Micros.of(last), Double.NaN, Quality.GOOD);
                        },
                        PastWarnings.places(past.openAt(Runs.LIVE, at, seen)),
                        Micros.of(at)),
                warnings.answers(Runs.LIVE, at.minus(ANSWERS), at, seen),
                deadlines);
    }

    /** Far enough for the slowest point to be told from one that is silent. */
    private static Duration lookBack(Registry registry) {
        return registry.points().values().stream()
                .map(point -> point.interval().multipliedBy(3))
                .filter(patience -> patience.compareTo(LONGEST_LOOK_BACK) <= 0)
                .max(Comparator.naturalOrder())
                .filter(patience -> patience.compareTo(LOOK_BACK) > 0)
                .orElse(LOOK_BACK);
    }

    private static Registry only(@Nullable Set<String> assets, Registry all) {
        if (assets == null) {
            return all;
        }
        return new Registry(
                all.gateways(),
                kept(all.assets(), asset -> assets.contains(asset.id())),
                kept(all.points(), point -> assets.contains(point.asset())));
    }

    private static <T> Map<String, T> kept(Map<String, T> things, Predicate<T> wanted) {
        return things.entrySet().stream()
                .filter(e -> wanted.test(e.getValue()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
