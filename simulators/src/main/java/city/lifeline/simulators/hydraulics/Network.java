package city.lifeline.simulators.hydraulics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A water network in SI units: metres, cubic metres a second.
 *
 * @param patterns multipliers by id, one for each step
 * @param patternStepS seconds that a multiplier holds
 * @param stepS seconds from one solution to the next
 * @param emitterExponent of the pressure, for what runs out of emitters and leaks
 */
public record Network(
        List<Node> nodes,
        List<Link> links,
        Map<String, double[]> patterns,
        List<Control> controls,
        double patternStepS,
        double stepS,
        double emitterExponent) {

    public Network {
        nodes = List.copyOf(nodes);
        links = List.copyOf(links);
        patterns = Map.copyOf(patterns);
        controls = List.copyOf(controls);
    }

    /** What holds the head of a node. */
    public enum NodeKind {
        /** Nothing: it follows from the flows. */
        JUNCTION,
        /** It is given, for ever or by a pattern. */
        RESERVOIR,
        /** Its level. */
        TANK
    }

    /**
     * A node.
     *
     * @param elevationM of a reservoir: its head
     * @param headPattern of a reservoir; null: none
     * @param emitter m3/s at a pressure of one metre; 0: none
     * @param tank null unless it is one
     * @param x in whatever the file has; NaN: none
     * @param tag what the file calls it beside its id; empty: nothing
     */
    public record Node(
            String id,
            NodeKind kind,
            double elevationM,
            List<Demand> demands,
            @Nullable String headPattern,
            double emitter,
            @Nullable Tank tank,
            double x,
            double y,
            String tag) {
        public Node {
            demands = List.copyOf(demands);
        }

        /** In m3/s before patterns. */
        public double baseDemand() {
            return demands.stream().mapToDouble(Demand::base).sum();
        }
    }

    /**
     * What is drawn.
     *
     * @param base m3/s
     * @param pattern id; null: constant
     */
    public record Demand(double base, @Nullable String pattern) {}

    /** A tank as a cylinder; levels in metres above its bottom. */
    public record Tank(double initialM, double leastM, double mostM, double areaM2) {}

    /** What a link is. */
    public enum LinkKind {
        PIPE,
        /** A pipe that lets water one way only. */
        CHECK_VALVE,
        PUMP,
        /** Reduces the pressure behind it to its setting. */
        REDUCING_VALVE,
        /** Loses head by its setting. */
        THROTTLE
    }

    /**
     * A link.
     *
     * @param from index of a node
     * @param to index of a node
     * @param roughness Hazen–Williams' C
     * @param minor loss coefficient
     * @param setting of a reducing valve: metres of pressure; of a pump: relative speed
     * @param open whether it is at the start
     * @param curve of a pump
     */
    public record Link(
            String id,
            LinkKind kind,
            int from,
            int to,
            double lengthM,
            double diameterM,
            double roughness,
            double minor,
            double setting,
            boolean open,
            @Nullable PumpCurve curve) {}

    /**
     * A pump's head over its flow: {@code head - factor · flow ^ power}.
     *
     * @param headM at no flow
     * @param factor for flow in m3/s
     * @param designFlow m3/s, where the first guess is
     */
    public record PumpCurve(double headM, double factor, double power, double designFlow) {

        /**
         * Through a point: as EPANET has it, with a third more head at no flow and twice the flow
         * at no head.
         */
        static PumpCurve of(double flow, double head) {
            double shutoff = head * 4 / 3;
            return new PumpCurve(shutoff, (shutoff - head) / (flow * flow), 2, flow);
        }

        /**
         * Through three points of which the first has no flow.
         *
         * @return null if no such curve falls through them
         */
        static @Nullable PumpCurve of(double h0, double q1, double h1, double q2, double h2) {
            if (!(h0 > h1 && h1 > h2 && q1 > 0 && q2 > q1)) {
                return null;
            }
            double power = Math.log((h0 - h2) / (h0 - h1)) / Math.log(q2 / q1);
            return power > 0 && power <= 20
                    ? new PumpCurve(h0, (h0 - h1) / Math.pow(q1, power), power, q1)
                    : null;
        }
    }

    /**
     * Opens or closes a link by the level of a tank or the pressure at a junction.
     *
     * @param above whether it acts above the value, else below
     * @param valueM metres of level or pressure
     */
    public record Control(int link, boolean opens, int node, boolean above, double valueM) {}

    /** All that is drawn before patterns, m3/s. */
    public double baseDemand() {
        return nodes.stream().mapToDouble(Node::baseDemand).sum();
    }

    /** Index of a node; -1 if there is none. */
    public int node(String id) {
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).id().equals(id)) {
                return i;
            }
        }
        return -1;
    }

    /** Multiplier of a pattern; 1 without one. */
    double multiplier(@Nullable String pattern, double timeS) {
        double[] steps = pattern == null ? null : patterns.get(pattern);
        return steps == null || steps.length == 0
                ? 1
                : steps[(int) Math.floorMod((long) (timeS / patternStepS), (long) steps.length)];
    }

    /** What is drawn at each node, m3/s. */
    double[] demands(double timeS) {
        double[] demands = new double[nodes.size()];
        for (int i = 0; i < demands.length; i++) {
            for (Demand demand : nodes.get(i).demands()) {
                demands[i] += demand.base() * multiplier(demand.pattern(), timeS);
            }
        }
        return demands;
    }

    /** Head of each node that has one of its own; tanks as at the start. */
    double[] heads(double timeS) {
        double[] heads = new double[nodes.size()];
        for (int i = 0; i < heads.length; i++) {
            Node node = nodes.get(i);
            Tank tank = node.tank();
            heads[i] =
                    switch (node.kind()) {
                        case JUNCTION -> node.elevationM();
                        case RESERVOIR -> node.elevationM() * multiplier(node.headPattern(), timeS);
                        case TANK -> node.elevationM() + (tank == null ? 0 : tank.initialM());
                    };
        }
        return heads;
    }

    /** Ids of nodes, for messages. */
    List<String> ids(List<Integer> some) {
        List<String> ids = new ArrayList<>();
        some.forEach(i -> ids.add(nodes.get(i).id()));
        return ids;
    }
}
