package city.lifeline.simulators;

import city.lifeline.model.Block;
import city.lifeline.simulators.city.SimulatedPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** Which blocks of a gateway are due, in the order in which they are complete. Pure. */
final class GatewaySchedule {

    private final PriorityQueue<Due> queue = new PriorityQueue<>();

    private record Due(long completeUs, long startUs, SimulatedPoint point)
            implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(completeUs, other.completeUs);
            return byTime != 0 ? byTime : point.point().id().compareTo(other.point.point().id());
        }
    }

    /**
     * A schedule.
     *
     * @param fromUs blocks that begin earlier are left out
     */
    GatewaySchedule(List<SimulatedPoint> points, long fromUs) {
        for (SimulatedPoint point : points) {
            add(point, point.firstStartUs(fromUs));
        }
    }

    private void add(SimulatedPoint point, long startUs) {
        queue.add(new Due(point.completeUs(startUs), startUs, point));
    }

    /** When the next block is complete; {@link Long#MAX_VALUE} if there is no point. */
    long nextUs() {
        Due next = queue.peek();
        return next == null ? Long.MAX_VALUE : next.completeUs();
    }

    /**
     * Takes the blocks that are complete by now.
     *
     * @param max samples, about
     */
    List<Block> due(long nowUs, int max) {
        List<Block> blocks = new ArrayList<>();
        int samples = 0;
        while (samples < max && nextUs() <= nowUs) {
            Due due = queue.remove();
            if (!due.point().isLost(due.startUs())) {
                Block block = due.point().block(due.startUs());
                blocks.add(block);
                samples += block.size();
            }
            add(due.point(), due.startUs() + due.point().stepUs());
        }
        return blocks;
    }

    /** Leaves out what would be due before a moment. */
    void skipTo(long fromUs) {
        List<Due> behind = new ArrayList<>();
        while (!queue.isEmpty() && queue.peek().startUs() < fromUs) {
            behind.add(queue.remove());
        }
        behind.forEach(due -> add(due.point(), due.point().firstStartUs(fromUs)));
    }
}
