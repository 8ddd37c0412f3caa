package city.lifeline.simulators.city;

import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the physics of a point: points of one asset share what the asset does. */
final class Models {

    private final Surroundings city;
    private final Map<String, ZoneNetwork> networks;
    private final Map<String, Map<String, Double>> limits = new HashMap<>();
    private final Map<String, Site> sites = new HashMap<>();
    private final Map<String, BridgeModel> bridges = new HashMap<>();
    private final Map<String, ElevatorModel> elevators = new HashMap<>();
    private final Map<String, DuctModel.Tunnel> tunnels = new HashMap<>();
    private final Map<String, DrainageModel.PumpDays> pumps = new HashMap<>();

    Models(Surroundings city, Registry registry, Map<String, ZoneNetwork> networks) {
        this.city = city;
        this.networks = networks;
        for (Point point : registry.points().values()) {
            if (!point.limits().isEmpty()) {
                limits.computeIfAbsent(point.asset(), id -> new HashMap<>()).putAll(point.limits());
            }
        }
    }

    @Nullable Signal signal(Point point, @Nullable Asset asset) {
        if (asset == null) {
            return null;
        }
        String id = asset.id();
        Site site = sites.computeIfAbsent(id, key -> site(asset));
        return switch (asset.assetClass()) {
            case "gas-manhole" -> GasModel.manhole(point, site);
            case "gas-regulator-station" -> GasModel.station(point, site);
            case "gas-cabin" -> GasModel.cabin(point, site);
            case "water-pressure-zone" -> WaterModel.zone(point, site, networks.get(id));
            case "booster-station" -> WaterModel.booster(point, site);
            case "water-quality-point" -> WaterModel.quality(point, site);
            case "rain-gauge" -> DrainageModel.rainGauge(point, site);
            case "underpass" -> DrainageModel.underpass(point, site);
            case "sewer-manhole" -> DrainageModel.sewer(point, site);
            case "drainage-pump-station" ->
                    DrainageModel.pumpStation(
                            point,
                            site,
                            pumps.computeIfAbsent(id, key -> new DrainageModel.PumpDays(site)));
            case "heat-substation" -> HeatingModel.substation(point, site);
            case "heated-room" -> HeatingModel.room(point, site);
            case "bridge" ->
                    bridges.computeIfAbsent(id, key -> new BridgeModel(site)).signal(point);
            case "elevator" ->
                    elevators.computeIfAbsent(id, key -> new ElevatorModel(site)).signal(point);
            case "power-tunnel" ->
                    tunnels.computeIfAbsent(id, key -> new DuctModel.Tunnel(site)).signal(point);
            case "manhole-cover" -> DuctModel.cover(point, site);
            case "storage-tank" -> HazardModel.tank(point, site);
            case "chlorination-room", "gas-detector-group" -> HazardModel.detector(point, site);
            default -> null;
        };
    }

    private Site site(Asset asset) {
        return new Site(
                asset,
                city,
                city.noise.of(asset.id()),
                city.showerLagS(asset.location()),
                limits.getOrDefault(asset.id(), Map.of()));
    }
}
