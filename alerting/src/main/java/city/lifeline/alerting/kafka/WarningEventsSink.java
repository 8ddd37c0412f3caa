package city.lifeline.alerting.kafka;

import city.lifeline.alerting.consumed.RawRecord;
import city.lifeline.alerting.warning.WarningIntake;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Takes warning events in, counts them and tells what has changed. */
public final class WarningEventsSink implements StoredTopicConsumer.Sink {

    private final WarningIntake intake;
    private final Consumer<WarningIntake.Outcome> changed;
    private final Runnable missed;
    private final InstantSource clock;
    private final Counter stored;
    private final Counter duplicates;
    private final Counter undecodable;
    private final Timer eventToRow;
    private final AtomicLong lag = new AtomicLong();

    public WarningEventsSink(
            WarningIntake intake,
            Consumer<WarningIntake.Outcome> changed,
            Runnable missed,
            InstantSource clock,
            MeterRegistry metrics) {
        this.intake = intake;
        this.changed = changed;
        this.missed = missed;
        this.clock = clock;
        this.stored =
                Counter.builder("lifeline.alerting.events")
                        .description("Warning events stored")
                        .register(metrics);
        this.duplicates =
                Counter.builder("lifeline.alerting.events.duplicate")
                        .description("Warning events that were stored before")
                        .register(metrics);
        this.undecodable =
                Counter.builder("lifeline.alerting.events.undecodable")
                        .description("Records kept in undecodable_records")
                        .register(metrics);
        this.eventToRow =
                Timer.builder("lifeline.alerting.event.to.row")
                        .description("From the Kafka broker's time stamp to the committed row")
                        .serviceLevelObjectives(
                                Duration.ofMillis(10),
                                Duration.ofMillis(25),
                                Duration.ofMillis(50),
                                Duration.ofMillis(100),
                                Duration.ofMillis(250),
                                Duration.ofMillis(500),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(30))
                        .register(metrics);
        metrics.gauge("lifeline.alerting.events.lag", lag);
    }

    @Override
    public Map<Integer, Long> offsets() {
        return intake.offsets();
    }

    @Override
    public void store(List<RawRecord> batch, Map<Integer, Long> offsets) {
        WarningIntake.Outcome outcome = intake.store(batch, offsets);
        stored.increment(outcome.events());
        duplicates.increment(outcome.duplicates());
        undecodable.increment(outcome.undecodable());
        Instant now = clock.instant();
        for (RawRecord raw : batch) {
            Duration taken = Duration.between(raw.appendedAt(), now);
            eventToRow.record(taken.isNegative() ? Duration.ZERO : taken);
        }
        changed.accept(outcome);
    }

    @Override
    public void missed() {
        missed.run();
    }

    @Override
    public void lag(long records) {
        lag.set(records);
    }
}
