package city.lifeline.alerting.kafka;

import city.lifeline.alerting.AlertingSettings;
import city.lifeline.alerting.city.CurrentCity;
import city.lifeline.alerting.run.WarningEventLog;
import city.lifeline.alerting.warning.WarningIntake;
import city.lifeline.alerting.web.Changes;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
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
    SupervisedThread cityTopics(KafkaConnection kafka, CurrentCity city) {
        return new SupervisedThread("city-topics", new CityTopicsWriter(kafka, city::get));
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
                new WarningEventsConsumer(
                        kafka, intake, changes::warnings, changes::missed, clock, metrics));
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

    private static HealthIndicator health(SupervisedThread thread) {
        return () ->
                thread.failure()
                        .map(failure -> Health.down().withDetail("failure", failure).build())
                        .orElseGet(() -> Health.up().build());
    }
}
