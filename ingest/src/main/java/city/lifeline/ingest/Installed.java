package city.lifeline.ingest;

import city.lifeline.model.registry.Point;
import org.jspecify.annotations.Nullable;

/** What the registry says, at this moment. */
interface Installed {

    @Nullable Point point(String id);

    boolean hasGateway(String id);
}
