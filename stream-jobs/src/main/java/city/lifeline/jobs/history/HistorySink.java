package city.lifeline.jobs.history;

import city.lifeline.jobs.FaultCounter;
import city.lifeline.runtime.HistoryConnection;
import java.time.Duration;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every sample into the history store, at least once. */
final class HistorySink implements Sink<RunBlock> {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(HistorySink.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final HistoryConnection connection;
    private final Retention retention;
    private final int batchLines;
    private final Duration batchDelay;

    HistorySink(
            HistoryConnection connection,
            Retention retention,
            int batchLines,
            Duration batchDelay) {
        this.connection = connection;
        this.retention = retention;
        this.batchLines = batchLines;
        this.batchDelay = batchDelay;
    }

    @Override
    public SinkWriter<RunBlock> createWriter(WriterInitContext context) {
        SinkWriterMetricGroup metrics = context.metricGroup();
        return new HistoryWriter(
                new PatientWriter(
                        store(),
                        new FaultCounter(
                                metrics.counter("refusedSamples"),
                                LOG,
                                "The history store refused a sample, which is given up"),
                        new FaultCounter(
                                metrics.counter("failedWrites"),
                                LOG,
                                "The history store takes no samples; they wait"),
                        FIRST_PAUSE,
                        LONGEST_PAUSE),
                context.getProcessingTimeService(),
                metrics.getNumRecordsSendCounter(),
                batchLines,
                batchDelay);
    }

    private HistoryStore store() {
        return switch (connection.kind()) {
            case QUESTDB -> new QuestDbStore(connection, retention);
            case INFLUXDB -> new InfluxStore(connection);
            case INFLUXDB1 -> new Influx1Store(connection, retention);
        };
    }
}
