package city.lifeline.model.registry;

import city.lifeline.model.Ids;
import city.lifeline.model.Text;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What every gateway has without anyone registering it: an asset of its own id and class {@value
 * #ASSET_CLASS}, and points that ingest itself measures.
 */
public final class GatewayPoints {

    public static final String ASSET_CLASS = "gateway";

    /** The gateway's clock less the run's. */
    public static final String CLOCK_OFFSET = "clock-offset";

    /** In seconds. */
    public static final String CLOCK_OFFSET_UNIT = "s";

    public static final Duration INTERVAL = Duration.ofSeconds(10);

    /** So that the ids of its points are ids. */
    public static final int MAX_GATEWAY_LENGTH = Ids.MAX_LENGTH - CLOCK_OFFSET.length() - 1;

    private GatewayPoints() {}

    static Asset asset(Gateway gateway) {
        return new Asset(gateway.id(), ASSET_CLASS, gateway.name(), "", null, Set.of());
    }

    static Point clockOffset(Gateway gateway) {
        return new Point(
                clockOffsetId(gateway.id()),
                gateway.id(),
                gateway.id(),
                CLOCK_OFFSET,
                CLOCK_OFFSET_UNIT,
                INTERVAL,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                new Text(gateway.name().zh() + "时钟偏差", "Clock offset, " + gateway.name().en()),
                null,
                Set.of(),
                Map.of());
    }

    /** Id of the point. */
    public static String clockOffsetId(String gateway) {
        return gateway + ':' + CLOCK_OFFSET;
    }

    /** Whether ingest measures it; a gateway that sends readings of it is not believed. */
    public static boolean isMeasuredByIngest(Point point) {
        return point.quantity().equals(CLOCK_OFFSET)
                && point.id().equals(clockOffsetId(point.gateway()));
    }
}
