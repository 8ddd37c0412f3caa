package city.lifeline.alerting.map;

import city.lifeline.model.Fault;
import city.lifeline.model.Ids;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The files {@code map/*.geojson} of a city's directory (GeoJSON, RFC 7946), reduced to what a map
 * draws: geometries, ids, and the properties {@code name_zh}, {@code name_en}, {@code kind}, {@code
 * hazard} (how grave a segment is, whatever happens now) and {@code assets} (whose warnings colour
 * it). Everything else in them stays outside.
 */
public final class MapLayers {

    /** Where the files lie in a city's directory. */
    public static final String DIRECTORY = "map";

    /** How they end. */
    public static final String SUFFIX = ".geojson";

    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,39}");
    private static final List<String> HAZARDS = List.of("blue", "yellow", "orange", "red");
    private static final int MOST_ASSETS = 20;
    private static final int MAX_LAYERS = 20;
    private static final int MAX_POSITIONS = 500_000;
    private static final int MAX_TEXT = 200;
    private static final int MOST_FAULTS = 20;

    /** How deeply each type of geometry nests its positions. */
    private static final Map<String, Integer> DEPTHS =
            Map.of(
                    "Point", 0,
                    "MultiPoint", 1,
                    "LineString", 1,
                    "MultiLineString", 2,
                    "Polygon", 2,
                    "MultiPolygon", 3);

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private final String file;
    private final List<Fault> faults;
    private final Set<String> ids = new HashSet<>();
    private int positions;

    private MapLayers(String file, List<Fault> faults) {
        this.file = file;
        this.faults = faults;
    }

    /**
     * What the files hold.
     *
     * @param layers GeoJSON by layer, named after its file without {@value #SUFFIX}
     */
    public record Parsed(Map<String, String> layers, List<Fault> faults) {
        public Parsed {
            layers = Map.copyOf(layers);
            faults = List.copyOf(faults);
        }
    }

    /**
     * Reads layers.
     *
     * @param textByFileName such as {@code map/districts.geojson}
     */
    public static Parsed parse(Map<String, String> textByFileName) {
        List<Fault> faults = new ArrayList<>();
        Map<String, String> layers = new LinkedHashMap<>();
        if (textByFileName.size() > MAX_LAYERS) {
            faults.add(
                    new Fault(
                            DIRECTORY,
                            0,
                            0,
                            "",
                            "has %d layers, more than %d"
                                    .formatted(textByFileName.size(), MAX_LAYERS)));
        }
        new TreeMap<>(textByFileName)
                .forEach(
                        (file, text) -> {
                            String layer =
                                    file.substring(
                                            file.lastIndexOf('/') + 1,
                                            file.length() - SUFFIX.length());
                            MapLayers reader = new MapLayers(file, faults);
                            if (!ID.matcher(layer).matches()) {
                                reader.fault(
                                        "",
                                        "is not a name of a layer: lower-case letters, digits and"
                                                + " hyphens, a letter first");
                                return;
                            }
                            String read = reader.read(text);
                            if (read != null) {
                                layers.put(layer, read);
                            }
                        });
        return new Parsed(layers, faults.subList(0, Math.min(faults.size(), MOST_FAULTS)));
    }

    private @Nullable String read(String text) {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr());
            int column = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getColumnNr());
            faults.add(new Fault(file, line, column, "", "is not JSON: " + e.getOriginalMessage()));
            return null;
        }
        if (!"FeatureCollection".equals(text(root, "type")) || !root.path("features").isArray()) {
            fault("", "is not a GeoJSON FeatureCollection (RFC 7946)");
            return null;
        }
        ObjectNode kept = JSON.createObjectNode();
        kept.put("type", "FeatureCollection");
        ArrayNode features = kept.putArray("features");
        int number = 0;
        for (JsonNode feature : root.get("features")) {
            number++;
            ObjectNode one = feature("features[%d]".formatted(number - 1), feature);
            if (one != null) {
                features.add(one);
            }
        }
        if (positions > MAX_POSITIONS) {
            fault(
                    "",
                    "has %d positions, more than %d: simplify its lines"
                            .formatted(positions, MAX_POSITIONS));
        }
        return JSON.writeValueAsString(kept);
    }

    private @Nullable ObjectNode feature(String field, JsonNode feature) {
        if (!"Feature".equals(text(feature, "type"))) {
            fault(field, "is not a Feature");
            return null;
        }
        JsonNode geometry = feature.path("geometry");
        Integer depth = DEPTHS.get(text(geometry, "type"));
        if (depth == null) {
            fault(
                    field + ".geometry.type",
                    "must be one of " + new java.util.TreeSet<>(DEPTHS.keySet()));
            return null;
        }
        ObjectNode kept = JSON.createObjectNode();
        kept.put("type", "Feature");
        String id = text(feature, "id");
        if (id != null) {
            if (id.length() > MAX_TEXT || !ids.add(id)) {
                fault(field + ".id", "is too long or there twice");
            }
            kept.put("id", id);
        }
        ObjectNode properties = kept.putObject("properties");
        for (String name : List.of("name_zh", "name_en", "kind")) {
            String value = text(feature.path("properties"), name);
            if (value != null) {
                if (value.length() > MAX_TEXT || value.chars().anyMatch(Character::isISOControl)) {
                    fault(
                            field + ".properties." + name,
                            "must be one line of at most %d characters".formatted(MAX_TEXT));
                }
                properties.put(name, value);
            }
        }
        segment(field, feature.path("properties"), properties);
        ObjectNode shape = kept.putObject("geometry");
        shape.put("type", geometry.get("type").asString());
        JsonNode coordinates = coordinates(field, geometry.path("coordinates"), depth);
        if (coordinates == null) {
            return null;
        }
        shape.set("coordinates", coordinates);
        return kept;
    }

    /** What a segment of a pipe or road is coloured by. */
    private void segment(String field, JsonNode given, ObjectNode properties) {
        JsonNode hazard = given.path("hazard");
        // Exports name a field that is empty.
        if (!hazard.isMissingNode() && !hazard.isNull()) {
            if (HAZARDS.contains(hazard.asString(""))) {
                properties.put("hazard", hazard.asString());
            } else {
                fault(
                        field + ".properties.hazard",
                        "must be one of %s, not %s".formatted(HAZARDS, shortened(hazard)));
            }
        }
        JsonNode assets = given.path("assets");
        if (!assets.isMissingNode() && !assets.isNull()) {
            ArrayNode ids = properties.putArray("assets");
            boolean valid = assets.isArray() && assets.size() <= MOST_ASSETS;
            for (JsonNode asset : assets) {
                valid &= asset.isString() && Ids.isValid(asset.asString());
                ids.add(asset.asString(""));
            }
            if (!valid) {
                fault(
                        field + ".properties.assets",
                        "must be an array of at most %d ids of assets".formatted(MOST_ASSETS));
            }
        }
    }

    private @Nullable ArrayNode coordinates(String field, JsonNode node, int depth) {
        if (!node.isArray() || node.isEmpty()) {
            fault(field + ".geometry.coordinates", "must be an array that is not empty");
            return null;
        }
        ArrayNode kept = JSON.createArrayNode();
        if (depth == 0) {
            return position(field, node, kept) ? kept : null;
        }
        for (JsonNode inner : node) {
            ArrayNode one = coordinates(field, inner, depth - 1);
            if (one == null) {
                return null;
            }
            kept.add(one);
        }
        return kept;
    }

    private boolean position(String field, JsonNode node, ArrayNode kept) {
        positions++;
        double longitude = node.path(0).isNumber() ? node.get(0).asDouble() : Double.NaN;
        double latitude = node.path(1).isNumber() ? node.get(1).asDouble() : Double.NaN;
        // Written so that NaN is refused too.
        if (!(Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90)) {
            fault(
                    field + ".geometry.coordinates",
                    "must be [longitude, latitude] in degrees (WGS 84), not " + shortened(node));
            return false;
        }
        kept.add(longitude);
        kept.add(latitude);
        return true;
    }

    private static String shortened(JsonNode node) {
        String text = node.toString();
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }

    private static @Nullable String text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isString() || value.isNumber() ? value.asString() : null;
    }

    private void fault(String field, String message) {
        faults.add(new Fault(file, 0, 0, field, message));
    }
}
