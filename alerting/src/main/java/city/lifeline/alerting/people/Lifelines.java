package city.lifeline.alerting.people;

import city.lifeline.model.Text;
import city.lifeline.model.registry.Asset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** To which lifeline an asset belongs, which decides who is told of its warnings. */
public final class Lifelines {

    public static final String OTHER = "other";

    public static final List<String> ALL =
            List.of(
                    "gas",
                    "water",
                    "drainage",
                    "heating",
                    "bridge",
                    "elevator",
                    "duct",
                    "hazard",
                    OTHER);

    /** A tag {@code lifeline-gas} on an asset decides before its class does. */
    private static final String TAG = "lifeline-";

    private static final Map<String, String> BY_PREFIX = new LinkedHashMap<>();

    static {
        BY_PREFIX.put("gas-cabin", "duct");
        BY_PREFIX.put("gas", "gas");
        BY_PREFIX.put("water", "water");
        for (String drainage :
                List.of("drainage", "sewer", "underpass", "rain", "river", "pump-station")) {
            BY_PREFIX.put(drainage, "drainage");
        }
        BY_PREFIX.put("heat", "heating");
        BY_PREFIX.put("bridge", "bridge");
        BY_PREFIX.put("elevator", "elevator");
        for (String duct : List.of("duct", "power", "telecom", "tunnel", "manhole-cover")) {
            BY_PREFIX.put(duct, "duct");
        }
        for (String hazard : List.of("hazard", "storage", "tank", "chlorination", "chemical")) {
            BY_PREFIX.put(hazard, "hazard");
        }
    }

    private static final Map<String, Text> NAMES =
            Map.of(
                    "gas",
                    new Text("燃气", "gas"),
                    "water",
                    new Text("供水", "water supply"),
                    "drainage",
                    new Text("排水", "drainage"),
                    "heating",
                    new Text("供热", "heating"),
                    "bridge",
                    new Text("桥梁", "bridges"),
                    "elevator",
                    new Text("电梯", "lifts"),
                    "duct",
                    new Text("管廊", "ducts"),
                    "hazard",
                    new Text("危险源", "hazards"),
                    OTHER,
                    new Text("其他", "other"));

    private Lifelines() {}

    /** What people call a lifeline. */
    public static Text name(String lifeline) {
        return NAMES.getOrDefault(lifeline, new Text(lifeline, lifeline));
    }

    /** The lifeline of an asset; {@link #OTHER} where nothing tells. */
    public static String of(@Nullable Asset asset) {
        if (asset == null) {
            return OTHER;
        }
        for (String lifeline : ALL) {
            if (asset.tags().contains(TAG + lifeline)) {
                return lifeline;
            }
        }
        for (Map.Entry<String, String> prefix : BY_PREFIX.entrySet()) {
            if (asset.assetClass().startsWith(prefix.getKey())) {
                return prefix.getValue();
            }
        }
        return OTHER;
    }
}
