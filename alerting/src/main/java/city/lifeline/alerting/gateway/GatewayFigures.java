package city.lifeline.alerting.gateway;

import city.lifeline.model.GatewayStatus;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a gateway.
 *
 * @param status the latest; null if there never was one
 * @param received messages of the time that is asked for
 * @param missing likewise; less than 0 if more came after all than were missed
 * @param refused likewise, by reason
 */
public record GatewayFigures(
        @Nullable GatewayStatus status, long received, long missing, Map<String, Long> refused) {

    public static final GatewayFigures NONE = new GatewayFigures(null, 0, 0, Map.of());

    public GatewayFigures {
        refused = Map.copyOf(refused);
    }
}
