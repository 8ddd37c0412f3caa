package city.lifeline.simulators.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.registry.City;
import city.lifeline.model.registry.Registry;
import city.lifeline.model.registry.RegistryFiles;
import city.lifeline.simulators.city.SimulatedCity;
import city.lifeline.simulators.city.SimulatedPoint;
import city.lifeline.simulators.city.Simulation;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CityGeneratorTest {

    @Test
    void theSameSizeAndSeedGiveTheSameFiles() {
        assertEquals(
                CityGenerator.generate(CitySize.SMALL, 4),
                CityGenerator.generate(CitySize.SMALL, 4));
        assertNotEquals(
                CityGenerator.generate(CitySize.SMALL, 4).get("assets.csv"),
                CityGenerator.generate(CitySize.SMALL, 5).get("assets.csv"));
    }

    @ParameterizedTest
    @CsvSource({
        "SMALL, 250, 350, 30, 60, 600, 700",
        "REFERENCE, 36000, 42000, 2000, 2200, 13000, 13400"
    })
    void aCityHasTheLoadToPlanFor(
            CitySize size,
            int fewest,
            int most,
            double leastReadings,
            double mostReadings,
            double leastSamples,
            double mostSamples) {
        SimulatedCity city = city(CityGenerator.generate(size, 1));
        assertEquals(List.of(), city.withoutModel());
        double readings = 0;
        double samples = 0;
        int points = 0;
        for (SimulatedPoint point :
                city.pointsByGateway().values().stream().flatMap(List::stream).toList()) {
            double perSecond = 1e9 / point.point().interval().toNanos();
            points++;
            if (point.point().interval().toMillis() < 200) {
                samples += perSecond;
            } else {
                readings += perSecond;
            }
        }
        String found = points + " points, " + readings + " readings/s, " + samples + " samples/s";
        assertTrue(points >= fewest && points <= most, found);
        assertTrue(readings >= leastReadings && readings <= mostReadings, found);
        assertTrue(samples >= leastSamples && samples <= mostSamples, found);
    }

    @Test
    void mapsHoldDistrictsStreetsRiverCellsAndAssets() {
        Map<String, String> files = CityGenerator.generate(CitySize.SMALL, 1);
        for (String name : List.of("districts", "streets", "river", "grid", "assets")) {
            String geo = Objects.requireNonNull(files.get("map/" + name + ".geojson"));
            assertTrue(geo.startsWith("{\"type\":\"FeatureCollection\",\"features\":["), name);
            assertTrue(geo.contains("\"coordinates\":[117.") || geo.contains("[[117."), name);
        }
    }

    private static SimulatedCity city(Map<String, String> files) {
        RegistryFiles.Parsed parsed = RegistryFiles.parse(files);
        assertEquals(List.of(), parsed.faults());
        City city = Objects.requireNonNull(parsed.city());
        Registry registry = Objects.requireNonNull(parsed.registry());
        Simulation.Parsed simulation =
                Simulation.parse(Objects.requireNonNull(files.get(Simulation.FILE)), registry);
        assertEquals(List.of(), simulation.faults());
        return new SimulatedCity(
                city,
                registry,
                Objects.requireNonNull(simulation.simulation()),
                Map.of(),
                Map.of());
    }
}
