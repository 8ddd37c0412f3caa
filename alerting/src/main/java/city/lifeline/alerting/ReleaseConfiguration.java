package city.lifeline.alerting;

import city.lifeline.alerting.audit.AuditTrail;
import city.lifeline.alerting.city.CurrentCity;
import city.lifeline.alerting.city.RuleSetStore;
import city.lifeline.alerting.city.RuleVersions;
import city.lifeline.alerting.release.ReleaseService;
import city.lifeline.alerting.release.ReleaseStore;
import city.lifeline.alerting.release.ReleaseWords;
import city.lifeline.alerting.warning.RuleTexts;
import city.lifeline.alerting.warning.WarningStore;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Telling the public. */
@Configuration(proxyBeanMethods = false)
class ReleaseConfiguration {

    @Bean
    RuleVersions ruleVersions(RuleSetStore rules, CurrentCity city) {
        return new RuleVersions(rules, city);
    }

    @Bean
    ReleaseStore releaseStore(JdbcClient jdbc) {
        return new ReleaseStore(jdbc);
    }

    @Bean
    ReleaseService releaseService(
            TransactionTemplate transactions,
            WarningStore warnings,
            ReleaseStore store,
            CurrentCity city,
            RuleVersions rules,
            RuleTexts texts,
            AuditTrail audit,
            AlertingSettings settings,
            InstantSource clock) {
        return new ReleaseService(
                transactions,
                warnings,
                store,
                new ReleaseWords(city, rules, texts),
                audit,
                settings.releasing(),
                clock);
    }
}
