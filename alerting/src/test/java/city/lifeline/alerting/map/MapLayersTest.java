package city.lifeline.alerting.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MapLayersTest {

    private static final String LINE =
            """
            {"type": "FeatureCollection", "features": [
              {"type": "Feature", "id": "S-1",
               "properties": {"name_zh": "长桥路", "name_en": "Changqiao Road", "kind": "street",
                              "owner": "nobody"},
               "geometry": {"type": "LineString", "coordinates": [[117.3, 31.8, 12], [117.4, 31.9]]}}
            ]}
            """;

    private static MapLayers.Parsed parse(String text) {
        return MapLayers.parse(Map.of("map/streets.geojson", text));
    }

    @Test
    void keepsWhatIsDrawnAndNothingElse() {
        MapLayers.Parsed parsed = parse(LINE);

        assertTrue(parsed.faults().isEmpty(), parsed.faults().toString());
        String kept = parsed.layers().getOrDefault("streets", "");
        assertTrue(kept.contains("长桥路") && kept.contains("[117.3,31.8],[117.4,31.9]"), kept);
        assertFalse(kept.contains("owner") || kept.contains("12"), kept);
    }

    @Test
    void keepsWhatASegmentIsColouredBy() {
        String segment = "\"hazard\": \"orange\", \"assets\": [\"GAS-RS-01\", \"GAS-MH-01\"]";
        MapLayers.Parsed parsed = parse(LINE.replace("\"owner\": \"nobody\"", segment));
        assertTrue(parsed.faults().isEmpty(), parsed.faults().toString());
        String kept = parsed.layers().getOrDefault("streets", "");
        assertTrue(
                kept.contains("\"hazard\":\"orange\",\"assets\":[\"GAS-RS-01\",\"GAS-MH-01\"]"),
                kept);
    }

    @Test
    void aFieldThatIsEmptyIsAsIfItWereNotThere() {
        MapLayers.Parsed parsed =
                parse(LINE.replace("\"owner\": \"nobody\"", "\"hazard\": null, \"assets\": null"));
        assertTrue(parsed.faults().isEmpty(), parsed.faults().toString());
        String kept = parsed.layers().getOrDefault("streets", "");
        assertTrue(kept.contains("长桥路"), kept);
        assertFalse(kept.contains("hazard") || kept.contains("assets"), kept);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    "FeatureCollection" | "Feature"        | FeatureCollection
                    "LineString"        | "Circle"         | geometry.type
                    117.3               | 31711.3          | [longitude, latitude]
                    117.3               | "117.3"          | [longitude, latitude]
                    [117.4, 31.9]       | []               | not empty
                    "Feature",          | "Thing",         | is not a Feature
                    "street",           | "street", "kind": "twice", | is not JSON
                    "S-1",              | "S-1"            | is not JSON
                    "owner": "nobody" | "hazard": "purple"  | properties.hazard
                    "owner": "nobody" | "hazard": 3         | properties.hazard
                    "owner": "nobody" | "assets": "GAS-1"   | properties.assets
                    "owner": "nobody" | "assets": ["a b"]     | properties.assets
                    """)
    void namesTheFileAndWhatIsWrong(String what, String with, String told) {
        MapLayers.Parsed parsed = parse(LINE.replace(what.strip(), with.strip()));

        assertTrue(parsed.layers().isEmpty() || !parsed.faults().isEmpty());
        assertEquals("map/streets.geojson", parsed.faults().get(0).file());
        assertTrue(parsed.faults().get(0).toString().contains(told), parsed.faults().toString());
    }

    @Test
    void aFaultInJsonHasItsLine() {
        assertEquals(3, parse(LINE.replace("\"kind\":", "kind")).faults().get(0).line());
    }

    @Test
    void nestingWithoutEndIsRefused() {
        String deep = "[".repeat(100_000);

        assertFalse(parse(LINE.replace("[117.4, 31.9]", deep)).faults().isEmpty());
    }

    @Test
    void aFileThatIsNoLayerIsNamed() {
        MapLayers.Parsed parsed = MapLayers.parse(Map.of("map/My Streets.geojson", LINE));

        assertTrue(parsed.faults().get(0).toString().contains("not a name of a layer"));
    }
}
