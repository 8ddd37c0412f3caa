package city.lifeline.ingest;

import city.lifeline.ingest.decode.Reason;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** What the process counts. */
final class IngestMetrics {

    private final PrometheusRegistry registry;
    private final Counter messages;
    private final CounterDataPoint liveSamples;
    private final CounterDataPoint lateSamples;
    private final Counter refused;
    private final Counter duplicates;
    private final Counter gaps;
    private final Counter beyondGap;
    private final Counter kafkaErrors;
    private final Counter connections;
    private final Histogram latency;
    private final Map<String, Integer> inFlight = new ConcurrentHashMap<>();

    IngestMetrics(PrometheusRegistry registry) {
        this.registry = registry;
        messages =
                Counter.builder()
                        .withoutExemplars()
                        .name("lifeline_ingest_messages_total")
                        .help("MQTT messages received")
                        .register(registry);
        Counter samples =
                Counter.builder()
                        .withoutExemplars()
                        .name("lifeline_ingest_samples_total")
                        .help("Samples handed to Kafka, by lane")
                        .labelNames("lane")
                        .register(registry);
        liveSamples = samples.labelValues("live");
        lateSamples = samples.labelValues("late");
        refused =
                Counter.builder()
                        .withoutExemplars()
                        .name("lifeline_ingest_refused_total")
                        .help("Messages and readings that became dead letters, by reason")
                        .labelNames("reason")
                        .register(registry);
        duplicates =
                Counter.builder()
                        .withoutExemplars()
                        .name("lifeline_ingest_duplicates_total")
                        .help("Messages that were known by their sequence number")
                        .register(registry);
        gaps =
                Counter.builder()
                        .withoutExemplars()
                        .name("lifeline_ingest_missing_total")
                        .help("Sequence numbers that were skipped by gateways")
                        .register(registry);
        beyondGap =
                Counter.builder()
                        .withoutExemplars()
                        .name("lifeline_ingest_beyond_gap_total")
                        .help("Messages left for the sender to send again in order")
                        .register(registry);
        kafkaErrors =
                Counter.builder()
                        .withoutExemplars()
                        .name("lifeline_ingest_kafka_errors_total")
                        .help("Failures of Kafka after which messages were taken again")
                        .register(registry);
        connections =
                Counter.builder()
                        .withoutExemplars()
                        .name("lifeline_ingest_mqtt_connections_total")
                        .help("Connections made to the MQTT broker")
                        .register(registry);
        latency =
                Histogram.builder()
                        .withoutExemplars()
                        .name("lifeline_ingest_latency_seconds")
                        .help("From the arrival of a message to its acknowledgement")
                        .classicOnly()
                        .classicUpperBounds(
                                .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 30, 60)
                        .register(registry);
        GaugeWithCallback.builder()
                .name("lifeline_ingest_in_flight")
                .help("Messages that arrived and are not yet acknowledged, by slot")
                .labelNames("slot")
                .callback(callback -> inFlight.forEach((slot, count) -> callback.call(count, slot)))
                .register(registry);
    }

    /**
     * Shows the slots that this process holds.
     *
     * @param held whether a slot that is held is connected to the broker, by its name
     */
    void slots(Slots slots, Supplier<Map<String, Boolean>> held) {
        GaugeWithCallback.builder()
                .name("lifeline_ingest_slots")
                .help(
                        "Slots among which the gateways are divided, and the rest if there are several")
                .callback(callback -> callback.call(slots.parts()))
                .register(registry);
        GaugeWithCallback.builder()
                .name("lifeline_ingest_slots_held")
                .help("Of these, how many this process holds; the sum of all processes is all")
                .callback(callback -> callback.call(held.get().size()))
                .register(registry);
        GaugeWithCallback.builder()
                .name("lifeline_ingest_mqtt_connected")
                .help("1 while a slot that is held is connected to the MQTT broker")
                .labelNames("slot")
                .callback(
                        callback ->
                                held.get()
                                        .forEach(
                                                (slot, connected) ->
                                                        callback.call(connected ? 1 : 0, slot)))
                .register(registry);
    }

    void received() {
        messages.inc();
    }

    /** Samples of a message. */
    void accepted(int live, int late) {
        if (live > 0) {
            liveSamples.inc(live);
        }
        if (late > 0) {
            lateSamples.inc(late);
        }
    }

    void refused(Reason reason) {
        refused.labelValues(reason.code()).inc();
    }

    void duplicate() {
        duplicates.inc();
    }

    void missing(long count) {
        gaps.inc(count);
    }

    void beyondGap() {
        beyondGap.inc();
    }

    void kafkaError() {
        kafkaErrors.inc();
    }

    void connected() {
        connections.inc();
    }

    void acknowledged(double seconds) {
        latency.observe(seconds);
    }

    void inFlight(String slot, int messagesUnderWay) {
        inFlight.put(slot, messagesUnderWay);
    }

    /** This process does not hold the slot any more. */
    void released(String slot) {
        inFlight.remove(slot);
    }
}
