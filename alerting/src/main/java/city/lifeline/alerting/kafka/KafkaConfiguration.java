package city.lifeline.alerting.kafka;

import city.lifeline.alerting.AlertingSettings;
import city.lifeline.alerting.StoredTopics;
import city.lifeline.alerting.city.CurrentCity;
import city.lifeline.alerting.city.RulesOfRecord;
import city.lifeline.alerting.consumed.RawRecord;
import city.lifeline.alerting.consumed.TopicIntake;
import city.lifeline.alerting.gateway.GatewayStore;
import city.lifeline.alerting.letter.LetterStore;
import city.lifeline.alerting.letter.ResubmissionStore;
import city.lifeline.alerting.reconciliation.HourCounts;
import city.lifeline.alerting.reconciliation.Reconciliation;
import city.lifeline.alerting.run.WarningEventLog;
import city.lifeline.alerting.warning.WarningIntake;
import city.lifeline.alerting.web.Changes;
import city.lifeline.model.KafkaTopics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What connects alerting to Kafka; tests do without. */
@Configuration(proxyBeanMethods = false)
public class KafkaConfiguration {

    @Bean
    KafkaConnection kafkaConnection(AlertingSettings settings) {
        return new KafkaConnection(settings.kafka());
    }

    @Bean
    WarningEventLog warningEventLog(KafkaConnection kafka) {
        return new KafkaAdmin(kafka)::endOfWarningEvents;
    }

    @Bean(initMethod = "start", destroyMethod = "stop")
    SupervisedThread cityTopics(KafkaConnection kafka, CurrentCity city, RulesOfRecord rules) {
        return new SupervisedThread(
                "city-topics", new CityTopicsWriter(kafka, city, rules::refresh));
    }

    @Bean(initMethod = "start", destroyMethod = "stop")
    SupervisedThread warningEvents(
            KafkaConnection kafka,
            WarningIntake intake,
            Changes changes,
            InstantSource clock,
            MeterRegistry metrics) {
        return new SupervisedThread(
                "warning-events",
                new StoredTopicConsumer(
                        kafka,
                        KafkaConnection.Bounds.SMALL,
                        KafkaTopics.WARNING_EVENTS,
                        new WarningEventsSink(
                                intake, changes::stored, changes::missed, clock, metrics),
                        clock));
    }

    @Bean(initMethod = "start", destroyMethod = "stop")
    SupervisedThread deadLetters(
            KafkaConnection kafka,
            StoredTopics stored,
            LetterStore letters,
            Changes changes,
            InstantSource clock) {
        return consumer(
                "dead-letters",
                kafka,
                KafkaConnection.Bounds.LARGE,
                stored.letters(letters),
                fresh -> {
                    if (fresh > 0) {
                        changes.letters();
                    }
                },
                clock);
    }

    @Bean(initMethod = "start", destroyMethod = "stop")
    SupervisedThread resubmissionOutcomes(
            KafkaConnection kafka,
            StoredTopics stored,
            ResubmissionStore resubmissions,
            Changes changes,
            InstantSource clock) {
        return consumer(
                "resubmission-outcomes",
                kafka,
                KafkaConnection.Bounds.SMALL,
                stored.outcomes(resubmissions),
                fresh -> changes.letters(),
                clock);
    }

    @Bean(initMethod = "start", destroyMethod = "stop")
    SupervisedThread gatewayStatus(
            KafkaConnection kafka,
            StoredTopics stored,
            GatewayStore gateways,
            Changes changes,
            InstantSource clock) {
        return consumer(
                "gateway-status",
                kafka,
                KafkaConnection.Bounds.SMALL,
                stored.gateways(gateways),
                changes::gateways,
                clock);
    }

    @Bean(initMethod = "start", destroyMethod = "stop")
    SupervisedThread readingsByHour(
            KafkaConnection kafka, StoredTopics stored, HourCounts counts, InstantSource clock) {
        return consumer(
                "readings-by-hour",
                kafka,
                KafkaConnection.Bounds.GATHERED,
                stored.readings(counts),
                count -> {},
                clock);
    }

    @Bean(initMethod = "start", destroyMethod = "stop")
    SupervisedThread reconciliationLooks(Reconciliation reconciliation) {
        return new SupervisedThread(
                "reconciliation",
                supervisor -> {
                    while (supervisor.goOn()) {
                        reconciliation.look();
                        supervisor.pause(Duration.ofMinutes(1));
                    }
                });
    }

    @Bean(initMethod = "start", destroyMethod = "stop")
    SupervisedThread resubmissions(
            KafkaConnection kafka, ResubmissionStore resubmissions, InstantSource clock) {
        return new SupervisedThread(
                "resubmissions", new ResubmissionsWriter(kafka, resubmissions, clock));
    }

    private static <R> SupervisedThread consumer(
            String name,
            KafkaConnection kafka,
            KafkaConnection.Bounds bounds,
            TopicIntake<?, R> intake,
            Consumer<R> changed,
            InstantSource clock) {
        return new SupervisedThread(
                name,
                new StoredTopicConsumer(
                        kafka,
                        bounds,
                        intake.kafkaTopic(),
                        new StoredTopicConsumer.Sink() {
                            @Override
                            public Map<Integer, Long> offsets() {
                                return intake.offsets();
                            }

                            @Override
                            public void store(List<RawRecord> batch, Map<Integer, Long> offsets) {
                                intake.store(batch, offsets).parts().forEach(changed);
                            }
                        },
                        clock));
    }

    @Bean(initMethod = "start", destroyMethod = "stop")
    SupervisedThread pointStatus(KafkaConnection kafka, Changes changes) {
        return new SupervisedThread(
                "point-status", new PointStatusConsumer(kafka, changes::status));
    }

    @Bean
    HealthIndicator cityTopicsHealth(SupervisedThread cityTopics) {
        return health(cityTopics);
    }

    @Bean
    HealthIndicator warningEventsHealth(SupervisedThread warningEvents) {
        return health(warningEvents);
    }

    @Bean
    HealthIndicator pointStatusHealth(SupervisedThread pointStatus) {
        return health(pointStatus);
    }

    @Bean
    HealthIndicator deadLettersHealth(SupervisedThread deadLetters) {
        return health(deadLetters);
    }

    @Bean
    HealthIndicator resubmissionOutcomesHealth(SupervisedThread resubmissionOutcomes) {
        return health(resubmissionOutcomes);
    }

    @Bean
    HealthIndicator gatewayStatusHealth(SupervisedThread gatewayStatus) {
        return health(gatewayStatus);
    }

    @Bean
    HealthIndicator readingsByHourHealth(SupervisedThread readingsByHour) {
        return health(readingsByHour);
    }

    @Bean
    HealthIndicator resubmissionsHealth(SupervisedThread resubmissions) {
        return health(resubmissions);
    }

    private static HealthIndicator health(SupervisedThread thread) {
        return () ->
                thread.failure()
                        .map(failure -> Health.down().withDetail("failure", failure).build())
                        .orElseGet(() -> Health.up().build());
    }
}
