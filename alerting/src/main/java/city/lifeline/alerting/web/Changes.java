package city.lifeline.alerting.web;

import city.lifeline.alerting.stream.StreamHub;
import city.lifeline.alerting.warning.HandledWarning;
import city.lifeline.alerting.warning.PointStatuses;
import city.lifeline.model.PointStatus;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** Brings what has changed to the stream. Called after the commit. */
public final class Changes {

    private final StreamHub streams;
    private final WarningViews views;
    private final PointStatuses statuses;
    private final JsonMapper json;

    public Changes(StreamHub streams, WarningViews views, PointStatuses statuses, JsonMapper json) {
        this.streams = streams;
        this.views = views;
        this.statuses = statuses;
        this.json = json;
    }

    public void warnings(List<HandledWarning> changed) {
        if (changed.isEmpty()) {
            return;
        }
        streams.changed(
                changed.stream()
                        .map(
                                handled ->
                                        new StreamHub.Change(
                                                handled.warning().run(),
                                                json.writeValueAsString(views.of(handled))))
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
}
