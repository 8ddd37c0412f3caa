package city.lifeline.simulators.city;

import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.City;
import city.lifeline.model.registry.GatewayPoints;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All simulated points of a city, by gateway.
 *
 * <p>Which physics a point gets follows from its asset's class and its quantity; see {@code
 * docs/cities.md}.
 */
public final class SimulatedCity {

    private final SortedMap<String, List<SimulatedPoint>> pointsByGateway = new TreeMap<>();
    private final List<Point> withoutModel = new ArrayList<>();
    private final Happenings happenings;

    public SimulatedCity(City city, Registry registry, Simulation simulation) {
        Surroundings surroundings = new Surroundings(simulation.seed(), city.zone());
        Models models = new Models(surroundings, registry);
        Map<Point, Signal> signals = new HashMap<>();
        for (Point point :
                registry.points().values().stream()
                        .filter(p -> simulation.gateways().contains(p.gateway()))
                        .filter(p -> !GatewayPoints.isMeasuredByIngest(p))
                        .sorted(Comparator.comparing(Point::id))
                        .toList()) {
            Signal signal = models.signal(point, registry.assetOf(point));
            if (signal == null) {
                withoutModel.add(point);
            } else {
                signals.put(point, signal);
            }
        }
        happenings =
                new Happenings(
                        surroundings.noise.of("happenings"),
                        simulation.happeningsPerHour(),
                        List.copyOf(signals.keySet()),
                        registry);
        signals.entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getKey().id()))
                .forEach(
                        entry ->
                                pointsByGateway
                                        .computeIfAbsent(
                                                entry.getKey().gateway(), id -> new ArrayList<>())
                                        .add(
                                                new SimulatedPoint(
                                                        entry.getKey(),
                                                        entry.getValue(),
                                                        happenings,
                                                        surroundings.noise)));
    }

    public SortedMap<String, List<SimulatedPoint>> pointsByGateway() {
        return pointsByGateway;
    }

    /** Points that nothing is known to simulate. */
    public List<Point> withoutModel() {
        return withoutModel;
    }

    /** What happens out of the ordinary from one moment to before another, µs since the epoch. */
    public List<Happening> happenings(long fromUs, long toUs) {
        return happenings.beginning(fromUs / 1e6, toUs / 1e6);
    }

    /** Finds the physics of a point. */
    private static final class Models {

        private final Surroundings city;
        private final Map<String, BridgeModel> bridges = new HashMap<>();
        private final Map<String, ElevatorModel> elevators = new HashMap<>();
        private final Map<String, Double> ratedSpeeds = new HashMap<>();

        Models(Surroundings city, Registry registry) {
            this.city = city;
            for (Point point : registry.points().values()) {
                Double rated = point.limits().get("rated");
                if (rated != null) {
                    ratedSpeeds.put(point.asset(), rated);
                }
            }
        }

        @Nullable Signal signal(Point point, @Nullable Asset asset) {
            if (asset == null) {
                return null;
            }
            String id = asset.id();
            return switch (asset.assetClass()) {
                case "gas-manhole" -> GasModel.manhole(point, city);
                case "gas-regulator-station" -> GasModel.station(point, id, city);
                case "gas-cabin" -> GasModel.cabin(point, city);
                case "water-pressure-zone" -> WaterModel.zone(point, id, city);
                case "water-quality-point" -> WaterModel.quality(point, city);
                case "rain-gauge" -> DrainageModel.rainGauge(point, city);
                case "underpass" -> DrainageModel.underpass(point, city);
                case "sewer-manhole" -> DrainageModel.sewer(point, city);
                case "drainage-pump-station" -> DrainageModel.pumpStation(point, id, city);
                case "heat-substation" -> HeatingModel.substation(point, id, city);
                case "heated-room" -> HeatingModel.room(point, city);
                case "bridge" ->
                        bridges.computeIfAbsent(id, key -> new BridgeModel(key, city))
                                .signal(point);
                case "elevator" ->
                        elevators
                                .computeIfAbsent(
                                        id,
                                        key ->
                                                new ElevatorModel(
                                                        key,
                                                        ratedSpeeds.getOrDefault(key, 2.5),
                                                        city))
                                .signal(point);
                case "power-tunnel" -> DuctModel.tunnel(point, id, city);
                case "manhole-cover" -> DuctModel.cover(point, city);
                case "storage-tank" -> HazardModel.tank(point, id, city);
                case "chlorination-room" -> HazardModel.chlorine(point, city);
                default -> null;
            };
        }
    }
}
