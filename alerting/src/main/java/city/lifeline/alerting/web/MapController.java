package city.lifeline.alerting.web;

import city.lifeline.alerting.Micros;
import city.lifeline.alerting.city.CurrentCity;
import city.lifeline.alerting.map.MapStore;
import city.lifeline.alerting.map.RiskMap;
import city.lifeline.alerting.security.Caller;
import city.lifeline.alerting.security.OwnedBy;
import city.lifeline.alerting.security.Role;
import city.lifeline.alerting.warning.Answered;
import city.lifeline.alerting.warning.PointStatuses;
import city.lifeline.alerting.warning.WarningStore;
import city.lifeline.model.Location;
import city.lifeline.model.RunClock;
import city.lifeline.model.Runs;
import city.lifeline.model.Text;
import city.lifeline.model.registry.City;
import city.lifeline.model.registry.Registry;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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
import org.springframework.web.bind.annotation.RestController;

/** The city's map. */
@RestController
@RequestMapping("/api/v1/map")
@Tag(name = "Map")
public class MapController {

    private static final Duration ANSWERS = Duration.ofDays(1);
    private static final MediaType GEOJSON = MediaType.parseMediaType("application/geo+json");

    private final MapStore map;
    private final CurrentCity city;
    private final PointStatuses statuses;
    private final WarningStore warnings;
    private final OwnDistricts own;
    private final RunClock runClock;
    private final InstantSource clock;

    public MapController(
            MapStore map,
            CurrentCity city,
            PointStatuses statuses,
            WarningStore warnings,
            OwnDistricts own,
            RunClock runClock,
            InstantSource clock) {
        this.map = map;
        this.city = city;
        this.statuses = statuses;
        this.warnings = warnings;
        this.own = own;
        this.runClock = runClock;
        this.clock = clock;
    }

    /**
     * What the map is of.
     *
     * @param name null until a city's files were put of record
     * @param centre where the map opens; null as {@code name}
     */
    public record MapView(@Nullable Text name, @Nullable Location centre, List<Layer> layers) {}

    /** A layer of the map; another version, another content. */
    public record Layer(String id, String version) {}

    /**
     * The live city at a moment.
     *
     * @param at on its clock
     * @param answers to warnings of the last day
     */
    public record RiskView(Instant at, RiskMap risk, List<Answered> answers) {}

    @Operation(
            summary = "What there is to draw the city with",
            description = "Its name, its centre and the layers of the directory map of its files.")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping
    public MapView view() {
        City known = map.city().orElse(null);
        return new MapView(
                known == null ? null : known.name(),
                known == null ? null : known.centre(),
                map.versions().entrySet().stream()
                        .map(e -> new Layer(e.getKey(), e.getValue()))
                        .toList());
    }

    @Operation(
            summary = "One layer as GeoJSON",
            description =
                    "RFC 7946, WGS 84. Features have an id and the properties name_zh, name_en and"
                            + " kind, where the city's file gives them.")
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
                    "By district, by cell of a grid of about half a kilometre, by lifeline,"
                            + " and by asset where a warning is open. A point is silent if nothing came"
                            + " for three of its intervals and for 15 minutes; a place is blind if three in"
                            + " ten of its points are silent or were never heard. Answers are to"
                            + " warnings of the last 24 hours.")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping("/risk")
    public RiskView risk(@AuthenticationPrincipal Caller caller) {
        Instant wall = clock.instant();
        long now = runClock.runUs(Micros.of(wall));
        Set<String> seen = own.assets(caller);
        return new RiskView(
                Micros.instant(now),
                RiskMap.of(
                        only(seen, city.get().registry()),
                        statuses::of,
                        warnings.openByPlace(Runs.LIVE).stream()
                                .filter(open -> seen == null || seen.contains(open.asset()))
                                .toList(),
                        now),
                warnings.answers(Runs.LIVE, wall.minus(ANSWERS), seen));
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
