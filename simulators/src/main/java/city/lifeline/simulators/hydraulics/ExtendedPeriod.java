package city.lifeline.simulators.hydraulics;

import city.lifeline.simulators.hydraulics.HydraulicSolver.Solution;
import city.lifeline.simulators.hydraulics.Network.Control;
import city.lifeline.simulators.hydraulics.Network.NodeKind;
import city.lifeline.simulators.hydraulics.Network.Tank;
import org.jspecify.annotations.Nullable;

/** A network step by step: what is drawn follows its patterns, tanks fill, controls switch. */
public final class ExtendedPeriod {

    private final Network network;
    private final HydraulicSolver solver;
    private final double[] emitters;
    private final double[] levels;
    private final boolean[] shut;
    private double timeS;
    private @Nullable Solution last;

    public ExtendedPeriod(Network network) throws HydraulicsException {
        this.network = network;
        this.solver = new HydraulicSolver(network);
        int nodes = network.nodes().size();
        emitters = new double[nodes];
        levels = new double[nodes];
        for (int i = 0; i < nodes; i++) {
            emitters[i] = network.nodes().get(i).emitter();
            Tank tank = network.nodes().get(i).tank();
            levels[i] = tank == null ? 0 : tank.initialM();
        }
        shut = new boolean[network.links().size()];
        for (int k = 0; k < shut.length; k++) {
            shut[k] = !network.links().get(k).open();
        }
    }

    /** Seconds since the start. */
    public double timeS() {
        return timeS;
    }

    /** Metres above a tank's bottom. */
    public double levelM(int node) {
        return levels[node];
    }

    /** The network now; the next call is one step later. */
    public Solution next() throws HydraulicsException {
        control();
        double[] heads = network.heads(timeS);
        for (int i = 0; i < heads.length; i++) {
            if (network.nodes().get(i).kind() == NodeKind.TANK) {
                heads[i] = network.nodes().get(i).elevationM() + levels[i];
            }
        }
        Solution solution = solver.solve(network.demands(timeS), heads, emitters, shut, last);
        for (int i = 0; i < levels.length; i++) {
            Tank tank = network.nodes().get(i).tank();
            if (tank != null) {
                double inflow = 0;
                for (int k = 0; k < shut.length; k++) {
                    if (network.links().get(k).to() == i) {
                        inflow += solution.flows()[k];
                    } else if (network.links().get(k).from() == i) {
                        inflow -= solution.flows()[k];
                    }
                }
                double level = levels[i] + inflow * network.stepS() / tank.areaM2();
                levels[i] = Math.max(tank.leastM(), Math.min(tank.mostM(), level));
            }
        }
        last = solution;
        timeS += network.stepS();
        return solution;
    }

    private void control() {
        for (Control control : network.controls()) {
            double value;
            if (network.nodes().get(control.node()).kind() == NodeKind.TANK) {
                value = levels[control.node()];
            } else if (last != null) {
                value = last.pressureM(network, control.node());
            } else {
                continue;
            }
            if (control.above() ? value >= control.valueM() : value <= control.valueM()) {
                shut[control.link()] = !control.opens();
            }
        }
    }
}
