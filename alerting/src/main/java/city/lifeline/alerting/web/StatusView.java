package city.lifeline.alerting.web;

import city.lifeline.alerting.Micros;
import city.lifeline.model.PointStatus;
import city.lifeline.model.Quality;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A point's latest sample as the stream shows it. */
public record StatusView(String point, Instant time, @Nullable Double value, Quality quality) {

    static StatusView of(PointStatus status) {
        return new StatusView(
                status.point(),
                Micros.instant(status.timeUs()),
                WarningViews.finite(status.value()),
                status.quality());
    }
}
