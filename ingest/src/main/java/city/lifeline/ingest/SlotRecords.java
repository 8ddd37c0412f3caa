package city.lifeline.ingest;

import city.lifeline.model.KafkaTopics;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which gateways each slot's MQTT session hears: records of {@code lifeline.ingest-slots}, one a
 * slot, in the slot's partition and under its number. Their values are like {@code
 * {"slots":3,"gateways":["GW-1","GW-7"]}}.
 */
final class SlotRecords implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SlotRecords.class);

    private static final JsonFactory JSON = new JsonFactory();
    private static final long ANSWER_S = 15;
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Slots slots;
    private final Supplier<? extends Consumer<String, byte[]>> consumers;
    private final Producer<String, byte[]> producer;
    private final Map<Integer, Heard> bySlot = new ConcurrentHashMap<>();
    private final CountDownLatch loaded = new CountDownLatch(1);
    private final Thread thread = new Thread(this::follow, "slot-records");
    private volatile boolean closed;
    private volatile @Nullable CompactedTopic topic;

    /** A record: among how many slots, and whom. */
    record Heard(int slots, Set<String> gateways) {}

    SlotRecords(
            Slots slots,
            Supplier<? extends Consumer<String, byte[]>> consumers,
            Producer<String, byte[]> producer) {
        this.slots = slots;
        this.consumers = consumers;
        this.producer = producer;
        this.thread.setDaemon(true);
    }

    /** Returns when the records were read. */
    void start() throws InterruptedException {
        thread.start();
        loaded.await();
    }

    /** What a slot's session was last said to hear, by whatever number of slots. */
    Set<String> gateways(int slot) {
        Heard heard = bySlot.get(slot);
        return heard == null ? Set.of() : heard.gateways;
    }

    boolean says(int slot, Set<String> gateways) {
        return new Heard(slots.count(), gateways).equals(bySlot.get(slot));
    }

    /** Whether some slot has written a record, and none of them among another number of slots. */
    boolean areOfThisDivision() {
        return !bySlot.isEmpty()
                && bySlot.values().stream().allMatch(heard -> heard.slots == slots.count());
    }

    /** Whether a gateway is heard by the slot that it belongs to. */
    boolean isHeard(String gateway) {
        Heard heard = bySlot.get(slots.of(gateway));
        return heard != null && heard.slots == slots.count() && heard.gateways.contains(gateway);
    }

    /**
     * Writes what a slot's session hears, and returns when Kafka holds it.
     *
     * @throws KafkaException if that cannot be had
     */
    void write(int slot, Set<String> gateways) {
        Heard heard = new Heard(slots.count(), Set.copyOf(gateways));
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(
                        KafkaTopics.INGEST_SLOTS, slot, Integer.toString(slot), encode(heard));
        try {
            producer.send(record).get(ANSWER_S, TimeUnit.SECONDS);
            bySlot.put(slot, heard);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("cannot say what slot " + slot + " hears", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private void follow() {
        while (!closed) {
            try (CompactedTopic opened =
                    new CompactedTopic(consumers.get(), KafkaTopics.INGEST_SLOTS)) {
                topic = opened;
                opened.readToEnd(this::take);
                loaded.countDown();
                while (!closed) {
                    opened.poll(this::take);
                }
            } catch (WakeupException e) {
                return;
            } catch (RuntimeException e) {
                // Of whatever kind: without this thread the rest would never learn who is heard.
                log.warn("the slots' records are read again", e);
            }
            pause();
        }
    }

    private void pause() {
        try {
            if (!closed) {
                Thread.sleep(AGAIN.toMillis());
            }
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    private void take(String key, byte @Nullable [] value) {
        try {
            int slot = Integer.parseInt(key);
            if (value == null) {
                bySlot.remove(slot);
            } else {
                bySlot.put(slot, decode(value));
            }
        } catch (NumberFormatException | IOException e) {
            log.error("the record of slot {} is not readable: {}", key, e.getMessage());
        }
    }

    static byte[] encode(Heard heard) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeNumberField("slots", heard.slots);
            json.writeArrayFieldStart("gateways");
            for (String gateway : sorted(heard.gateways)) {
                json.writeString(gateway);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    private static Collection<String> sorted(Set<String> gateways) {
        return gateways.stream().sorted().toList();
    }

    static Heard decode(byte[] value) throws IOException {
        int slots = 0;
        Set<String> gateways = new HashSet<>();
        try (JsonParser json = JSON.createParser(value)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "slots" -> slots = json.getIntValue();
                    case "gateways" -> {
                        while (json.nextToken() == JsonToken.VALUE_STRING) {
                            gateways.add(json.getText());
                        }
                    }
                    default -> json.skipChildren();
                }
            }
        }
        return new Heard(slots, Set.copyOf(gateways));
    }

    @Override
    public void close() {
        closed = true;
        CompactedTopic current = topic;
        if (current != null) {
            current.wakeUp();
        }
        producer.close(Duration.ZERO);
    }
}
