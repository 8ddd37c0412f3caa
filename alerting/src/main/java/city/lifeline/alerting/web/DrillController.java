package city.lifeline.alerting.web;

import city.lifeline.alerting.city.CurrentCity;
import city.lifeline.alerting.drill.DrillStore;
import city.lifeline.alerting.drill.Drills;
import city.lifeline.alerting.drill.SimulatorException;
import city.lifeline.alerting.security.Caller;
import city.lifeline.alerting.security.OwnedBy;
import city.lifeline.alerting.security.Role;
import city.lifeline.model.Grade;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Asset;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Drills in a simulated city. */
@RestController
@RequestMapping("/api/v1/drills")
@Tag(name = "Drills")
public class DrillController {

    private static final int NEWEST = 50;

    private final Drills drills;
    private final DrillStore store;
    private final CurrentCity city;

    public DrillController(Drills drills, DrillStore store, CurrentCity city) {
        this.drills = drills;
        this.store = store;
        this.city = city;
    }

    /**
     * A drill.
     *
     * @param startedBy null: the simulator was told on its own machine
     * @param warnings that it has raised so far
     */
    public record DrillView(
            String id,
            String scenario,
            String asset,
            Text assetName,
            String district,
            Instant onset,
            Instant end,
            double severity,
            @Nullable String startedBy,
            int warnings,
            int open) {}

    /**
     * Drills, the newest first.
     *
     * @param simulated whether there can be any
     */
    public record DrillList(boolean simulated, List<DrillView> items) {}

    /**
     * A warning that is expected of a scenario.
     *
     * @param minutes after the onset by which it must have come
     * @param from severity from which it is expected
     */
    public record ExpectedView(String rule, Grade grade, double minutes, double from) {}

    /**
     * What can take place.
     *
     * @param assets at how many
     * @param minutes how long, unless another length is asked for
     * @param severity unless another is asked for
     */
    public record ScenarioView(
            String id,
            Text name,
            Text cause,
            String assetClass,
            int assets,
            double minutes,
            double severity,
            List<ExpectedView> expected) {}

    /**
     * All scenarios.
     *
     * @param now what the city's clock reads
     */
    public record ScenarioList(Instant now, List<ScenarioView> items) {}

    /** A place where a scenario can be started. */
    public record PlaceView(String id, Text name, String district) {}

    /** The places of a scenario. */
    public record PlaceList(List<PlaceView> items) {}

    /**
     * What is to take place.
     *
     * @param asset null: the first that it can take place at
     * @param onset on the city's clock; null: {@code after} decides
     * @param after such as 10min from now; null: now
     * @param lasts such as 30min; null: as the scenario has it
     * @param severity from 0 to 1; null: as the scenario has it
     */
    public record DrillRequest(
            @Nullable String scenario,
            @Nullable String asset,
            @Nullable Instant onset,
            @Nullable String after,
            @Nullable String lasts,
            @Nullable Double severity) {}

    @Operation(summary = "Drills, the newest first, and whether the city is simulated")
    @OwnedBy(Role.VIEWER)
    @GetMapping
    public DrillList list() {
        return new DrillList(
                drills.isSimulated(),
                store.newest(NEWEST).stream()
                        .map(
                                one -> {
                                    Asset asset = asset(one.drill().asset());
                                    return new DrillView(
                                            one.drill().id(),
                                            one.drill().scenario(),
                                            one.drill().asset(),
                                            name(one.drill().asset(), asset),
                                            asset == null ? "" : asset.district(),
                                            one.drill().onset(),
                                            one.drill().end(),
                                            one.drill().severity(),
                                            one.drill().startedBy(),
                                            one.warnings(),
                                            one.open());
                                })
                        .toList());
    }

    @Operation(
            summary = "The scenarios of the simulated city",
            description = "400 if the city is not simulated, 503 if the simulator does not answer.")
    @OwnedBy(Role.COMMANDER)
    @GetMapping("/scenarios")
    public ScenarioList scenarios() {
        JsonNode told = ask(drills::scenarios);
        List<ScenarioView> items = new ArrayList<>();
        for (JsonNode one : told.path("scenarios")) {
            List<ExpectedView> expected = new ArrayList<>();
            for (JsonNode warning : one.path("expected")) {
                expected.add(
                        new ExpectedView(
                                warning.path("rule").asString(),
                                Grade.valueOf(warning.path("grade").asString()),
                                warning.path("minutes").asDouble(),
                                warning.path("from").asDouble()));
            }
            items.add(
                    new ScenarioView(
                            one.path("id").asString(),
                            text(one.path("name")),
                            text(one.path("cause")),
                            one.path("assetClass").asString(),
                            one.path("assets").asInt(),
                            one.path("minutes").asDouble(),
                            one.path("severity").asDouble(),
                            expected));
        }
        return new ScenarioList(Instant.parse(told.path("now").asString()), items);
    }

    @Operation(summary = "Where a scenario can take place")
    @OwnedBy(Role.COMMANDER)
    @GetMapping("/scenarios/{id}/assets")
    public PlaceList assets(@PathVariable String id) {
        Params.id("id", id);
        List<PlaceView> items = new ArrayList<>();
        for (JsonNode one : ask(() -> drills.assets(id)).path("assets")) {
            String place = one.asString();
            Asset asset = asset(place);
            items.add(
                    new PlaceView(
                            place, name(place, asset), asset == null ? "" : asset.district()));
        }
        return new PlaceList(items);
    }

    @Operation(
            summary = "Let a scenario take place",
            description =
                    "Warnings that come of it are marked as a drill. Answers with the line of the"
                            + " ground truth.")
    @OwnedBy(Role.COMMANDER)
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    public JsonNode start(
            @RequestBody DrillRequest request, @AuthenticationPrincipal Caller caller) {
        Map<String, Object> asked = new HashMap<>();
        put(asked, "scenario", request.scenario());
        put(asked, "asset", request.asset());
        put(asked, "onset", request.onset() == null ? null : request.onset().toString());
        put(asked, "after", request.after());
        put(asked, "lasts", request.lasts());
        put(asked, "severity", request.severity());
        return ask(() -> drills.start(asked, caller.name()));
    }

    private static void put(Map<String, Object> asked, String key, @Nullable Object value) {
        if (value != null) {
            asked.put(key, value);
        }
    }

    /** What only the simulator can answer. */
    @FunctionalInterface
    private interface Question {
        JsonNode ask() throws SimulatorException;
    }

    private static JsonNode ask(Question question) {
        try {
            return question.ask();
        } catch (SimulatorException e) {
            throw refused(e);
        }
    }

    private static ErrorResponseException refused(SimulatorException e) {
        String why = String.valueOf(e.getMessage());
        return e.isRefused() ? Refused.badRequest(why) : Refused.unavailable(why);
    }

    private @Nullable Asset asset(String id) {
        return city.get().registry().assets().get(id);
    }

    private static Text name(String id, @Nullable Asset asset) {
        return asset == null ? new Text(id, id) : asset.name();
    }

    private static Text text(JsonNode node) {
        return new Text(node.path("zh").asString(), node.path("en").asString());
    }
}
