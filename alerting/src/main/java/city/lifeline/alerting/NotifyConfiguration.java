package city.lifeline.alerting;

import city.lifeline.alerting.audit.AuditTrail;
import city.lifeline.alerting.canary.Canaries;
import city.lifeline.alerting.city.CurrentCity;
import city.lifeline.alerting.city.FaultyCityException;
import city.lifeline.alerting.city.RuleVersions;
import city.lifeline.alerting.maintenance.Maintenance;
import city.lifeline.alerting.maintenance.RunningWindows;
import city.lifeline.alerting.maintenance.WindowStore;
import city.lifeline.alerting.notify.Channel;
import city.lifeline.alerting.notify.ChannelHealth;
import city.lifeline.alerting.notify.Dispatch;
import city.lifeline.alerting.notify.MailChannel;
import city.lifeline.alerting.notify.NotificationStore;
import city.lifeline.alerting.notify.NotifyMetrics;
import city.lifeline.alerting.notify.Places;
import city.lifeline.alerting.notify.Replies;
import city.lifeline.alerting.notify.RobotChannel;
import city.lifeline.alerting.notify.RosterWatch;
import city.lifeline.alerting.notify.Schedule;
import city.lifeline.alerting.notify.Scheduling;
import city.lifeline.alerting.notify.Sender;
import city.lifeline.alerting.notify.SignedPost;
import city.lifeline.alerting.notify.SteadyClock;
import city.lifeline.alerting.notify.Templates;
import city.lifeline.alerting.notify.WebhookChannel;
import city.lifeline.alerting.notify.WindowTurns;
import city.lifeline.alerting.notify.sms.HttpSmsProvider;
import city.lifeline.alerting.notify.sms.SmppProvider;
import city.lifeline.alerting.notify.sms.SmsChannel;
import city.lifeline.alerting.notify.sms.SmsProvider;
import city.lifeline.alerting.people.PeopleImport;
import city.lifeline.alerting.people.PeopleStore;
import city.lifeline.alerting.plan.Plans;
import city.lifeline.alerting.release.Publishing;
import city.lifeline.alerting.security.UserStore;
import city.lifeline.alerting.warning.HandlingService;
import city.lifeline.alerting.warning.RuleTexts;
import city.lifeline.alerting.warning.WarningStore;
import city.lifeline.alerting.web.Changes;
import city.lifeline.model.Fault;
import city.lifeline.model.RunClock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** People, and what brings warnings to them. */
@Configuration(proxyBeanMethods = false)
class NotifyConfiguration {

    @Bean
    SteadyClock steadyClock(InstantSource clock) {
        return new SteadyClock(clock, System::nanoTime);
    }

    @Bean
    PeopleStore peopleStore(
            TransactionTemplate transactions,
            JdbcClient jdbc,
            AuditTrail audit,
            AlertingSettings settings,
            InstantSource clock) {
        return new PeopleStore(transactions, jdbc, audit, clock, settings.notifying().zone());
    }

    /** Takes the city's people in, at the very first start. */
    @Bean
    PeopleImport peopleImport(PeopleStore people, AlertingSettings settings, Places places) {
        PeopleImport imports = new PeopleImport(people);
        settings.cityDirectory()
                .ifPresent(
                        city -> {
                            List<Fault> faults =
                                    imports.atFirstStart(city, places.lifelines().keySet());
                            if (!faults.isEmpty()) {
                                throw new FaultyCityException(faults);
                            }
                        });
        return imports;
    }

    @Bean
    NotificationStore notificationStore(JdbcTemplate jdbc) {
        return new NotificationStore(jdbc);
    }

    @Bean
    Places places(CurrentCity city, RuleVersions rules, RuleTexts texts, Plans plans) {
        return new Places(city, rules, texts, plans);
    }

    @Bean
    Schedule schedule(JdbcTemplate jdbc) {
        return new Schedule(jdbc);
    }

    @Bean
    Dispatch dispatch(
            TransactionTemplate transactions,
            NotificationStore notifications,
            PeopleStore people,
            Places places,
            WindowStore windows,
            Schedule schedule,
            AlertingSettings settings,
            RunClock runClock,
            SteadyClock clock) {
        return new Dispatch(
                transactions,
                notifications,
                people,
                places,
                windows,
                schedule,
                settings.notifying().deadlines(),
                runClock,
                clock);
    }

    @Bean
    WindowStore windowStore(JdbcClient jdbc) {
        return new WindowStore(jdbc);
    }

    @Bean
    RunningWindows runningWindows(WindowStore windows, SteadyClock clock) {
        return new RunningWindows(windows, clock);
    }

    @Bean
    WindowTurns windowTurns(
            WindowStore windows,
            NotificationStore notifications,
            Places places,
            Schedule schedule,
            SteadyClock clock) {
        return new WindowTurns(windows, notifications, places, schedule, clock);
    }

    @Bean
    Maintenance maintenance(
            TransactionTemplate transactions,
            WindowStore windows,
            AuditTrail audit,
            WindowTurns turns,
            UserStore users,
            SteadyClock clock) {
        return new Maintenance(transactions, windows, audit, turns, users::samePerson, clock);
    }

    @Bean
    Replies replies(
            TransactionTemplate transactions,
            NotificationStore notifications,
            PeopleStore people,
            HandlingService handling,
            AuditTrail audit,
            Schedule schedule,
            Changes changes,
            SteadyClock clock) {
        return new Replies(
                transactions,
                notifications,
                people,
                handling,
                audit,
                schedule,
                changes::warnings,
                clock);
    }

    /** The connections to providers of short messages. */
    record Providers(List<SmppProvider> all) implements AutoCloseable {

        void start() {
            all.forEach(SmppProvider::start);
        }

        @Override
        public void close() {
            all.forEach(SmppProvider::close);
        }
    }

    @Bean
    SignedPost signedPost(AlertingSettings settings) {
        return new SignedPost(settings.notifying().webhooks());
    }

    @Bean(initMethod = "start")
    Providers smppProviders(AlertingSettings settings, Replies replies) {
        return new Providers(
                settings.notifying().providers().stream()
                        .map(provider -> new SmppProvider(provider, replies))
                        .toList());
    }

    @Bean
    SmsChannel smsChannel(
            Providers providers, AlertingSettings settings, ChannelHealth health, JsonMapper json) {
        List<SmsProvider> all = new ArrayList<>(providers.all());
        settings.notifying()
                .http()
                .ifPresent(gateway -> all.add(new HttpSmsProvider(gateway, json)));
        return new SmsChannel(all, health);
    }

    @Bean
    ChannelHealth channelHealth(JdbcClient jdbc, SteadyClock clock, MeterRegistry metrics) {
        ChannelHealth health = new ChannelHealth(jdbc, clock);
        Gauge.builder("lifeline.alerting.channels.dead", health, one -> one.dead().size())
                .description("Ways to people that have taken nothing for minutes")
                .register(metrics);
        return health;
    }

    @Bean
    RosterWatch rosterWatch(
            TransactionTemplate transactions,
            JdbcClient jdbc,
            PeopleStore people,
            Places places,
            NotificationStore notifications,
            Schedule schedule,
            RunClock runClock,
            SteadyClock clock) {
        return new RosterWatch(
                transactions, jdbc, people, places, notifications, schedule, runClock, clock);
    }

    @Bean
    Sender sender(
            TransactionTemplate transactions,
            NotificationStore notifications,
            WarningStore warnings,
            PeopleStore people,
            Places places,
            Dispatch dispatch,
            SmsChannel sms,
            SignedPost post,
            AlertingSettings settings,
            MeterRegistry metrics,
            RosterWatch roster,
            ChannelHealth health,
            JsonMapper json,
            SteadyClock clock) {
        List<Channel> channels =
                List.of(
                        sms,
                        new MailChannel(settings.notifying().mail()),
                        new RobotChannel(settings.notifying().dingtalkSecret(), json),
                        new WebhookChannel(post, json));
        return new Sender(
                transactions,
                notifications,
                warnings,
                people,
                places,
                dispatch,
                new Templates(settings.notifying().zone()),
                channels,
                new NotifyMetrics(metrics),
                roster,
                health,
                clock);
    }

    @Bean(initMethod = "start")
    Scheduling scheduling(
            DataSource database,
            Schedule schedule,
            Sender sender,
            Dispatch dispatch,
            WarningStore warnings,
            Publishing publishing,
            Canaries canaries,
            SmsChannel sms,
            WindowTurns turns,
            RunningWindows running,
            RosterWatch roster,
            Changes changes,
            SteadyClock clock) {
        roster.begin();
        return new Scheduling(
                database,
                schedule,
                sender,
                dispatch,
                warnings,
                Map.of(
                        Publishing.TASK,
                        instance -> publishing.publish(instance, clock.instant()),
                        Canaries.TASK,
                        instance -> canaries.send(instance, sms),
                        RosterWatch.TASK,
                        instance -> roster.look(),
                        WindowTurns.TASK,
                        instance ->
                                turns.turn(
                                        instance,
                                        () -> {
                                            running.forget();
                                            changes.missed();
                                        })),
                clock);
    }
}
