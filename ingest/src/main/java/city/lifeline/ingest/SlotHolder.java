package city.lifeline.ingest;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that works for one slot: its MQTT session, its pipeline and its producer. */
final class SlotHolder {

    private static final Logger log = LoggerFactory.getLogger(SlotHolder.class);

    private static final Duration AFTERWARDS = Duration.ofSeconds(2);

    private final String name;
    private final Pipeline pipeline;
    private final MqttLink link;
    private final @Nullable ResubmissionReader resubmissions;
    private final ReadingsLog readingsLog;
    private final IngestMetrics metrics;
    private final Thread thread;
    private volatile boolean stopping;

    /**
     * Not yet started.
     *
     * @param resubmissions null: another slot takes them
     * @param onFailure called if the pipeline ends without having been told to
     */
    SlotHolder(
            String name,
            Pipeline pipeline,
            MqttLink link,
            @Nullable ResubmissionReader resubmissions,
            ReadingsLog readingsLog,
            IngestMetrics metrics,
            Runnable onFailure) {
        this.name = name;
        this.pipeline = pipeline;
        this.link = link;
        this.resubmissions = resubmissions;
        this.readingsLog = readingsLog;
        this.metrics = metrics;
        this.thread =
                new Thread(
                        () -> {
                            try {
                                pipeline.run();
                            } finally {
                                if (!stopping) {
                                    onFailure.run();
                                }
                            }
                        },
                        "pipeline-" + name);
    }

    void start() {
        thread.start();
        link.start();
        if (resubmissions != null) {
            resubmissions.start();
        }
    }

    boolean isConnected() {
        return link.isConnected();
    }

    /** How many topic filters the broker refuses. */
    int refusedSubscriptions() {
        return link.refusedCount();
    }

    /** Takes no more messages, waits a little for those under way, and ends. */
    void release(Duration patience) {
        end(patience);
        log.info("gave up slot {}", name);
    }

    /** Ends without finishing anything, for another may be at work already; the lease has ended. */
    void lose() {
        end(Duration.ZERO);
    }

    private void end(Duration patience) {
        stopping = true;
        pipeline.stop(patience);
        try {
            thread.join(patience.plus(AFTERWARDS).toMillis());
            if (resubmissions != null) {
                resubmissions.close();
            }
            link.stop();
            if (thread.isAlive()) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        readingsLog.close(patience);
        metrics.released(name);
    }
}
