package city.lifeline.simulators.city;

import city.lifeline.simulators.hydraulics.HydraulicSolver;
import city.lifeline.simulators.hydraulics.HydraulicSolver.Solution;
import city.lifeline.simulators.hydraulics.HydraulicsException;
import city.lifeline.simulators.hydraulics.Network;
import city.lifeline.simulators.hydraulics.Network.NodeKind;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The pipes of a pressure zone. They are solved on a grid of what is drawn and what runs out of a
 * leak, when they are first asked for; what lies between is interpolated. So a pressure is a
 * function of the moment alone, and costs as little as a formula.
 *
 * <p>A node whose tag is a point's id is where that point measures; one that is tagged {@value
 * #LEAK} is where leaks are, else the one that draws the most.
 */
public final class ZoneNetwork {

    /** Directory of a city with a file for each zone that has one: its id and {@code .inp}. */
    public static final String DIRECTORY = "networks";

    public static final String LEAK = "LEAK";

    private static final double FULL_M3_PER_H = 660;
    private static final double SECONDS_PER_HOUR = 3_600;
    private static final double MPA_PER_METRE = 0.00980665;
    // At a pressure of 0.35 MPa a leak runs as its scenario says.
    private static final double LEAK_M = 0.35 / MPA_PER_METRE;
    private static final double[] DRAWN = {0.02, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9, 1.05, 1.2, 1.4};
    // Of a zone that draws 660 m3/h.
    private static final double[] LEAKS = {0, 15, 45, 100, 180, 290, 430, 600, 800};

    private final Network network;
    private final int leak;
    private final Map<String, Integer> nodes = new HashMap<>();
    private final double size;
    private @Nullable Table table;

    private record Table(Map<String, float[][]> pressures, float[][] leaks) {}

    /**
     * Of a network.
     *
     * @throws HydraulicsException if it has no solution at half of what is drawn
     */
    public ZoneNetwork(Network network) throws HydraulicsException {
        this.network = network;
        int largest = 0;
        int tagged = -1;
        for (int i = 0; i < network.nodes().size(); i++) {
            Network.Node node = network.nodes().get(i);
            if (node.tag().equals(LEAK)) {
                tagged = i;
            } else if (!node.tag().isEmpty()) {
                nodes.put(node.tag(), i);
            }
            if (node.kind() == NodeKind.JUNCTION
                    && node.baseDemand() > network.nodes().get(largest).baseDemand()) {
                largest = i;
            }
        }
        leak = tagged >= 0 ? tagged : largest;
        size = Math.max(1e-3, network.baseDemand() * SECONDS_PER_HOUR / FULL_M3_PER_H);
        solve(new HydraulicSolver(network), 0.5, 0, null);
    }

    /** How much it draws, as times of 660 m3/h at its fullest. */
    double size() {
        return size;
    }

    /** Whether a point measures in it. */
    boolean has(String point) {
        return nodes.containsKey(point);
    }

    /**
     * What a point measures.
     *
     * @param drawn as a share of the fullest
     * @param leak m3/h that would run out at 0.35 MPa
     * @return MPa
     */
    double pressureMpa(String point, double drawn, double leak) {
        float[][] values = table().pressures.get(point);
        return values == null ? 0 : Math.max(0, at(values, drawn, leak));
    }

    /** What really runs out, m3/h; as {@link #pressureMpa}. */
    double leakM3PerH(double drawn, double leak) {
        return leak <= 0 ? 0 : Math.max(0, at(table().leaks, drawn, leak));
    }

    private double at(float[][] values, double drawn, double wanted) {
        double i = place(DRAWN, drawn);
        double j = place(LEAKS, wanted / size);
        int i0 = (int) Math.min(DRAWN.length - 2, i);
        int j0 = (int) Math.min(LEAKS.length - 2, j);
        double di = i - i0;
        double dj = j - j0;
        return (values[i0][j0] * (1 - dj) + values[i0][j0 + 1] * dj) * (1 - di)
                + (values[i0 + 1][j0] * (1 - dj) + values[i0 + 1][j0 + 1] * dj) * di;
    }

    /** Where a value lies among the steps of an axis; at its ends for what is beyond. */
    private static double place(double[] axis, double value) {
        if (value <= axis[0]) {
            return 0;
        }
        for (int i = 1; i < axis.length; i++) {
            if (value <= axis[i]) {
                return i - 1 + (value - axis[i - 1]) / (axis[i] - axis[i - 1]);
            }
        }
        return axis.length - 1;
    }

    private synchronized Table table() {
        if (table == null) {
            try {
                table = reckon();
            } catch (HydraulicsException e) {
                throw new IllegalStateException(
                        "the network of a zone has no solution: " + e.getMessage(), e);
            }
        }
        return table;
    }

    private Table reckon() throws HydraulicsException {
        HydraulicSolver solver = new HydraulicSolver(network);
        Map<String, float[][]> pressures = new HashMap<>();
        nodes.keySet()
                .forEach(point -> pressures.put(point, new float[DRAWN.length][LEAKS.length]));
        float[][] leaks = new float[DRAWN.length][LEAKS.length];
        for (int i = 0; i < DRAWN.length; i++) {
            Solution near = null;
            for (int j = 0; j < LEAKS.length; j++) {
                Solution solution = solve(solver, DRAWN[i], LEAKS[j] * size, near);
                for (Map.Entry<String, Integer> one : nodes.entrySet()) {
                    float[][] values = pressures.get(one.getKey());
                    if (values != null) {
                        values[i][j] =
                                (float)
                                        (solution.pressureM(network, one.getValue())
                                                * MPA_PER_METRE);
                    }
                }
                leaks[i][j] = (float) (solution.emitters()[leak] * SECONDS_PER_HOUR);
                near = j == 0 ? null : solution;
            }
        }
        return new Table(pressures, leaks);
    }

    private Solution solve(
            HydraulicSolver solver, double drawn, double wanted, @Nullable Solution near)
            throws HydraulicsException {
        double[] demands = new double[network.nodes().size()];
        double[] heads = new double[demands.length];
        double[] emitters = new double[demands.length];
        for (int i = 0; i < demands.length; i++) {
            Network.Node node = network.nodes().get(i);
            Network.Tank tank = node.tank();
            demands[i] = node.baseDemand() * drawn;
            heads[i] = node.elevationM() + (tank == null ? 0 : tank.initialM());
            emitters[i] = node.emitter();
        }
        emitters[leak] += wanted / SECONDS_PER_HOUR / Math.pow(LEAK_M, network.emitterExponent());
        return solver.solve(demands, heads, emitters, null, near);
    }
}
