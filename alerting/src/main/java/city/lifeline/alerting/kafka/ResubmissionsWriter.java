package city.lifeline.alerting.kafka;

import city.lifeline.alerting.letter.ResubmissionRequest;
import city.lifeline.alerting.letter.ResubmissionStore;
import city.lifeline.model.KafkaTopics;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Produces {@code lifeline.resubmissions} from what the database holds for it, in order. */
public final class ResubmissionsWriter implements SupervisedThread.Task {

    private static final Logger LOG = LoggerFactory.getLogger(ResubmissionsWriter.class);

    /** Of up to a megabyte each. */
    private static final int BATCH = 20;

    private static final long IDLE_MS = 250;

    private final KafkaConnection kafka;
    private final ResubmissionStore resubmissions;
    private final InstantSource clock;

    public ResubmissionsWriter(
            KafkaConnection kafka, ResubmissionStore resubmissions, InstantSource clock) {
        this.kafka = kafka;
        this.resubmissions = resubmissions;
        this.clock = clock;
    }

    @Override
    public void run(SupervisedThread.Supervisor supervisor)
            throws InterruptedException, ExecutionException {
        try (KafkaProducer<String, byte[]> producer = kafka.producer()) {
            while (supervisor.goOn()) {
                List<ResubmissionRequest.Outgoing> due = resubmissions.claim(BATCH);
                if (due.isEmpty()) {
                    TimeUnit.MILLISECONDS.sleep(IDLE_MS);
                } else {
                    produce(producer, due);
                }
            }
        }
    }

    private void produce(
            KafkaProducer<String, byte[]> producer, List<ResubmissionRequest.Outgoing> due)
            throws InterruptedException, ExecutionException {
        try {
            List<Future<?>> pending = new ArrayList<>();
            for (ResubmissionRequest.Outgoing one : due) {
                if (one.tries() > 1) {
                    LOG.warn(
                            "Message {} of resubmission {} may be in Kafka already; a reading that"
                                    + " comes twice is one row in the history",
                            one.message(),
                            one.resubmission());
                }
                pending.add(producer.send(record(one)));
            }
            for (Future<?> one : pending) {
                one.get();
            }
        } catch (InterruptedException | ExecutionException | RuntimeException e) {
            resubmissions.release(due);
            throw e;
        }
        resubmissions.produced(due, clock.instant());
    }

    private static ProducerRecord<String, byte[]> record(ResubmissionRequest.Outgoing one) {
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(KafkaTopics.RESUBMISSIONS, one.gateway(), one.bytes());
        record.headers().add(KafkaTopics.RESUBMISSION_HEADER, one.header());
        return record;
    }
}
