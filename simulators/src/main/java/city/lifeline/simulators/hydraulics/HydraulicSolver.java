package city.lifeline.simulators.hydraulics;

import city.lifeline.simulators.hydraulics.Network.Link;
import city.lifeline.simulators.hydraulics.Network.LinkKind;
import city.lifeline.simulators.hydraulics.Network.NodeKind;
import city.lifeline.simulators.hydraulics.Network.PumpCurve;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.data.DMatrixSparseCSC;
import org.ejml.data.DMatrixSparseTriplet;
import org.ejml.interfaces.linsol.LinearSolverSparse;
import org.ejml.ops.DConvertMatrixStruct;
import org.ejml.sparse.FillReducing;
import org.ejml.sparse.csc.factory.LinearSolverFactory_DSCC;
import org.jspecify.annotations.Nullable;

/**
 * Flows and heads of a network at one moment, by the global gradient algorithm (Todini and Pilati,
 * 1988): a Newton iteration whose every step conserves mass. Valves and pumps change their state
 * between iterations as EPANET 2.2's manual describes it. Not for several threads.
 */
public final class HydraulicSolver {

    private static final double HAZEN_EXPONENT = 1.852;
    // Of h = k · L / (C^1.852 · d^4.871) · q^1.852, in metres and m3/s.
    private static final double HAZEN_FACTOR = 10.667;
    private static final double MINOR_FACTOR = 8 / (Math.PI * Math.PI * 9.80665);
    private static final double HUGE = 1e8;
    // What a closed link lets through, so that what it cuts off keeps a head.
    private static final double CLOSED_CONDUCTANCE = 1e-12;
    private static final double LEAST_GRADIENT = 5e-4;
    private static final double LEAST_FLOW = 1e-9;
    private static final double HEAD_TOLERANCE_M = 1.5e-4;
    private static final double FLOW_TOLERANCE = 3e-6;
    private static final double ACCURACY = 1e-8;
    private static final int MOST_ITERATIONS = 200;
    // So that two valves do not chase each other for ever.
    private static final int FREE_ITERATIONS = 60;
    private static final double FIRST_VELOCITY = 0.3;
    private static final double CUBIC_METRE_PER_HOUR = 1.0 / 3_600;

    private final Network network;
    private final int[] row;
    private final int junctions;
    private final double[] resistance;
    private final double[] minor;
    // Below this flow the loss is a straight line, for at rest its slope would be nothing.
    private final double[] slow;
    private final double[] slope;
    private final LinearSolverSparse<DMatrixSparseCSC, DMatrixRMaj> linear =
            LinearSolverFactory_DSCC.cholesky(FillReducing.NONE);

    /** What a link does. */
    enum State {
        OPEN,
        CLOSED,
        /** A reducing valve that reduces. */
        ACTIVE
    }

    /**
     * A network in balance.
     *
     * @param headsM of each node
     * @param flows of each link, m3/s, positive from its first node to its second
     * @param emitters what runs out of each node's emitter, m3/s
     */
    public record Solution(
            double[] headsM, double[] flows, double[] emitters, State[] states, int iterations) {

        /** Metres of water above a node. */
        public double pressureM(Network network, int node) {
            return headsM[node] - network.nodes().get(node).elevationM();
        }
    }

    /**
     * Of a network.
     *
     * @throws HydraulicsException if parts of it hang on no reservoir and no tank
     */
    public HydraulicSolver(Network network) throws HydraulicsException {
        this.network = network;
        row = order();
        junctions = (int) Arrays.stream(row).filter(r -> r >= 0).count();
        resistance = new double[network.links().size()];
        minor = new double[network.links().size()];
        slow = new double[network.links().size()];
        slope = new double[network.links().size()];
        for (int k = 0; k < resistance.length; k++) {
            Link link = network.links().get(k);
            double area = Math.pow(link.diameterM(), 4);
            double loss = link.kind() == LinkKind.THROTTLE ? link.setting() : link.minor();
            minor[k] = link.kind() == LinkKind.PUMP ? 0 : MINOR_FACTOR * loss / area;
            resistance[k] =
                    link.lengthM() > 0
                            ? HAZEN_FACTOR
                                    * link.lengthM()
                                    / Math.pow(link.roughness(), HAZEN_EXPONENT)
                                    / Math.pow(link.diameterM(), 4.871)
                            : 0;
            slow[k] =
                    resistance[k] > 0
                            ? Math.pow(
                                    LEAST_GRADIENT / (HAZEN_EXPONENT * resistance[k]),
                                    1 / (HAZEN_EXPONENT - 1))
                            : minor[k] > 0 ? LEAST_GRADIENT / (2 * minor[k]) : Double.MAX_VALUE;
            slope[k] = slow[k] == Double.MAX_VALUE ? LEAST_GRADIENT : loss(k, slow[k]) / slow[k];
        }
    }

    private double loss(int k, double q) {
        return resistance[k] * Math.pow(q, HAZEN_EXPONENT) + minor[k] * q * q;
    }

    /** Rows of the junctions by reverse Cuthill–McKee, so that factors stay narrow; -1: no row. */
    private int[] order() throws HydraulicsException {
        int nodes = network.nodes().size();
        List<List<Integer>> neighbours = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            neighbours.add(new ArrayList<>());
        }
        for (Link link : network.links()) {
            neighbours.get(link.from()).add(link.to());
            neighbours.get(link.to()).add(link.from());
        }
        int[] rows = new int[nodes];
        Arrays.fill(rows, -1);
        boolean[] seen = new boolean[nodes];
        List<Integer> sequence = new ArrayList<>();
        ArrayDeque<Integer> queue = new ArrayDeque<>();
        for (int i = 0; i < nodes; i++) {
            if (network.nodes().get(i).kind() != NodeKind.JUNCTION) {
                seen[i] = true;
                queue.add(i);
            }
        }
        while (!queue.isEmpty()) {
            int at = queue.remove();
            if (network.nodes().get(at).kind() == NodeKind.JUNCTION) {
                sequence.add(at);
            }
            neighbours.get(at).stream()
                    .filter(next -> !seen[next])
                    .distinct()
                    .sorted(Comparator.comparingInt(next -> neighbours.get(next).size()))
                    .forEach(
                            next -> {
                                seen[next] = true;
                                queue.add(next);
                            });
        }
        List<Integer> lost = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            if (!seen[i]) {
                lost.add(i);
            }
        }
        if (!lost.isEmpty()) {
            throw new HydraulicsException(
                    "no reservoir and no tank feeds %s"
                            .formatted(network.ids(lost.subList(0, Math.min(5, lost.size())))));
        }
        for (int i = 0; i < sequence.size(); i++) {
            rows[sequence.get(i)] = sequence.size() - 1 - i;
        }
        return rows;
    }

    /** At a moment of the network's own course, tanks as at its start. */
    public Solution solve(double timeS) throws HydraulicsException {
        double[] emitters = new double[network.nodes().size()];
        for (int i = 0; i < emitters.length; i++) {
            emitters[i] = network.nodes().get(i).emitter();
        }
        return solve(network.demands(timeS), network.heads(timeS), emitters, null, null);
    }

    /**
     * With what is given.
     *
     * @param demands m3/s at each node
     * @param fixedHeadsM of reservoirs and tanks, in the places of their nodes
     * @param emitters m3/s at a pressure of one metre
     * @param shut links that are closed; null: as the network has it
     * @param near a solution to begin from; null: none is known
     */
    public Solution solve(
            double[] demands,
            double[] fixedHeadsM,
            double[] emitters,
            boolean @Nullable [] shut,
            @Nullable Solution near)
            throws HydraulicsException {
        return new Iteration(demands, fixedHeadsM, emitters, shut, near).run();
    }

    private final class Iteration {

        private final double[] demands;
        private final double[] emitters;
        private final boolean @Nullable [] shut;
        private final double[] heads;
        private final double[] flows;
        private final double[] leaks;
        private final State[] states;
        private final double[] p = new double[network.links().size()];
        private final double[] y = new double[network.links().size()];
        private final double[] ep = new double[network.nodes().size()];
        private final double[] ey = new double[network.nodes().size()];
        private final double[] excess = new double[network.nodes().size()];
        private final double[] rhs = new double[junctions];
        private final double[] diagonal = new double[junctions];

        Iteration(
                double[] demands,
                double[] fixedHeadsM,
                double[] emitters,
                boolean @Nullable [] shut,
                @Nullable Solution near) {
            this.demands = demands;
            this.emitters = emitters;
            this.shut = shut;
            this.heads = fixedHeadsM.clone();
            this.leaks = new double[heads.length];
            this.states = new State[network.links().size()];
            this.flows = new double[network.links().size()];
            for (int k = 0; k < flows.length; k++) {
                Link link = network.links().get(k);
                boolean closed = shut == null ? !link.open() : shut[k];
                PumpCurve curve = link.curve();
                states[k] =
                        closed
                                ? State.CLOSED
                                : near != null && near.states()[k] != State.CLOSED
                                        ? near.states()[k]
                                        : link.kind() == LinkKind.REDUCING_VALVE
                                                ? State.ACTIVE
                                                : State.OPEN;
                flows[k] =
                        closed
                                ? LEAST_FLOW
                                : near != null && near.flows()[k] != 0
                                        ? near.flows()[k]
                                        : curve != null
                                                ? curve.designFlow()
                                                : FIRST_VELOCITY
                                                        * Math.PI
                                                        / 4
                                                        * link.diameterM()
                                                        * link.diameterM();
            }
            for (int i = 0; i < leaks.length; i++) {
                leaks[i] =
                        emitters[i] == 0
                                ? 0
                                : near != null ? near.emitters()[i] : CUBIC_METRE_PER_HOUR;
                if (near != null && row[i] >= 0) {
                    heads[i] = near.headsM()[i];
                }
            }
        }

        Solution run() throws HydraulicsException {
            for (int n = 1; n <= MOST_ITERATIONS; n++) {
                step();
                double change = update();
                boolean changed = n <= FREE_ITERATIONS && changeStates();
                if (!changed && change < ACCURACY) {
                    return new Solution(heads, flows, leaks, states, n);
                }
            }
            throw new HydraulicsException(
                    "the flows do not come to rest within %d iterations"
                            .formatted(MOST_ITERATIONS));
        }

        /** One linear system: heads of the junctions. */
        private void step() throws HydraulicsException {
            DMatrixSparseTriplet entries =
                    new DMatrixSparseTriplet(
                            junctions, junctions, junctions + 2 * network.links().size());
            Arrays.fill(rhs, 0);
            Arrays.fill(diagonal, 0);
            for (int i = 0; i < excess.length; i++) {
                excess[i] = -demands[i] - leaks[i];
            }
            for (int k = 0; k < flows.length; k++) {
                if (states[k] == State.ACTIVE) {
                    continue;
                }
                coefficients(k);
                Link link = network.links().get(k);
                excess[link.from()] -= flows[k];
                excess[link.to()] += flows[k];
                int a = row[link.from()];
                int b = row[link.to()];
                if (a >= 0) {
                    diagonal[a] += p[k];
                    rhs[a] += y[k];
                    if (b < 0) {
                        rhs[a] += p[k] * heads[link.to()];
                    }
                }
                if (b >= 0) {
                    diagonal[b] += p[k];
                    rhs[b] -= y[k];
                    if (a < 0) {
                        rhs[b] += p[k] * heads[link.from()];
                    }
                }
                if (a >= 0 && b >= 0) {
                    entries.addItem(a, b, -p[k]);
                    entries.addItem(b, a, -p[k]);
                }
            }
            for (int i = 0; i < row.length; i++) {
                int r = row[i];
                if (r < 0) {
                    continue;
                }
                if (emitters[i] > 0) {
                    leak(i);
                    diagonal[r] += ep[i];
                    rhs[r] += ey[i] + ep[i] * network.nodes().get(i).elevationM();
                }
                rhs[r] += excess[i];
            }
            reduce();
            for (int r = 0; r < junctions; r++) {
                entries.addItem(r, r, diagonal[r]);
            }
            DMatrixSparseCSC matrix =
                    DConvertMatrixStruct.convert(entries, (DMatrixSparseCSC) null);
            matrix.sortIndices(null);
            DMatrixSparseCSC summed = summed(matrix);
            DMatrixRMaj solved = new DMatrixRMaj(junctions, 1);
            if (!linear.setA(summed)) {
                throw new HydraulicsException(
                        "the network cannot be solved: is a part of it cut off by closed links?");
            }
            linear.solve(DMatrixRMaj.wrap(junctions, 1, rhs.clone()), solved);
            for (int i = 0; i < row.length; i++) {
                if (row[i] >= 0) {
                    heads[i] = solved.get(row[i]);
                }
            }
        }

        /** Parallel links give several entries of one place. */
        private DMatrixSparseCSC summed(DMatrixSparseCSC matrix) {
            DMatrixSparseCSC result = new DMatrixSparseCSC(junctions, junctions, matrix.nz_length);
            int n = 0;
            for (int column = 0; column < junctions; column++) {
                result.col_idx[column] = n;
                int last = -1;
                for (int i = matrix.col_idx[column]; i < matrix.col_idx[column + 1]; i++) {
                    if (matrix.nz_rows[i] == last) {
                        result.nz_values[n - 1] += matrix.nz_values[i];
                    } else {
                        last = matrix.nz_rows[i];
                        result.nz_rows[n] = last;
                        result.nz_values[n] = matrix.nz_values[i];
                        n++;
                    }
                }
            }
            result.col_idx[junctions] = n;
            result.nz_length = n;
            result.indicesSorted = true;
            return result;
        }

        /** Holds the head behind each valve that reduces, and takes its flow from before it. */
        private void reduce() {
            for (int k = 0; k < flows.length; k++) {
                if (states[k] != State.ACTIVE) {
                    continue;
                }
                Link link = network.links().get(k);
                int before = row[link.from()];
                int behind = row[link.to()];
                double held = network.nodes().get(link.to()).elevationM() + link.setting();
                p[k] = 0;
                // What is missing behind it flows through it.
                y[k] = flows[k] + excess[link.to()];
                rhs[behind] += held * HUGE;
                diagonal[behind] += HUGE;
                if (excess[link.to()] < 0 && before >= 0) {
                    rhs[before] += excess[link.to()];
                }
            }
        }

        private void coefficients(int k) {
            Link link = network.links().get(k);
            if (states[k] == State.CLOSED) {
                p[k] = CLOSED_CONDUCTANCE;
                y[k] = flows[k];
                return;
            }
            PumpCurve curve = link.curve();
            if (curve != null) {
                pump(k, link, curve);
                return;
            }
            double q = Math.abs(flows[k]);
            if (q <= slow[k]) {
                p[k] = 1 / slope[k];
                y[k] = flows[k];
                return;
            }
            double gradient =
                    HAZEN_EXPONENT * resistance[k] * Math.pow(q, HAZEN_EXPONENT - 1)
                            + 2 * minor[k] * q;
            p[k] = 1 / gradient;
            y[k] = Math.signum(flows[k]) * loss(k, q) / gradient;
        }

        private void pump(int k, Link link, PumpCurve curve) {
            double speed = link.setting();
            double q = Math.max(Math.abs(flows[k]), LEAST_FLOW);
            // By the laws of affinity.
            double r = curve.factor() * Math.pow(speed, 2 - curve.power());
            double gradient =
                    Math.max(LEAST_GRADIENT, curve.power() * r * Math.pow(q, curve.power() - 1));
            double loss = r * Math.pow(q, curve.power()) - speed * speed * curve.headM();
            p[k] = 1 / gradient;
            y[k] = loss / gradient;
        }

        /** A fictitious pipe to the open air. */
        private void leak(int i) {
            double power = 1 / network.emitterExponent();
            double k = Math.pow(emitters[i], -power);
            double q = Math.abs(leaks[i]);
            double gradient = power * k * Math.pow(q, power - 1);
            double loss = k * Math.pow(q, power);
            if (gradient < LEAST_GRADIENT) {
                gradient = LEAST_GRADIENT;
                loss = gradient * q;
            }
            ep[i] = 1 / gradient;
            ey[i] = Math.signum(leaks[i]) * loss / gradient;
        }

        /** New flows; by how much all of them have changed, as a share. */
        private double update() {
            double changed = 0;
            double all = LEAST_FLOW;
            for (int k = 0; k < flows.length; k++) {
                Link link = network.links().get(k);
                double by =
                        states[k] == State.ACTIVE
                                ? y[k]
                                : y[k] - p[k] * (heads[link.from()] - heads[link.to()]);
                if (link.curve() != null && states[k] == State.OPEN && flows[k] - by < 0) {
                    // A pump does not run backwards; half way there is a better guess.
                    by = flows[k] / 2;
                }
                flows[k] -= by;
                changed += Math.abs(by);
                all += Math.abs(flows[k]);
            }
            for (int i = 0; i < leaks.length; i++) {
                if (row[i] >= 0 && emitters[i] > 0) {
                    double by = ey[i] - ep[i] * (heads[i] - network.nodes().get(i).elevationM());
                    leaks[i] -= by;
                    changed += Math.abs(by);
                    all += Math.abs(leaks[i]);
                }
            }
            return changed / all;
        }

        private boolean changeStates() {
            boolean changed = false;
            for (int k = 0; k < states.length; k++) {
                Link link = network.links().get(k);
                if (shut == null ? !link.open() : shut[k]) {
                    continue;
                }
                State next =
                        switch (link.kind()) {
                            case PIPE, THROTTLE -> State.OPEN;
                            case CHECK_VALVE -> checkValve(k, link);
                            case PUMP -> pumpState(link);
                            case REDUCING_VALVE -> reducingValve(k, link);
                        };
                if (next != states[k]) {
                    changed = true;
                    states[k] = next;
                    if (next == State.CLOSED) {
                        flows[k] = LEAST_FLOW;
                    } else if (flows[k] <= LEAST_FLOW) {
                        PumpCurve curve = link.curve();
                        flows[k] =
                                curve != null
                                        ? curve.designFlow()
                                        : FIRST_VELOCITY * link.diameterM() * link.diameterM();
                    }
                }
            }
            return changed;
        }

        private State checkValve(int k, Link link) {
            double loss = heads[link.from()] - heads[link.to()];
            if (Math.abs(loss) > HEAD_TOLERANCE_M) {
                return loss < 0 || flows[k] < -FLOW_TOLERANCE ? State.CLOSED : State.OPEN;
            }
            return flows[k] < -FLOW_TOLERANCE ? State.CLOSED : states[k];
        }

        private State pumpState(Link link) {
            PumpCurve curve = link.curve();
            double most = curve == null ? 0 : curve.headM() * link.setting() * link.setting();
            double gain = heads[link.to()] - heads[link.from()];
            return gain > most + HEAD_TOLERANCE_M ? State.CLOSED : State.OPEN;
        }

        private State reducingValve(int k, Link link) {
            double before = heads[link.from()];
            double behind = heads[link.to()];
            double held = network.nodes().get(link.to()).elevationM() + link.setting();
            double lost = minor[k] * flows[k] * flows[k];
            return switch (states[k]) {
                case ACTIVE ->
                        flows[k] < -FLOW_TOLERANCE
                                ? State.CLOSED
                                : before - lost < held - HEAD_TOLERANCE_M
                                        ? State.OPEN
                                        : State.ACTIVE;
                case OPEN ->
                        flows[k] < -FLOW_TOLERANCE
                                ? State.CLOSED
                                : behind >= held + HEAD_TOLERANCE_M ? State.ACTIVE : State.OPEN;
                case CLOSED ->
                        before >= held + HEAD_TOLERANCE_M && behind < held - HEAD_TOLERANCE_M
                                ? State.ACTIVE
                                : before < held - HEAD_TOLERANCE_M
                                                && before > behind + HEAD_TOLERANCE_M
                                        ? State.OPEN
                                        : State.CLOSED;
            };
        }
    }
}
