package city.lifeline.simulators.generate;

import city.lifeline.simulators.city.ZoneNetwork;
import city.lifeline.simulators.hydraulics.HydraulicSolver;
import city.lifeline.simulators.hydraulics.HydraulicSolver.Solution;
import city.lifeline.simulators.hydraulics.HydraulicsException;
import city.lifeline.simulators.hydraulics.InpFile;
import city.lifeline.simulators.hydraulics.Network;
import city.lifeline.simulators.hydraulics.Network.NodeKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * The pipes of an invented pressure zone, along the streets around it, or those of a file that
 * somebody has; as EPANET's input file with a tag at each node where a point measures.
 */
final class Pipes {

    private static final int SIDE = 6;
    private static final double FULL_M3_PER_H = 660;
    private static final double INLET_M = 0.40 / 0.00980665;
    private static final double WIDEST_M = 2_400;

    private final StringBuilder text = new StringBuilder();
    private final List<List<double[]>> lines = new ArrayList<>();

    private Pipes() {}

    /** The file. */
    String text() {
        return text.toString();
    }

    /** Each pipe's course, in metres of the city. */
    List<List<double[]>> lines() {
        return lines;
    }

    /** A node of the square. */
    private record Crossing(String id, double x, double y, double elevation, double demand) {}

    /**
     * Invents them: a square of streets with a main through its middle, as wide as the farthest
     * crossing needs to lose some 10 m of head when most is drawn.
     *
     * @param x of the square's corner, metres
     * @param streetM from one street to the next
     * @param ends points that measure far from the inlet
     * @param inlet point that measures at it
     */
    static Pipes invent(
            SplittableRandom random,
            double x,
            double y,
            double streetM,
            String inlet,
            List<String> ends) {
        List<Crossing> crossings = new ArrayList<>();
        double total = 0;
        double[] shares = new double[SIDE * SIDE];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = 0.4 + random.nextDouble();
            total += shares[i];
        }
        int door = SIDE / 2 * SIDE;
        for (int i = 0; i < shares.length; i++) {
            int column = i % SIDE;
            int row = i / SIDE;
            double far = column + Math.abs(row - SIDE / 2);
            crossings.add(
                    new Crossing(
                            "n" + (i + 1),
                            x + column * streetM,
                            y + row * streetM,
                            i == door ? 0 : 1.2 + 0.2 * far + random.nextDouble(),
                            FULL_M3_PER_H * shares[i] / total));
        }
        double target = 8.5 + 4 * random.nextDouble();
        double factor = 1;
        Pipes pipes = new Pipes();
        // Loss goes with the diameter's power of 4.871, so that a few rounds are enough.
        for (int round = 0; round < 4; round++) {
            pipes = new Pipes();
            pipes.write(crossings, door, streetM, factor, inlet, ends);
            factor *= Math.pow(loss(pipes.text()) / target, 1 / 4.871);
        }
        return pipes;
    }

    private void write(
            List<Crossing> crossings,
            int door,
            double streetM,
            double factor,
            String inlet,
            List<String> ends) {
        text.append("[TITLE]\nA pressure zone, invented\n\n[OPTIONS]\nUnits CMH\nHeadloss H-W\n")
                .append("Emitter Exponent 0.9\n\n[RESERVOIRS]\n")
                .append(format("R %.3f\n\n[JUNCTIONS]\n", INLET_M));
        for (Crossing one : crossings) {
            text.append(format("%s %.2f %.2f\n", one.id, one.elevation, one.demand));
        }
        text.append("\n[PIPES]\n");
        Crossing first = crossings.get(door);
        text.append(format("p0 R %s 50 700 130\n", first.id));
        int number = 0;
        for (int i = 0; i < crossings.size(); i++) {
            int column = i % SIDE;
            int row = i / SIDE;
            if (column + 1 < SIDE) {
                boolean main = row == SIDE / 2;
                double mm = main ? 520 - 60 * column : 220;
                pipe(++number, crossings.get(i), crossings.get(i + 1), streetM, mm * factor);
            }
            if (row + 1 < SIDE) {
                pipe(++number, crossings.get(i), crossings.get(i + SIDE), streetM, 260 * factor);
            }
        }
        text.append("\n[TAGS]\n").append("NODE %s %s\n".formatted(first.id, inlet));
        // Corners and edges first, which are the farthest.
        List<Crossing> farthest =
                crossings.stream()
                        .filter(one -> !one.equals(first))
                        .sorted(
                                Comparator.comparingDouble(
                                        one -> -Math.hypot(one.x - first.x, 2 * (one.y - first.y))))
                        .toList();
        for (int i = 0; i < ends.size() && i < farthest.size(); i++) {
            text.append("NODE %s %s\n".formatted(farthest.get(i).id, ends.get(i)));
        }
        Crossing middle = crossings.get(crossings.size() / 2 + SIDE / 2);
        if (!text.toString().contains("NODE " + middle.id + " ")) {
            text.append("NODE %s %s\n".formatted(middle.id, ZoneNetwork.LEAK));
        }
        text.append("\n[COORDINATES]\n");
        for (Crossing one : crossings) {
            text.append(format("%s %.1f %.1f\n", one.id, one.x, one.y));
        }
    }

    private void pipe(int number, Crossing from, Crossing to, double streetM, double mm) {
        text.append(format("p%d %s %s %.0f %.0f 130\n", number, from.id, to.id, streetM, mm));
        lines.add(List.of(new double[] {from.x, from.y}, new double[] {to.x, to.y}));
    }

    /** Metres that the farthest junction loses when most is drawn. */
    private static double loss(String text) {
        Network network = InpFile.parse("invented.inp", text).network();
        if (network == null) {
            throw new IllegalStateException("an invented network cannot be read");
        }
        try {
            Solution solution = new HydraulicSolver(network).solve(0);
            double least = INLET_M;
            for (int i = 0; i < network.nodes().size(); i++) {
                if (network.nodes().get(i).kind() == NodeKind.JUNCTION) {
                    least = Math.min(least, solution.headsM()[i]);
                }
            }
            return INLET_M - least;
        } catch (HydraulicsException e) {
            throw new IllegalStateException("an invented network has no solution", e);
        }
    }

    /**
     * Those of a file: points measure where they are far from each other.
     *
     * @param file as it was read
     * @param network what it holds
     * @param x of the middle of where it is drawn, metres of the city
     */
    static Pipes of(
            String file, Network network, double x, double y, String inlet, List<String> ends) {
        Pipes pipes = new Pipes();
        pipes.text.append(file.replaceAll("(?im)^\\[END\\]\\s*$", "").stripTrailing());
        pipes.text.append("\n\n[TAGS]\n");
        List<Integer> chosen = new ArrayList<>();
        int source = -1;
        for (int i = 0; i < network.nodes().size() && source < 0; i++) {
            source = network.nodes().get(i).kind() == NodeKind.RESERVOIR ? i : -1;
        }
        int first = -1;
        for (Network.Link link : network.links()) {
            int other = link.from() == source ? link.to() : link.to() == source ? link.from() : -1;
            if (first < 0 && other >= 0 && network.nodes().get(other).kind() == NodeKind.JUNCTION) {
                first = other;
            }
        }
        if (first >= 0) {
            chosen.add(first);
            pipes.tag(network, first, inlet);
        }
        for (String end : ends) {
            int farthest = -1;
            double most = -1;
            for (int i = 0; i < network.nodes().size(); i++) {
                Network.Node node = network.nodes().get(i);
                if (node.kind() == NodeKind.JUNCTION
                        && !Double.isNaN(node.x())
                        && node.baseDemand() > 0) {
                    double nearest = Double.MAX_VALUE;
                    for (int known : chosen) {
                        Network.Node other = network.nodes().get(known);
                        nearest =
                                Math.min(
                                        nearest,
                                        Math.hypot(node.x() - other.x(), node.y() - other.y()));
                    }
                    if (nearest > most) {
                        most = nearest;
                        farthest = i;
                    }
                }
            }
            if (farthest >= 0) {
                chosen.add(farthest);
                pipes.tag(network, farthest, end);
            }
        }
        pipes.draw(network, x, y);
        return pipes;
    }

    private void tag(Network network, int node, String point) {
        text.append("NODE %s %s\n".formatted(network.nodes().get(node).id(), point));
    }

    private void draw(Network network, double x, double y) {
        double[] span = {Double.MAX_VALUE, -Double.MAX_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE};
        for (Network.Node node : network.nodes()) {
            if (!Double.isNaN(node.x())) {
                span[0] = Math.min(span[0], node.x());
                span[1] = Math.max(span[1], node.x());
                span[2] = Math.min(span[2], node.y());
                span[3] = Math.max(span[3], node.y());
            }
        }
        double width = Math.max(span[1] - span[0], span[3] - span[2]);
        double scale = width > WIDEST_M || width <= 0 ? WIDEST_M / Math.max(1, width) : 1;
        double middleX = (span[0] + span[1]) / 2;
        double middleY = (span[2] + span[3]) / 2;
        for (Network.Link link : network.links()) {
            Network.Node from = network.nodes().get(link.from());
            Network.Node to = network.nodes().get(link.to());
            if (!Double.isNaN(from.x()) && !Double.isNaN(to.x())) {
                lines.add(
                        List.of(
                                new double[] {
                                    x + (from.x() - middleX) * scale,
                                    y + (from.y() - middleY) * scale
                                },
                                new double[] {
                                    x + (to.x() - middleX) * scale, y + (to.y() - middleY) * scale
                                }));
            }
        }
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
