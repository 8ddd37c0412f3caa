package city.lifeline.simulators.city;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.simulators.generate.CityGenerator;
import city.lifeline.simulators.generate.CitySize;
import city.lifeline.simulators.hydraulics.HydraulicSolver;
import city.lifeline.simulators.hydraulics.HydraulicSolver.Solution;
import city.lifeline.simulators.hydraulics.HydraulicsException;
import city.lifeline.simulators.hydraulics.InpFile;
import city.lifeline.simulators.hydraulics.Network;
import city.lifeline.simulators.replay.SharedRecordings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class ZoneNetworkTest {

    private static final double MPA_PER_METRE = 0.00980665;

    private static Network network(String text) {
        InpFile.Parsed parsed = InpFile.parse("zone.inp", text);
        assertEquals(List.of(), parsed.faults());
        return Objects.requireNonNull(parsed.network());
    }

    @Test
    void everyInventedZoneHasPipesWithPressureAtAllEnds() throws HydraulicsException {
        for (long seed = 1; seed <= 5; seed++) {
            SortedMap<String, String> files = CityGenerator.generate(CitySize.SMALL, seed);
            for (int zone = 1; zone <= 4; zone++) {
                String id = "WPZ-0000" + zone;
                Network read =
                        network(Objects.requireNonNull(files.get("networks/" + id + ".inp")));
                ZoneNetwork pipes = new ZoneNetwork(read);
                assertEquals(1, pipes.size(), 1e-3);
                for (int end = 1; end <= 4; end++) {
                    String point = id + "-PEND" + end;
                    assertTrue(pipes.has(point), point);
                    double full = pipes.pressureMpa(point, 1, 0);
                    double night = pipes.pressureMpa(point, 0.1, 0);
                    assertTrue(full > 0.2 && full < 0.38, point + " " + full);
                    assertTrue(night > full + 0.01 && night < 0.40, point + " " + night);
                    double burst = pipes.pressureMpa(point, 0.7, 300);
                    assertTrue(burst < pipes.pressureMpa(point, 0.7, 0) - 0.01, point);
                }
                assertTrue(pipes.pressureMpa(id + "-PIN", 1, 0) > 0.38);
                double leak = pipes.leakM3PerH(0.7, 300);
                assertTrue(leak > 120 && leak < 330, "leak " + leak);
                assertEquals(0, pipes.leakM3PerH(0.7, 0));
            }
        }
    }

    @Test
    void betweenTheGridThePressureIsNearlyTheSolvedOne() throws HydraulicsException {
        String text =
                Objects.requireNonNull(
                        CityGenerator.generate(CitySize.SMALL, 1).get("networks/WPZ-00001.inp"));
        Network read = network(text);
        ZoneNetwork pipes = new ZoneNetwork(read);
        HydraulicSolver solver = new HydraulicSolver(read);
        double worst = 0;
        for (double drawn = 0.05; drawn < 1.3; drawn += 0.037) {
            double[] demands = new double[read.nodes().size()];
            double[] heads = new double[demands.length];
            for (int i = 0; i < demands.length; i++) {
                demands[i] = read.nodes().get(i).baseDemand() * drawn;
                heads[i] = read.nodes().get(i).elevationM();
            }
            Solution solved = solver.solve(demands, heads, new double[demands.length], null, null);
            for (int i = 0; i < demands.length; i++) {
                String tag = read.nodes().get(i).tag();
                if (pipes.has(tag)) {
                    double direct = solved.pressureM(read, i) * MPA_PER_METRE;
                    worst = Math.max(worst, Math.abs(direct - pipes.pressureMpa(tag, drawn, 0)));
                }
            }
        }
        assertTrue(worst < 0.001, worst + " MPa");
    }

    @Test
    void aNetworkOfAFileBecomesTheFirstZone() throws IOException, HydraulicsException {
        String text = Files.readString(SharedRecordings.file("water-ltown/L-TOWN.inp"));
        Map<String, String> files = CityGenerator.generate(CitySize.SMALL, 1, text, network(text));
        ZoneNetwork pipes =
                new ZoneNetwork(
                        network(Objects.requireNonNull(files.get("networks/WPZ-00001.inp"))));

        assertEquals(0.29, pipes.size(), 0.05);
        for (int end = 1; end <= 4; end++) {
            double pressure = pipes.pressureMpa("WPZ-00001-PEND" + end, 0.5, 0);
            assertTrue(pressure > 0.2 && pressure < 0.8, "pressure " + pressure);
        }
        String map = Objects.requireNonNull(files.get("map/water.geojson"));
        assertTrue(map.split("water-pipe", -1).length > 900);
        assertEquals(
                CityGenerator.generate(CitySize.SMALL, 1).get("networks/WPZ-00002.inp"),
                files.get("networks/WPZ-00002.inp"));
    }
}
