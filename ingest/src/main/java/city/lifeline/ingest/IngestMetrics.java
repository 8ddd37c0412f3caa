package city.lifeline.ingest;

import city.lifeline.ingest.decode.Reason;
import city.lifeline.model.GatewayStatus;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What the process counts. */
final class IngestMetrics implements Admission.Repeats {

    private final PrometheusRegistry registry;
    private final Counter messages;
    private final CounterDataPoint liveSamples;
    private final CounterDataPoint lateSamples;
    private final Counter refused;
    private final Counter duplicates;
    private final Counter gaps;
    private final Counter beyondGap;
    private final Counter unbelieved;
    private final Counter signatureFailures;
    private final Counter kafkaErrors;
    private final Counter connections;
    private final Histogram latency;
    private final Map<String, Integer> inFlight = new ConcurrentHashMap<>();
    private final Map<String, Long> inFlightBytes = new ConcurrentHashMap<>();
    private final Counter repeated;
    private final Map<String, GatewayStatus> gateways = new ConcurrentHashMap<>();

    /** Gateways beyond these are not told apart, or a large city would flood whoever collects. */
    private static final int MAX_GATEWAYS = 1_000;

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
        signatureFailures =
                Counter.builder()
                        .withoutExemplars()
                        .name("lifeline_ingest_signature_failures_total")
                        .help("Messages of gateways that sign, without a signature that is theirs")
                        .register(registry);
        unbelieved =
                Counter.builder()
                        .withoutExemplars()
                        .name("lifeline_ingest_unbelieved_numbers_total")
                        .help("Messages taken without their sequence number, which cannot be")
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
        repeated =
                Counter.builder()
                        .name("lifeline_ingest_repeated_samples_total")
                        .help(
                                "Samples of a point and time that came before: same (dropped) or"
                                        + " other (kept) values")
                        .labelNames("values")
                        .register(registry);
        gateway(
                registry,
                "received_messages",
                "Messages of a gateway that are in Kafka, by sequence number",
                status -> (double) status.received());
        gateway(
                registry,
                "missing_messages",
                "Messages that a gateway skipped",
                status -> (double) status.missing());
        gateway(
                registry,
                "refused",
                "Messages and readings of a gateway that became dead letters",
                status -> status.refused().values().stream().mapToLong(Long::longValue).sum());
        gateway(
                registry,
                "clock_offset_seconds",
                "A gateway's clock less the city's",
                status -> status.clockOffsetS().orElse(Double.NaN));
        GaugeWithCallback.builder()
                .name("lifeline_ingest_in_flight")
                .help("Messages that arrived and are not yet acknowledged, by slot")
                .labelNames("slot")
                .callback(callback -> inFlight.forEach((slot, count) -> callback.call(count, slot)))
                .register(registry);
        GaugeWithCallback.builder()
                .name("lifeline_ingest_in_flight_bytes")
                .help("What they take of ingest.intake.bytes, by slot")
                .labelNames("slot")
                .callback(
                        callback ->
                                inFlightBytes.forEach((slot, bytes) -> callback.call(bytes, slot)))
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

    /**
     * Shows what the broker does not let the slots hear.
     *
     * @param refused topic filters, by a slot's name
     */
    void subscriptionsRefused(Supplier<Map<String, Integer>> refused) {
        GaugeWithCallback.builder()
                .name("lifeline_ingest_subscriptions_refused")
                .help("Topic filters that the MQTT broker refuses; nothing of them is heard")
                .labelNames("slot")
                .callback(
                        callback ->
                                refused.get().forEach((slot, count) -> callback.call(count, slot)))
                .register(registry);
    }

    private void gateway(
            PrometheusRegistry registry,
            String name,
            String help,
            ToDoubleFunction<GatewayStatus> value) {
        GaugeWithCallback.builder()
                .name("lifeline_ingest_gateway_" + name)
                .help(help)
                .labelNames("gateway")
                .callback(
                        callback ->
                                gateways.forEach(
                                        (id, status) -> {
                                            double now = value.applyAsDouble(status);
                                            if (!Double.isNaN(now)) {
                                                callback.call(now, id);
                                            }
                                        }))
                .register(registry);
    }

    /** What a gateway is like now. */
    void gateway(GatewayStatus status) {
        if (gateways.size() < MAX_GATEWAYS || gateways.containsKey(status.gateway())) {
            gateways.put(status.gateway(), status);
        }
    }

    @Override
    public void repeated(int count) {
        repeated.labelValues("same").inc(count);
    }

    @Override
    public void contradicted(int count) {
        repeated.labelValues("other").inc(count);
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

    void signatureFailure() {
        signatureFailures.inc();
    }

    void unbelieved() {
        unbelieved.inc();
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

    void inFlight(String slot, int messagesUnderWay, long bytesUnderWay) {
        inFlight.put(slot, messagesUnderWay);
        inFlightBytes.put(slot, bytesUnderWay);
    }

    /** This process does not hold the slot any more. */
    void released(String slot) {
        inFlight.remove(slot);
        inFlightBytes.remove(slot);
    }
}
