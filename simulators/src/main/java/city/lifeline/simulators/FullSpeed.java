package city.lifeline.simulators;

import city.lifeline.gateway.GatewayBlock;
import city.lifeline.gateway.GatewayClient;
import city.lifeline.gateway.GatewayReading;
import city.lifeline.model.Block;
import city.lifeline.simulators.city.SimulatedPoint;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes what points read as fast as it goes, and publishes it as one gateway if it has to. */
public final class FullSpeed {

    private static final long STEP_US = 100_000;

    private final GatewaySchedule schedule;
    private final int samplesPerMessage;
    private long nowUs;

    /**
     * A publisher.
     *
     * @param samplesPerMessage about
     */
    public FullSpeed(List<SimulatedPoint> points, long fromUs, int samplesPerMessage) {
        this.schedule = new GatewaySchedule(points, fromUs);
        this.samplesPerMessage = samplesPerMessage;
        this.nowUs = fromUs;
    }

    /**
     * Publishes for a while.
     *
     * @param client null: nothing is published, the readings are only made
     * @return samples that were made
     */
    public long run(@Nullable GatewayClient client, Duration duration)
            throws IOException, InterruptedException {
        long until = System.nanoTime() + duration.toNanos();
        long samples = 0;
        while (System.nanoTime() < until) {
            List<Block> due = next();
            for (Block block : due) {
                samples += block.size();
            }
            if (client != null) {
                publish(client, due);
            }
        }
        return samples;
    }

    /** What is complete next, in the order of time: a message full of it, or less. */
    public List<Block> next() {
        List<Block> due = schedule.due(nowUs, samplesPerMessage);
        while (due.isEmpty()) {
            nowUs = Math.max(nowUs + STEP_US, schedule.nextUs());
            due = schedule.due(nowUs, samplesPerMessage);
        }
        return due;
    }

    /** The simulated time, µs since the epoch: all that was complete by then may have been made. */
    public long nowUs() {
        return nowUs;
    }

    private void publish(GatewayClient client, List<Block> due)
            throws IOException, InterruptedException {
        List<GatewayReading> readings = new ArrayList<>();
        List<GatewayBlock> blocks = new ArrayList<>();
        SimulatedGateway.split(due, readings, blocks);
        client.publish(readings, blocks, nowUs);
    }
}
