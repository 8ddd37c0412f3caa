package city.lifeline.simulators.hydraulics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.simulators.hydraulics.HydraulicSolver.Solution;
import city.lifeline.simulators.replay.SharedRecordings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** L-Town (KIOS, BattLeDIM 2020), 785 nodes, beside what was recorded there in its first days. */
class LTownTest {

    private static final int STEPS = 2 * 24 * 12;

    private static Network network() throws IOException {
        Path file = SharedRecordings.file("water-ltown/L-TOWN.inp");
        InpFile.Parsed parsed = InpFile.parse("L-TOWN.inp", Files.readString(file));
        assertEquals(List.of(), parsed.faults());
        return Objects.requireNonNull(parsed.network());
    }

    private static double[] recorded(String file, int column) throws IOException {
        try (Stream<String> lines = Files.lines(SharedRecordings.file("water-ltown/" + file))) {
            return lines.skip(1)
                    .limit(STEPS)
                    .mapToDouble(
                            line ->
                                    Double.parseDouble(
                                            line.split(";", -1)[column].replace(',', '.')))
                    .toArray();
        }
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double correlation(double[] a, double[] b) {
        double meanA = mean(a);
        double meanB = mean(b);
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += (a[i] - meanA) * (b[i] - meanB);
            aa += (a[i] - meanA) * (a[i] - meanA);
            bb += (b[i] - meanB) * (b[i] - meanB);
        }
        return ab / Math.sqrt(aa * bb);
    }

    @Test
    void twoDaysAreInBalanceAndLikeTheRecordedOnes() throws IOException, HydraulicsException {
        Network network = network();
        List<String> links = network.links().stream().map(Network.Link::id).toList();
        ExtendedPeriod period = new ExtendedPeriod(network);
        List<double[]> flows = new ArrayList<>();
        double[] inflow = new double[STEPS];
        double[] level = new double[STEPS];
        long startNs = System.nanoTime();
        int iterations = 0;
        for (int i = 0; i < STEPS; i++) {
            level[i] = period.levelM(network.node("T1"));
            double at = period.timeS();
            Solution solution = period.next();
            iterations += solution.iterations();
            flows.add(solution.flows());
            inflow[i] = solution.flows()[links.indexOf("p227")] * 3_600;
            if (i % 48 == 0) {
                HydraulicSolverTest.assertBalanced(network, network.demands(at), solution);
                // Each valve holds its pressure, or is open because there is less.
                assertTrue(solution.pressureM(network, network.node("n300")) <= 40.001);
                assertTrue(solution.pressureM(network, network.node("n111")) <= 50.001);
                assertTrue(solution.pressureM(network, network.node("n226")) <= 35.001);
            }
        }
        double[] pump =
                flows.stream()
                        .mapToDouble(f -> f[links.indexOf("PUMP_1")] * 3_600)
                        .filter(q -> q > 1)
                        .toArray();
        double[] p227 = recorded("2019_SCADA_Flows.csv", 1);
        double[] recordedPump =
                java.util.Arrays.stream(recorded("2019_SCADA_Flows.csv", 3))
                        .filter(q -> q > 1)
                        .toArray();
        System.out.printf(
                "L-Town, two days: %.0f ms, %.1f iterations a step; p227 mean %.1f, recorded %.1f,"
                        + " correlation %.3f; pump %.2f, recorded %.2f; level %.2f to %.2f%n",
                (System.nanoTime() - startNs) / 1e6,
                iterations / (double) STEPS,
                mean(inflow),
                mean(p227),
                correlation(inflow, p227),
                mean(pump),
                mean(recordedPump),
                java.util.Arrays.stream(level).min().orElseThrow(),
                java.util.Arrays.stream(level).max().orElseThrow());
        assertEquals(mean(recordedPump), mean(pump), 1.5);
        assertEquals(mean(p227), mean(inflow), 0.25 * mean(p227));
        assertTrue(correlation(inflow, p227) > 0.8);
    }
}
