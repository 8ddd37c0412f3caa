package city.lifeline.simulators.city;

import city.lifeline.model.registry.City;
import city.lifeline.model.registry.GatewayPoints;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All simulated points of a city, by gateway.
 *
 * <p>Which physics a point gets follows from its asset's class and its quantity; see {@code
 * docs/cities.md}. What happens follows from the seed, and from what is {@link #start started}.
 */
public final class SimulatedCity {

    private final SortedMap<String, List<SimulatedPoint>> pointsByGateway = new TreeMap<>();
    private final List<Point> withoutModel = new ArrayList<>();
    private final SortedMap<String, Scenario> scenarios;
    private final Surroundings surroundings;
    private final Stage stage;
    private final ZoneId zone;
    private final Occurrences occurrences;
    private final Faults faults;
    private final List<Point> points;
    private final Kept<List<Occurrence>> faultsOfDay = new Kept<>(4, this::faultsOf);

    /**
     * A simulated city.
     *
     * @param scenarios by id
     * @param networks of the pressure zones that have one, by the zone's id
     */
    public SimulatedCity(
            City city,
            Registry registry,
            Simulation simulation,
            Map<String, Scenario> scenarios,
            Map<String, ZoneNetwork> networks) {
        this.scenarios = new TreeMap<>(scenarios);
        this.zone = city.zone();
        surroundings = new Surroundings(simulation.seed(), city.zone(), city.centre());
        Models models = new Models(surroundings, registry, networks);
        SortedMap<String, Map.Entry<Point, Signal>> simulated = new TreeMap<>();
        for (Point point : registry.points().values()) {
            if (!simulation.simulates(point.gateway()) || GatewayPoints.isMeasuredByIngest(point)) {
                continue;
            }
            Signal signal = models.signal(point, registry.assetOf(point));
            if (signal == null) {
                withoutModel.add(point);
            } else {
                simulated.put(point.id(), Map.entry(point, signal));
            }
        }
        withoutModel.sort(Comparator.comparing(Point::id));
        faults = new Faults(simulation.faults(), surroundings.noise);
        points = simulated.values().stream().map(Map.Entry::getKey).toList();
        stage = new Stage(registry, points, surroundings.noise.of("stage"));
        occurrences =
                new Occurrences(
                        surroundings.noise.of("happenings"),
                        simulation.happeningsPerHour(),
                        stage,
                        this.scenarios);
        surroundings.influences.draw(occurrences::at);
        for (Map.Entry<Point, Signal> one : simulated.values()) {
            pointsByGateway
                    .computeIfAbsent(one.getKey().gateway(), id -> new ArrayList<>())
                    .add(
                            new SimulatedPoint(
                                    one.getKey(),
                                    one.getValue(),
                                    surroundings.influences,
                                    faults,
                                    surroundings.noise));
        }
    }

    public SortedMap<String, List<SimulatedPoint>> pointsByGateway() {
        return pointsByGateway;
    }

    /** Points that nothing is known to simulate. */
    public List<Point> withoutModel() {
        return withoutModel;
    }

    /** By id. */
    public SortedMap<String, Scenario> scenarios() {
        return scenarios;
    }

    /** Whose days its people live by. */
    public ZoneId zone() {
        return zone;
    }

    public Stage stage() {
        return stage;
    }

    /** What happens by itself from one moment to before another, µs since the epoch. */
    public List<Occurrence> happenings(long fromUs, long toUs) {
        List<Occurrence> drawn = occurrences.beginning(fromUs / 1e6, toUs / 1e6);
        if (!faults.rates().hasEpisodes()) {
            return drawn;
        }
        List<Occurrence> all = new ArrayList<>(drawn);
        for (long day = Faults.day(fromUs); day <= Faults.day(toUs); day++) {
            for (Occurrence fault : faultsOfDay.at(day)) {
                if (fault.onsetUs() >= fromUs && fault.onsetUs() < toUs) {
                    all.add(fault);
                }
            }
        }
        all.sort(Comparator.comparingLong(Occurrence::onsetUs));
        return all;
    }

    private List<Occurrence> faultsOf(long day) {
        return faults.beginning(day, points, pointsByGateway.keySet());
    }

    /**
     * Lets a scenario take place.
     *
     * @throws IllegalArgumentException if there is no such scenario
     */
    public void start(Occurrence occurrence) {
        surroundings.influences.add(stage.influences(scenario(occurrence), occurrence));
    }

    /** Ids of the points that an occurrence touches, directly or through a model, in order. */
    public List<String> pointsOf(Occurrence occurrence) {
        if (!occurrence.scenario().startsWith(Faults.SCENARIO)) {
            return List.copyOf(stage.touched(scenario(occurrence), occurrence));
        }
        String of = occurrence.id().substring(occurrence.id().indexOf('@') + 1);
        List<SimulatedPoint> behind = pointsByGateway.get(of);
        return behind == null
                ? List.of(of)
                : behind.stream().map(point -> point.point().id()).sorted().toList();
    }

    /** What is wrong with a gateway at a moment. */
    public GatewayTrouble trouble(String gateway, long us) {
        return GatewayTrouble.of(surroundings.influences, faults, gateway, us);
    }

    /** Whether single readings are held back by themselves. */
    public boolean holdsReadingsBack() {
        return faults.rates().outOfOrder() > 0;
    }

    /** For how long a gateway holds a reading back by itself, seconds; 0: not at all. */
    public double heldS(String point, long us) {
        return faults.heldS(point, us);
    }

    /** The scenario of an occurrence. */
    public Scenario scenario(Occurrence occurrence) {
        if (occurrence.scenario().startsWith(Faults.SCENARIO)) {
            return Faults.scenario(occurrence.scenario());
        }
        Scenario scenario = scenarios.get(occurrence.scenario());
        if (scenario == null) {
            throw new IllegalArgumentException(
                    "there is no scenario '%s'".formatted(occurrence.scenario()));
        }
        return scenario;
    }
}
