package city.lifeline.alerting.drill;

import city.lifeline.alerting.audit.AuditTrail;
import city.lifeline.alerting.city.CurrentCity;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.GatewayPoints;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Starts scenarios in the simulated city, and knows which warnings come of them.
 *
 * <p>The simulator has the truth: which points a scenario touches and when. It is kept here before
 * the first reading can have changed, and a warning that such a point raises in that time is marked
 * as it is stored.
 */
public final class Drills {

    private static final Logger LOG = LoggerFactory.getLogger(Drills.class);

    private final @Nullable SimulatorClient simulator;
    private final TransactionTemplate transactions;
    private final DrillStore store;
    private final AuditTrail audit;
    private final CurrentCity city;
    private final InstantSource clock;

    public Drills(
            Optional<SimulatorLink> link,
            TransactionTemplate transactions,
            DrillStore store,
            AuditTrail audit,
            CurrentCity city,
            InstantSource clock,
            JsonMapper json) {
        this.simulator = link.map(to -> new SimulatorClient(to, json)).orElse(null);
        this.transactions = transactions;
        this.store = store;
        this.audit = audit;
        this.city = city;
        this.clock = clock;
    }

    /** Whether the city is simulated, so that there can be drills. */
    public boolean isSimulated() {
        return simulator != null;
    }

    /** What can take place, as the simulator tells it. */
    public JsonNode scenarios() throws SimulatorException {
        return simulator().scenarios();
    }

    /** Where a scenario can take place, as the simulator tells it. */
    public JsonNode assets(String scenario) throws SimulatorException {
        return simulator().assets(scenario);
    }

    /**
     * Starts a scenario.
     *
     * @param request as the simulator reads it
     * @return the line of the ground truth
     */
    public JsonNode start(Map<String, Object> request, String person) throws SimulatorException {
        JsonNode truth = simulator().start(request);
        Drill drill = drill(truth, person);
        transactions.executeWithoutResult(
                status -> {
                    keep(drill, truth);
                    audit.add(
                            clock.instant(),
                            person,
                            "DRILL_START",
                            "drill/" + drill.id(),
                            "%s at %s, severity %s, from %s to %s"
                                    .formatted(
                                            drill.scenario(),
                                            drill.asset(),
                                            drill.severity(),
                                            drill.onset(),
                                            drill.end()));
                });
        return truth;
    }

    private SimulatorClient simulator() throws SimulatorException {
        if (simulator == null) {
            throw new SimulatorException(true, "The city is not simulated: there are no drills");
        }
        return simulator;
    }

    /** Learns of what was started without us, by a file in the simulator's directory. */
    public void learn() {
        if (simulator == null) {
            return;
        }
        JsonNode started;
        try {
            started = simulator.started();
        } catch (SimulatorException e) {
            LOG.debug("Drills are not known: {}", e.getMessage());
            return;
        }
        for (JsonNode truth : started) {
            Drill drill = drill(truth, null);
            if (!store.isKnown(drill.id())) {
                transactions.executeWithoutResult(status -> keep(drill, truth));
                LOG.info("Drill {} was started at the simulator", drill.id());
            }
        }
    }

    private void keep(Drill drill, JsonNode truth) {
        if (store.add(drill, targets(drill, truth))) {
            store.markEarlier(drill);
        }
    }

    /**
     * Keeps a drill that is no scenario of the simulator's, within the caller's transaction.
     *
     * @param points that it touches
     */
    public void begin(Drill drill, Set<String> points) {
        store.add(drill, withAssets(points));
    }

    /** Moves the end of a drill. */
    public void end(String drill, Instant end) {
        store.end(drill, end);
    }

    private Set<String> withAssets(Set<String> points) {
        Registry registry = city.get().registry();
        Set<String> targets = new HashSet<>(points);
        for (String id : points) {
            Point point = registry.point(id);
            Asset asset = point == null ? null : registry.assetOf(point);
            if (asset != null) {
                targets.add(asset.id());
            }
        }
        return targets;
    }

    private Set<String> targets(Drill drill, JsonNode truth) {
        Registry registry = city.get().registry();
        Set<String> points = new HashSet<>();
        for (JsonNode id : truth.path("points")) {
            points.add(id.asString());
        }
        Set<String> targets = withAssets(points);
        // What ingest measures of a gateway is no point of the simulator's.
        if (registry.gateways().containsKey(drill.asset())) {
            targets.add(GatewayPoints.clockOffsetId(drill.asset()));
            targets.add(drill.asset());
        }
        return targets;
    }

    private static Drill drill(JsonNode truth, @Nullable String person) {
        return new Drill(
                truth.path("event").asString(),
                truth.path("scenario").asString(),
                truth.path("asset").asString(),
                Instant.parse(truth.path("onset").asString()),
                Instant.parse(truth.path("end").asString()),
                truth.path("severity").asDouble(),
                person);
    }
}
