package city.lifeline.ingest;

import city.lifeline.ingest.decode.Registered;
import city.lifeline.model.registry.Point;
import org.jspecify.annotations.Nullable;

/** What the registry says, at this moment. */
interface Installed extends Registered {

    @Nullable Point point(String id);

    /**
     * The point that a gateway means.
     *
     * @param address the point's id, or its address in the gateway's own naming
     * @return null if there is none; perhaps a point of another gateway, if the address is its id
     */
    @Nullable Point pointAt(String gateway, String address);

    @Override
    default boolean hasPoint(String gateway, String address) {
        return pointAt(gateway, address) != null;
    }
}
