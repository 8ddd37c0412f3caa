package city.lifeline.alerting.web;

import city.lifeline.alerting.stream.StreamHub;
import city.lifeline.alerting.warning.HandledWarning;
import city.lifeline.alerting.warning.PointStatuses;
import city.lifeline.model.PointStatus;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.json.JsonMapper;

/** Brings what has changed to the stream. Called after the commit. */
public final class Changes {

    /** What the stream calls those who want to hear of gateways. */
    static final String GATEWAYS = "gateways";

    /** What the stream calls those who want to hear of dead letters. */
    static final String DEAD_LETTERS = "dead-letters";

    private final StreamHub streams;
    private final WarningViews views;
    private final PointStatuses statuses;
    private final GatewayViews gateways;
    private final LetterViews letters;
    private final JsonMapper json;
    private final Set<String> changedGateways = ConcurrentHashMap.newKeySet();

    public Changes(
            StreamHub streams,
            WarningViews views,
            PointStatuses statuses,
            GatewayViews gateways,
            LetterViews letters,
            JsonMapper json) {
        this.streams = streams;
        this.views = views;
        this.statuses = statuses;
        this.gateways = gateways;
        this.letters = letters;
        this.json = json;
    }

    public void warnings(List<HandledWarning> changed) {
        if (changed.isEmpty()) {
            return;
        }
        streams.changed(
                changed.stream()
                        .map(
                                handled -> {
                                    WarningView view = views.of(handled);
                                    return new StreamHub.Change(
                                            view.run(),
                                            view.district(),
                                            json.writeValueAsString(view));
                                })
                        .toList());
    }

    /** Changes may have been committed and not been told. */
    public void missed() {
        streams.resync();
    }

    public void status(PointStatus status) {
        if (statuses.accept(status) && streams.isWanted(status.point())) {
            streams.status(status.point(), json.writeValueAsString(StatusView.of(status)));
        }
    }

    /** Some gateways have new statuses. */
    public void gateways(Collection<String> ids) {
        changedGateways.addAll(ids);
        streams.other(GATEWAYS, "gateway", this::newOfGateways);
    }

    private Map<String, String> newOfGateways() {
        Set<String> changed = Set.copyOf(changedGateways);
        changedGateways.removeAll(changed);
        Map<String, String> jsonById = new LinkedHashMap<>();
        for (GatewayViews.GatewayItem gateway : gateways.all()) {
            if (changed.contains(gateway.id())) {
                jsonById.put(gateway.id(), json.writeValueAsString(gateway));
            }
        }
        return jsonById;
    }

    /** Dead letters have come, or were resubmitted. */
    public void letters() {
        streams.other(
                DEAD_LETTERS,
                DEAD_LETTERS,
                () -> Map.of("", json.writeValueAsString(letters.summary(null, null))));
    }
}
