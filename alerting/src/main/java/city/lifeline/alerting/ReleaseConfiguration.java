package city.lifeline.alerting;

import city.lifeline.alerting.audit.AuditTrail;
import city.lifeline.alerting.city.CurrentCity;
import city.lifeline.alerting.city.RuleSetStore;
import city.lifeline.alerting.city.RuleVersions;
import city.lifeline.alerting.map.MapStore;
import city.lifeline.alerting.notify.Schedule;
import city.lifeline.alerting.notify.SignedPost;
import city.lifeline.alerting.release.Outlets;
import city.lifeline.alerting.release.PublicMessageStore;
import city.lifeline.alerting.release.Publishing;
import city.lifeline.alerting.release.ReleaseService;
import city.lifeline.alerting.release.ReleaseStore;
import city.lifeline.alerting.release.ReleaseWords;
import city.lifeline.alerting.security.UserStore;
import city.lifeline.alerting.warning.RuleTexts;
import city.lifeline.alerting.warning.WarningStore;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Telling the public. */
@Configuration(proxyBeanMethods = false)
class ReleaseConfiguration {

    @Bean
    RuleVersions ruleVersions(RuleSetStore rules, CurrentCity city) {
        return new RuleVersions(rules, city);
    }

    @Bean
    ReleaseStore releaseStore(NamedParameterJdbcTemplate jdbc) {
        return new ReleaseStore(jdbc);
    }

    @Bean
    PublicMessageStore publicMessageStore(JdbcClient jdbc) {
        return new PublicMessageStore(jdbc);
    }

    @Bean
    Publishing publishing(
            PublicMessageStore store,
            CurrentCity city,
            MapStore map,
            Schedule schedule,
            AlertingSettings settings,
            SignedPost post,
            JsonMapper json,
            InstantSource clock) {
        return new Publishing(
                store,
                city,
                map,
                schedule,
                settings.publishing(),
                settings.notifying().zone(),
                Outlets.of(settings.publishing(), post, json, clock),
                json);
    }

    @Bean
    ReleaseService releaseService(
            TransactionTemplate transactions,
            WarningStore warnings,
            ReleaseStore store,
            UserStore users,
            CurrentCity city,
            RuleVersions rules,
            RuleTexts texts,
            AuditTrail audit,
            Publishing publishing,
            AlertingSettings settings,
            InstantSource clock) {
        return new ReleaseService(
                transactions,
                warnings,
                store,
                users::samePerson,
                new ReleaseWords(city, rules, texts),
                audit,
                publishing,
                settings.releasing(),
                clock);
    }
}
