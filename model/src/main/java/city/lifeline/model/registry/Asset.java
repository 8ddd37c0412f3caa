package city.lifeline.model.registry;

import city.lifeline.model.Location;
import city.lifeline.model.Text;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A thing that is watched: a manhole, a regulator station, a bridge, a tank.
 *
 * @param assetClass such as {@code gas-manhole}, {@code bridge}
 * @param district name or code of the district; empty if none
 */
public record Asset(
        String id,
        String assetClass,
        Text name,
        String district,
        @Nullable Location location,
        Set<String> tags) {

    public Asset {
        tags = Set.copyOf(tags);
    }
}
