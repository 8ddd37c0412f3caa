package city.lifeline.simulators.hydraulics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.simulators.hydraulics.HydraulicSolver.Solution;
import city.lifeline.simulators.hydraulics.HydraulicSolver.State;
import city.lifeline.simulators.hydraulics.Network.Link;
import city.lifeline.simulators.hydraulics.Network.NodeKind;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class HydraulicSolverTest {

    private static final String OPTIONS = "[OPTIONS]\nUnits CMH\nHeadloss H-W\n";

    static Network network(String text) {
        InpFile.Parsed parsed = InpFile.parse("test.inp", text);
        assertEquals(java.util.List.of(), parsed.faults());
        return Objects.requireNonNull(parsed.network());
    }

    /** In metres, written down apart from the solver. */
    private static double hazenWilliams(
            double metres, double mm, double c, double cubicMetresPerH) {
        return 10.667
                * metres
                * Math.pow(cubicMetresPerH / 3_600 / c, 1.852)
                / Math.pow(mm / 1_000, 4.871);
    }

    /**
     * What holds for every solution: mass is kept at each junction, and the head along each link
     * falls by the law of its kind.
     */
    static void assertBalanced(Network network, double[] demands, Solution solution) {
        double[] net = new double[network.nodes().size()];
        for (int i = 0; i < net.length; i++) {
            net[i] = -demands[i] - solution.emitters()[i];
        }
        for (int k = 0; k < network.links().size(); k++) {
            Link link = network.links().get(k);
            double q = solution.flows()[k];
            net[link.from()] -= q;
            net[link.to()] += q;
            double loss = solution.headsM()[link.from()] - solution.headsM()[link.to()];
            if (solution.states()[k] == State.OPEN && link.lengthM() > 0) {
                double expected =
                        Math.signum(q)
                                * hazenWilliams(
                                        link.lengthM(),
                                        link.diameterM() * 1_000,
                                        link.roughness(),
                                        Math.abs(q) * 3_600);
                double minor =
                        link.minor() * 0.08263 * q * Math.abs(q) / Math.pow(link.diameterM(), 4);
                assertEquals(expected + minor, loss, 1e-5, link.id());
            }
            if (solution.states()[k] == State.CLOSED) {
                assertEquals(0, q, 1e-6, link.id());
            }
        }
        for (int i = 0; i < net.length; i++) {
            if (network.nodes().get(i).kind() == NodeKind.JUNCTION) {
                // 1e-6 m3/h
                assertEquals(0, net[i] * 3_600, 1e-6, network.nodes().get(i).id());
            }
        }
    }

    @Test
    void aPipeLosesWhatHazenAndWilliamsSay() throws HydraulicsException {
        Network network =
                network(
                        OPTIONS
                                + """
                                [RESERVOIRS]
                                R 50
                                [JUNCTIONS]
                                a 10 100
                                b 5 80
                                [PIPES]
                                p1 R a 1000 300 130
                                p2 b a 500 200 110 0 Open
                                """);
        Solution solution = new HydraulicSolver(network).solve(0);

        double a = 50 - hazenWilliams(1_000, 300, 130, 180);
        assertEquals(a - 10, solution.pressureM(network, 0), 1e-6);
        assertEquals(
                a - hazenWilliams(500, 200, 110, 80) - 5, solution.pressureM(network, 1), 1e-6);
        assertEquals(-80, solution.flows()[1] * 3_600, 1e-6);
        assertBalanced(network, network.demands(0), solution);
    }

    @Test
    void parallelPipesShareAsTheyConduct() throws HydraulicsException {
        Network network =
                network(
                        OPTIONS
                                + """
                                [RESERVOIRS]
                                R 50
                                [JUNCTIONS]
                                a 0 200
                                [PIPES]
                                wide R a 800 250 130
                                narrow a R 800 150 130
                                """);
        Solution solution = new HydraulicSolver(network).solve(0);

        // Flows at the same loss are as d^(4.871/1.852).
        double share = Math.pow(250.0 / 150, 4.871 / 1.852);
        assertEquals(200 * share / (1 + share), solution.flows()[0] * 3_600, 1e-6);
        assertEquals(-200 / (1 + share), solution.flows()[1] * 3_600, 1e-6);
        assertBalanced(network, network.demands(0), solution);
    }

    /** Alperovits and Shamir's two loops (1977), with the diameters of a known design. */
    @Test
    void theTwoLoopNetworkHasThePressuresOfTheLiterature() throws HydraulicsException {
        Network network =
                network(
                        OPTIONS
                                + """
                                [RESERVOIRS]
                                1 210
                                [JUNCTIONS]
                                2 150 100
                                3 160 100
                                4 155 120
                                5 150 270
                                6 165 330
                                7 160 200
                                [PIPES]
                                1 1 2 1000 457.2 130
                                2 2 3 1000 254 130
                                3 2 4 1000 406.4 130
                                4 4 5 1000 101.6 130
                                5 4 6 1000 406.4 130
                                6 6 7 1000 254 130
                                7 3 5 1000 254 130
                                8 5 7 1000 25.4 130
                                """);
        Solution solution = new HydraulicSolver(network).solve(0);

        // The 419,000 design of Savic and Walters (1997): every node has 30 m at least.
        double[] known = {53.25, 30.46, 43.45, 33.81, 30.44, 30.55};
        for (int i = 0; i < known.length; i++) {
            assertEquals(known[i], solution.pressureM(network, i), 0.1, "node " + (i + 2));
        }
        assertBalanced(network, network.demands(0), solution);
    }

    @Test
    void aReducingValveHoldsItsPressureOpensAndCloses() throws HydraulicsException {
        for (double[] given :
                new double[][] {{80, 30, 30}, {25, 30, Double.NaN}, {10, 30, Double.NaN}}) {
            Network network =
                    network(
                            OPTIONS
                                    + """
                                    [RESERVOIRS]
                                    R %s
                                    back 20
                                    [JUNCTIONS]
                                    a 0 10
                                    b 0 20
                                    [PIPES]
                                    p1 R a 500 200 130
                                    p2 back b 900 150 130 0 CV
                                    [VALVES]
                                    v a b 200 PRV %s 0.5
                                    """
                                            .formatted(given[0], given[1]));
            HydraulicSolver solver = new HydraulicSolver(network);
            if (given[0] == 10) {
                // Fed from behind, the valve lets nothing back.
                Solution solution = solver.solve(0);
                assertEquals(State.CLOSED, solution.states()[2]);
                assertBalanced(network, network.demands(0), solution);
                continue;
            }
            Solution solution = solver.solve(0);
            if (Double.isNaN(given[2])) {
                assertEquals(State.OPEN, solution.states()[2]);
                assertTrue(solution.pressureM(network, 1) < 30);
            } else {
                assertEquals(State.ACTIVE, solution.states()[2]);
                assertEquals(30, solution.pressureM(network, 1), 1e-6);
                assertEquals(20, solution.flows()[2] * 3_600, 1e-5);
                assertEquals(State.CLOSED, solution.states()[1]);
            }
            assertBalanced(network, network.demands(0), solution);
        }
    }

    @Test
    void aPumpLiftsAsItsCurveSaysAndNeverRunsBackwards() throws HydraulicsException {
        String text =
                OPTIONS
                        + """
                        [RESERVOIRS]
                        R 10
                        high %s
                        [JUNCTIONS]
                        a 0 60
                        b 0 0
                        [PIPES]
                        p1 a b 10 300 130
                        p2 b high 500 200 130
                        [PUMPS]
                        pump R a HEAD c
                        [CURVES]
                        c 0 60
                        c 100 45
                        c 200 0
                        """;
        Network network = network(text.formatted("40"));
        Solution solution = new HydraulicSolver(network).solve(0);
        double q = solution.flows()[2] * 3_600;
        double power = Math.log(60 / 15.0) / Math.log(2);
        assertEquals(60 - 15 * Math.pow(q / 100, power), solution.headsM()[0] - 10, 1e-6, "lift");
        assertTrue(q > 60, "flow " + q);
        assertBalanced(network, network.demands(0), solution);

        Network tooHigh = network(text.formatted("90"));
        Solution shut = new HydraulicSolver(tooHigh).solve(0);
        assertEquals(State.CLOSED, shut.states()[2]);
        assertBalanced(tooHigh, tooHigh.demands(0), shut);
    }

    @Test
    void anEmitterRunsByTheRootOfThePressure() throws HydraulicsException {
        Network network =
                network(
                        OPTIONS
                                + """
                                [RESERVOIRS]
                                R 40
                                [JUNCTIONS]
                                a 4 0
                                [PIPES]
                                p R a 300 200 130
                                [EMITTERS]
                                a 12
                                """);
        Solution solution = new HydraulicSolver(network).solve(0);

        assertEquals(
                12 * Math.sqrt(solution.pressureM(network, 0)),
                solution.emitters()[0] * 3_600,
                1e-6);
        assertBalanced(network, network.demands(0), solution);
    }

    @Test
    void aTankFillsUntilItsControlStopsThePump() throws HydraulicsException {
        Network network =
                network(
                        OPTIONS
                                + """
                                [TIMES]
                                Hydraulic Timestep 0:05
                                Pattern Timestep 1:00
                                [RESERVOIRS]
                                R 10
                                [TANKS]
                                T 40 2 0 5 10
                                [JUNCTIONS]
                                a 0 60 day
                                [PATTERNS]
                                day 0.5 1.5
                                [PIPES]
                                p a T 100 200 130
                                [PUMPS]
                                pump R a HEAD c
                                [CURVES]
                                c 100 45
                                [CONTROLS]
                                LINK pump CLOSED IF NODE T ABOVE 4
                                LINK pump OPEN IF NODE T BELOW 1.5
                                """);
        ExtendedPeriod period = new ExtendedPeriod(network);
        int tank = network.node("T");
        double least = 5;
        double most = 0;
        int switched = 0;
        boolean ran = true;
        for (int i = 0; i < 12 * 24; i++) {
            double before = period.levelM(tank);
            Solution solution = period.next();
            boolean runs = solution.flows()[1] > 1e-6;
            switched += runs == ran ? 0 : 1;
            ran = runs;
            double net = solution.flows()[0] * 300 / (Math.PI * 25);
            assertEquals(before + net, period.levelM(tank), 1e-9);
            least = Math.min(least, period.levelM(tank));
            most = Math.max(most, period.levelM(tank));
            assertBalanced(network, network.demands(period.timeS() - 300), solution);
        }
        assertTrue(switched >= 4, "switched " + switched);
        assertTrue(least > 1.2 && most < 4.4, least + " to " + most);
    }

    @Test
    void faultsAreNamedByLine() {
        InpFile.Parsed parsed =
                InpFile.parse(
                        "city.inp",
                        """
                        [OPTIONS]
                        Units CMH
                        Headloss D-W
                        [RESERVOIRS]
                        R 50 tide
                        [JUNCTIONS]
                        a ten 5
                        a 3 5
                        [PIPES]
                        p1 R b 100 200 130
                        p2 R a 0 200 130
                        [VALVES]
                        v R a 100 FCV 5 0
                        [CONTROLS]
                        LINK p1 OPEN AT TIME 5
                        [RULES]
                        RULE 1
                        """);

        assertNull(parsed.network());
        String all = parsed.faults().toString();
        for (String said :
                new String[] {
                    "city.inp:3: Headloss is H-W",
                    "city.inp:5: there is no pattern 'tide'",
                    "city.inp:7: 'ten' is no number",
                    "city.inp:8: node 'a' is there twice",
                    "city.inp:10: there is no node 'b'",
                    "city.inp:11: length",
                    "city.inp:13: of valves",
                    "city.inp:15: a control is",
                    "city.inp:17: [RULES]"
                }) {
            assertTrue(all.contains(said), said + " in " + all);
        }
    }

    @Test
    void whatNothingFeedsIsNamed() {
        Network network =
                network(
                        OPTIONS
                                + """
                                [RESERVOIRS]
                                R 50
                                [JUNCTIONS]
                                a 0 5
                                island 0 5
                                [PIPES]
                                p R a 100 200 130
                                """);
        HydraulicsException e =
                assertThrows(HydraulicsException.class, () -> new HydraulicSolver(network));
        assertTrue(String.valueOf(e.getMessage()).contains("island"), e.getMessage());
    }
}
