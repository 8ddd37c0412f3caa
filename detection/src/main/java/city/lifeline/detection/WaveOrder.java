package city.lifeline.detection;

import city.lifeline.detection.rules.Measure.Order;
import city.lifeline.model.registry.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * How many points one wave explains that runs both ways along a line from near the point that it
 * reached first.
 *
 * <pre>
 *   time ▲   ×                 ×      each way, later the farther out;
 *        │      ×           ×         no slower than the slowest, no faster than the fastest
 *        │         ×  ×  ·            the wave began between the first point and a neighbour,
 *        └────────────────────▶ m     so the step to that one may take less
 * </pre>
 *
 * <p>Each point that was reached is tried as the first. From there outwards, a point that does not
 * go with the one before it is left out. Immutable.
 */
final class WaveOrder {

    private static final double US = 1e6;

    private final Order order;
    private final List<Point> line;
    private final double[] metres;
    private final double slackUs;

    /**
     * Points of a group, each of which has the registered value that the order names.
     *
     * @param points in any order
     */
    WaveOrder(Order order, List<Point> points) {
        this.order = order;
        line = new ArrayList<>(points);
        line.sort(Comparator.comparingDouble(this::place).thenComparing(Point::id));
        metres = line.stream().mapToDouble(this::place).toArray();
        long us = Durations.us(order.slack());
        for (Point point : points) {
            us = order.slack().isZero() ? Math.max(us, Durations.us(point.interval())) : us;
        }
        slackUs = us;
    }

    private double place(Point point) {
        return point.limits().getOrDefault(order.along(), 0.0);
    }

    /**
     * The wave that explains most points.
     *
     * @param origin the point that it reached first; empty if none was reached
     */
    record Wave(String origin, int points) {}

    /**
     * Of several that explain as many, the latest, which explains them with the fewest left out;
     * then the one that is first on the line.
     */
    Wave greatest(Map<String, Long> reachedUs) {
        Wave best = new Wave("", 0);
        long bestUs = Long.MIN_VALUE;
        for (int i = 0; i < metres.length; i++) {
            Long us = reachedUs.get(line.get(i).id());
            if (us == null) {
                continue;
            }
            int points =
                    1
                            + Math.max(
                                    outwards(i, -1, true, us, reachedUs)
                                            + outwards(i, 1, false, us, reachedUs),
                                    outwards(i, -1, false, us, reachedUs)
                                            + outwards(i, 1, true, us, reachedUs));
            if (points > best.points() || (points == best.points() && us > bestUs)) {
                best = new Wave(line.get(i).id(), points);
                bestUs = us;
            }
        }
        return best;
    }

    /**
     * Points that the wave explains on one side of the first.
     *
     * @param begins whether the wave may have begun on this side, before it came to the first
     */
    private int outwards(
            int origin, int step, boolean begins, long originUs, Map<String, Long> reachedUs) {
        int points = 0;
        int last = origin;
        long lastUs = originUs;
        for (int i = origin + step; i >= 0 && i < metres.length; i += step) {
            Long us = reachedUs.get(line.get(i).id());
            if (us != null
                    && follows(
                            us - lastUs,
                            Math.abs(metres[i] - metres[last]),
                            begins && last == origin)) {
                points++;
                last = i;
                lastUs = us;
            }
        }
        return points;
    }

    private boolean follows(long us, double metres, boolean first) {
        double longestUs =
                order.slowest() > 0
                        ? metres / order.slowest() * US + slackUs
                        : Durations.us(order.within());
        double shortestUs =
                first || order.fastest() == 0 ? 0 : metres / order.fastest() * US - slackUs;
        return us >= shortestUs && us <= longestUs;
    }
}
