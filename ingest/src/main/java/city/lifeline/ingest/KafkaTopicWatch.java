package city.lifeline.ingest;

import city.lifeline.model.KafkaTopics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which readings topics there are and how many partitions they have; looked at every few seconds,
 * so that the pipeline never waits for the metadata of a topic that is not there. Also tells
 * whether Kafka answers.
 */
final class KafkaTopicWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(KafkaTopicWatch.class);

    private static final Duration EVERY = Duration.ofSeconds(3);
    private static final long ANSWER_MS = 8_000;
    private static final Duration ABSENT_FOR = Duration.ofSeconds(1);
    private static final int MAX_ABSENT = 1_000;

    private final Admin admin;
    private final Map<String, Integer> partitions = new ConcurrentHashMap<>();
    // When a topic was last found not to be; asked for again after a moment, not for each message.
    private final Map<String, Long> absentNs = new ConcurrentHashMap<>();
    private final Thread watcher;
    private volatile boolean up;
    private volatile boolean closed;

    KafkaTopicWatch(Admin admin) {
        this.admin = admin;
        this.watcher = new Thread(this::watch, "kafka-topics");
        this.watcher.setDaemon(true);
    }

    /** Waits until all of these exist, then keeps watching. */
    void start(Collection<String> required) throws InterruptedException {
        boolean said = false;
        while (true) {
            try {
                refresh();
                List<String> missing = new ArrayList<>(required);
                missing.removeAll(names());
                if (missing.isEmpty()) {
                    break;
                }
                if (!said) {
                    log.info("waiting for the Kafka topics {}", missing);
                }
            } catch (ExecutionException | TimeoutException | KafkaException e) {
                if (!said) {
                    log.info("waiting for Kafka: {}", String.valueOf(e));
                }
            }
            said = true;
            Thread.sleep(500);
        }
        watcher.start();
    }

    private Collection<String> names()
            throws InterruptedException, ExecutionException, TimeoutException {
        return admin.listTopics().names().get(ANSWER_MS, TimeUnit.MILLISECONDS);
    }

    boolean isUp() {
        return up;
    }

    /** 0 if there is no such topic. */
    int partitions(String kafkaTopic) {
        Integer known = partitions.get(kafkaTopic);
        if (known != null) {
            return known;
        }
        Long absent = absentNs.get(kafkaTopic);
        if (absent != null && System.nanoTime() - absent < ABSENT_FOR.toNanos()) {
            return 0;
        }
        int count = lookUp(kafkaTopic);
        if (count > 0) {
            absentNs.remove(kafkaTopic);
        } else {
            if (absentNs.size() >= MAX_ABSENT) {
                absentNs.clear();
            }
            absentNs.put(kafkaTopic, System.nanoTime());
        }
        return count;
    }

    private int lookUp(String kafkaTopic) {
        KafkaFuture<TopicDescription> described =
                admin.describeTopics(List.of(kafkaTopic)).topicNameValues().get(kafkaTopic);
        if (described == null) {
            return 0;
        }
        try {
            int count = described.get(ANSWER_MS, TimeUnit.MILLISECONDS).partitions().size();
            partitions.put(kafkaTopic, count);
            return count;
        } catch (ExecutionException e) {
            // A run's id may have a character that no topic has.
            if (e.getCause() instanceof UnknownTopicOrPartitionException
                    || e.getCause() instanceof InvalidTopicException) {
                return 0;
            }
            throw new KafkaException("cannot look for " + kafkaTopic, e);
        } catch (TimeoutException e) {
            throw new KafkaException("cannot look for " + kafkaTopic, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted looking for " + kafkaTopic, e);
        }
    }

    private void watch() {
        while (!closed) {
            @Nullable String why = null;
            try {
                refresh();
            } catch (ExecutionException | TimeoutException | KafkaException e) {
                why = String.valueOf(e);
            } catch (InterruptedException e) {
                return;
            }
            boolean answers = why == null;
            if (answers != up) {
                log.warn(answers ? "Kafka answers again" : "Kafka does not answer: {}", why);
            }
            up = answers;
            try {
                Thread.sleep(EVERY.toMillis());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void refresh() throws InterruptedException, ExecutionException, TimeoutException {
        List<String> readings =
                names().stream().filter(name -> name.startsWith(KafkaTopics.READINGS)).toList();
        Map<String, TopicDescription> described =
                admin.describeTopics(readings)
                        .allTopicNames()
                        .get(ANSWER_MS, TimeUnit.MILLISECONDS);
        described.forEach((name, topic) -> partitions.put(name, topic.partitions().size()));
        partitions.keySet().retainAll(described.keySet());
        up = true;
    }

    @Override
    public void close() {
        closed = true;
        watcher.interrupt();
        admin.close(Duration.ofSeconds(1));
    }
}
