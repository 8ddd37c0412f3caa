package city.lifeline.alerting.web;

import city.lifeline.alerting.city.CurrentCity;
import city.lifeline.alerting.security.Caller;
import city.lifeline.alerting.warning.HandledWarning;
import city.lifeline.alerting.warning.WarningStore;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Point;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a caller sees who is there for some districts only: the others are as if they were not. */
public final class OwnDistricts {

    private final CurrentCity city;
    private final WarningStore warnings;

    public OwnDistricts(CurrentCity city, WarningStore warnings) {
        this.city = city;
        this.warnings = warnings;
    }

    /** Ids of all that they see; null: of the whole city. */
    @Nullable Set<String> assets(Caller caller) {
        return assets(caller.districts());
    }

    /** Ids of what is in some districts; null: of the whole city. */
    public @Nullable Set<String> assets(@Nullable Set<String> districts) {
        if (districts == null) {
            return null;
        }
        return city.get().registry().assets().values().stream()
                .filter(asset -> districts.contains(asset.district()))
                .map(Asset::id)
                .collect(Collectors.toSet());
    }

    boolean sees(Caller caller, Point point) {
        return sees(caller, city.get().registry().assetOf(point));
    }

    boolean sees(Caller caller, @Nullable Asset asset) {
        Set<String> districts = caller.districts();
        return districts == null || (asset != null && districts.contains(asset.district()));
    }

    /** The warning, as if there were none if they do not see it. */
    HandledWarning warning(Caller caller, String id) {
        return warnings.find(Params.warningId(id))
                .filter(
                        found ->
                                caller.districts() == null
                                        || sees(
                                                caller,
                                                city.get()
                                                        .registry()
                                                        .assets()
                                                        .get(found.warning().asset())))
                .orElseThrow(() -> Refused.notFound("There is no warning " + id));
    }
}
