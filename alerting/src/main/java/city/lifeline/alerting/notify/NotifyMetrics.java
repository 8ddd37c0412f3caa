package city.lifeline.alerting.notify;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;

/** Figures of messages that go out. */
public final class NotifyMetrics {

    private final MeterRegistry metrics;
    private final Timer owedToSubmitted;

    public NotifyMetrics(MeterRegistry metrics) {
        this.metrics = metrics;
        this.owedToSubmitted =
                Timer.builder("lifeline.alerting.notification.submitted")
                        .description("From when a message was to be sent to when a channel had it")
                        .serviceLevelObjectives(
                                Duration.ofMillis(100),
                                Duration.ofMillis(250),
                                Duration.ofMillis(500),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(10),
                                Duration.ofMinutes(1))
                        .register(metrics);
    }

    void submitted(String channel, Notification notification, Instant at) {
        Duration taken = Duration.between(notification.dueAt(), at);
        owedToSubmitted.record(taken.isNegative() ? Duration.ZERO : taken);
        counter("lifeline.alerting.deliveries", channel).increment();
    }

    void failed(String channel) {
        counter("lifeline.alerting.deliveries.failed", channel).increment();
    }

    private Counter counter(String name, String channel) {
        return Counter.builder(name).tag("channel", channel).register(metrics);
    }
}
