package city.lifeline.alerting;

import city.lifeline.alerting.city.CityImport;
import city.lifeline.alerting.city.CurrentCity;
import city.lifeline.alerting.city.ParsedCity;
import city.lifeline.alerting.city.RegistryStore;
import city.lifeline.alerting.city.RuleSetStore;
import city.lifeline.alerting.history.HistoryStore;
import city.lifeline.alerting.run.RunStore;
import city.lifeline.alerting.stream.StreamHub;
import city.lifeline.alerting.stream.Subscription;
import city.lifeline.alerting.warning.ConsumedOffsets;
import city.lifeline.alerting.warning.PointStatuses;
import city.lifeline.alerting.warning.WarningIntake;
import city.lifeline.alerting.warning.WarningStore;
import city.lifeline.alerting.web.Changes;
import city.lifeline.alerting.web.WarningViews;
import city.lifeline.model.RunClock;
import java.time.InstantSource;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** All of alerting but Kafka. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = UserDetailsServiceAutoConfiguration.class)
@ComponentScan(basePackageClasses = {Changes.class, city.lifeline.alerting.security.Caller.class})
public class AlertingConfiguration {

    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }

    @Bean
    RunClock runClock(AlertingSettings settings) {
        return settings.clock();
    }

    @Bean
    TransactionTemplate transactions(PlatformTransactionManager manager) {
        return new TransactionTemplate(manager);
    }

    @Bean
    RegistryStore registryStore(JdbcClient jdbc, JsonMapper json) {
        return new RegistryStore(jdbc, json);
    }

    @Bean
    RuleSetStore ruleSetStore(JdbcClient jdbc, JsonMapper json) {
        return new RuleSetStore(jdbc, json);
    }

    @Bean
    CityImport cityImport(
            TransactionTemplate transactions,
            RegistryStore registries,
            RuleSetStore ruleSets,
            InstantSource clock) {
        return new CityImport(transactions, registries, ruleSets, clock);
    }

    @Bean
    CurrentCity currentCity(CityImport cityImport, ObjectProvider<ParsedCity.Valid> given) {
        ParsedCity.Valid city = given.getIfAvailable();
        return new CurrentCity(city == null ? cityImport.load() : cityImport.put(city));
    }

    @Bean
    RunStore runStore(JdbcClient jdbc) {
        return new RunStore(jdbc);
    }

    @Bean
    WarningStore warningStore(JdbcTemplate jdbc) {
        return new WarningStore(jdbc);
    }

    @Bean
    WarningIntake warningIntake(
            TransactionTemplate transactions,
            JdbcClient jdbc,
            WarningStore warnings,
            RunStore runs) {
        return new WarningIntake(transactions, new ConsumedOffsets(jdbc), warnings, runs);
    }

    @Bean
    PointStatuses pointStatuses() {
        return new PointStatuses();
    }

    @Bean
    WarningViews warningViews(CurrentCity city, PointStatuses statuses) {
        return new WarningViews(city, statuses);
    }

    @Bean(initMethod = "start")
    StreamHub streamHub(WarningStore warnings, JsonMapper json) {
        return new StreamHub(
                UUID.randomUUID().toString().substring(0, 8),
                run ->
                        json.writeValueAsString(
                                warnings.summary(run.equals(Subscription.ALL_RUNS) ? null : run)));
    }

    @Bean
    Changes changes(
            StreamHub streams, WarningViews views, PointStatuses statuses, JsonMapper json) {
        return new Changes(streams, views, statuses, json);
    }

    @Bean
    HistoryStore historyStore(AlertingSettings settings, JsonMapper json) {
        return new HistoryStore(
                settings.historyUrl(),
                settings.historyUsername(),
                settings.historyPassword(),
                json);
    }
}
