package city.lifeline.alerting.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TileSettingsTest {

    private static TileSettings read(String urls) {
        Map<String, String> texts = new HashMap<>();
        texts.put("map.tiles.urls", urls);
        texts.put("map.tiles.attribution.zh", "某某地图");
        texts.put("map.tiles.attribution.en", "Some map");
        return TileSettings.read(Settings.of(texts).checked(TileSettings.ALL));
    }

    @Test
    void withoutAddressesThereAreNone() {
        assertEquals(List.of(), read("").urls());
        assertEquals(List.of(), read("  ").sources());
    }

    @Test
    void layersComeInTheirOrder() {
        TileSettings tiles =
                read(
                        "https://t{0-7}.tiles.example/vec/wmts?TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=KEY"
                                + "  https://t{0-7}.tiles.example/cva/wmts?z={z}&y={y}&x={x}");
        assertEquals(2, tiles.urls().size());
        assertTrue(tiles.urls().get(0).contains("/vec/"));
        assertEquals(List.of("https://*.tiles.example"), tiles.sources());
    }

    @ParameterizedTest
    @CsvSource({
        "https://tiles.example/{z}/{x}/{y}.png, https://tiles.example",
        "http://127.0.0.1:8080/{z}/{x}/{y}, http://127.0.0.1:8080",
        "https://{a-c}.tiles.example:8443/{z}/{x}/{y}, https://*.tiles.example:8443",
    })
    void theBrowserMayLoadFromTheirHostOnly(String url, String source) {
        assertEquals(List.of(source), read(url).sources());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://tiles.example/{z}/{x}.png",
                "tiles.example/{z}/{x}/{y}",
                "javascript:{z}{x}{y}",
                "https://user:secret@tiles.example/{z}/{x}/{y}",
                "https:///{z}/{x}/{y}",
                "https://tiles.example;script-src/{z}/{x}/{y}",
                "https://*/{z}/{x}/{y}"
            })
    void whatIsNoAddressOfTilesIsRefusedByItsPlace(String url) {
        InvalidSettingsException e = assertThrows(InvalidSettingsException.class, () -> read(url));
        assertTrue(
                String.valueOf(e.getMessage()).contains("map.tiles.urls, address 1"),
                e.getMessage());
        assertFalse(String.valueOf(e.getMessage()).contains("secret"), e.getMessage());
    }

    @Test
    void somebodysTilesNeedTheirName() {
        InvalidSettingsException e =
                assertThrows(
                        InvalidSettingsException.class,
                        () ->
                                TileSettings.read(
                                        Settings.of(
                                                        Map.of(
                                                                "map.tiles.urls",
                                                                "https://t.example/{z}/{x}/{y}"))
                                                .checked(TileSettings.ALL)));
        assertTrue(
                String.valueOf(e.getMessage()).contains("map.tiles.attribution.zh"),
                e.getMessage());
    }
}
