package city.lifeline.alerting;

import city.lifeline.alerting.audit.AuditTrail;
import city.lifeline.alerting.canary.Canaries;
import city.lifeline.alerting.city.CityImport;
import city.lifeline.alerting.city.CurrentCity;
import city.lifeline.alerting.city.FaultyCityException;
import city.lifeline.alerting.city.ParsedCity;
import city.lifeline.alerting.city.RegistryStore;
import city.lifeline.alerting.city.RuleSetStore;
import city.lifeline.alerting.city.RulesOfRecord;
import city.lifeline.alerting.consumed.ConsumedOffsets;
import city.lifeline.alerting.consumed.UndecodableRecords;
import city.lifeline.alerting.drill.DrillStore;
import city.lifeline.alerting.drill.Drills;
import city.lifeline.alerting.gateway.GatewayStore;
import city.lifeline.alerting.history.HistoryStore;
import city.lifeline.alerting.incident.IncidentStore;
import city.lifeline.alerting.incident.Incidents;
import city.lifeline.alerting.incident.JoinRules;
import city.lifeline.alerting.letter.LetterStore;
import city.lifeline.alerting.letter.ResubmissionStore;
import city.lifeline.alerting.maintenance.RunningWindows;
import city.lifeline.alerting.map.MapStore;
import city.lifeline.alerting.notify.Dispatch;
import city.lifeline.alerting.notify.NotificationStore;
import city.lifeline.alerting.notify.Places;
import city.lifeline.alerting.notify.Schedule;
import city.lifeline.alerting.notify.SteadyClock;
import city.lifeline.alerting.plan.Plans;
import city.lifeline.alerting.reconciliation.HourCounts;
import city.lifeline.alerting.reconciliation.Reconciliation;
import city.lifeline.alerting.release.ReleaseService;
import city.lifeline.alerting.replay.ReplayStore;
import city.lifeline.alerting.replay.Replays;
import city.lifeline.alerting.report.HandoverStore;
import city.lifeline.alerting.report.ReportStore;
import city.lifeline.alerting.run.RunStore;
import city.lifeline.alerting.security.UserStore;
import city.lifeline.alerting.stream.StreamHub;
import city.lifeline.alerting.stream.Subscription;
import city.lifeline.alerting.trial.Trials;
import city.lifeline.alerting.warning.HandlingService;
import city.lifeline.alerting.warning.PastWarnings;
import city.lifeline.alerting.warning.PhotoStore;
import city.lifeline.alerting.warning.PointStatuses;
import city.lifeline.alerting.warning.RuleTexts;
import city.lifeline.alerting.warning.WarningIntake;
import city.lifeline.alerting.warning.WarningStore;
import city.lifeline.alerting.web.Changes;
import city.lifeline.alerting.web.GatewayViews;
import city.lifeline.alerting.web.IncidentViews;
import city.lifeline.alerting.web.LetterViews;
import city.lifeline.alerting.web.OwnDistricts;
import city.lifeline.alerting.web.WarningViews;
import city.lifeline.model.Fault;
import city.lifeline.model.RunClock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.DependsOn;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/** All of alerting but Kafka. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = UserDetailsServiceAutoConfiguration.class)
@ComponentScan(basePackageClasses = {Changes.class, city.lifeline.alerting.security.Caller.class})
@Import({NotifyConfiguration.class, ReleaseConfiguration.class})
public class AlertingConfiguration {

    private static final Duration HOUSEKEEPING = Duration.ofMinutes(10);
    private static final Duration GATEWAY_HOURS = Duration.ofDays(31);
    private static final Duration CANARIES = Duration.ofDays(1);
    private static final Duration DRILLS = Duration.ofDays(7);
    private static final Duration DRILLS_OF_OTHERS = Duration.ofSeconds(2);
    private static final Duration EARLY_RECEIPTS = Duration.ofDays(1);
    private static final Duration UNSENT_PHOTOS = Duration.ofDays(1);

    /**
     * What JSON may be: no key twice, no grade by its number, no number for a text. Each of them is
     * read as something else than its writer meant.
     */
    @Bean
    JsonMapperBuilderCustomizer strictJson() {
        return builder ->
                builder.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                        .withCoercionConfig(
                                LogicalType.Textual,
                                texts ->
                                        texts.setCoercion(
                                                        CoercionInputShape.Integer,
                                                        CoercionAction.Fail)
                                                .setCoercion(
                                                        CoercionInputShape.Float,
                                                        CoercionAction.Fail)
                                                .setCoercion(
                                                        CoercionInputShape.Boolean,
                                                        CoercionAction.Fail));
    }

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
    MapStore mapStore(JdbcClient jdbc) {
        return new MapStore(jdbc);
    }

    @Bean
    CityImport cityImport(
            TransactionTemplate transactions,
            RegistryStore registries,
            RuleSetStore ruleSets,
            MapStore map,
            InstantSource clock) {
        return new CityImport(transactions, registries, ruleSets, map, clock);
    }

    @Bean
    CurrentCity currentCity(CityImport cityImport, ObjectProvider<ParsedCity.Valid> given) {
        ParsedCity.Valid city = given.getIfAvailable();
        return new CurrentCity(city == null ? cityImport.load() : cityImport.put(city));
    }

    @Bean
    RulesOfRecord rulesOfRecord(
            TransactionTemplate transactions,
            RuleSetStore ruleSets,
            RegistryStore registries,
            AuditTrail audit,
            CurrentCity city,
            InstantSource clock) {
        return new RulesOfRecord(transactions, ruleSets, registries, audit, city, clock);
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
    PastWarnings pastWarnings(JdbcClient jdbc) {
        return new PastWarnings(jdbc);
    }

    @Bean
    HourCounts hourCounts(JdbcClient jdbc) {
        return new HourCounts(jdbc);
    }

    @Bean
    Reconciliation reconciliation(
            HourCounts counts,
            HistoryStore history,
            RunClock runClock,
            InstantSource clock,
            MeterRegistry metrics) {
        Reconciliation reconciliation = new Reconciliation(counts, history, runClock, clock);
        Gauge.builder("lifeline.alerting.history.missing", reconciliation, Reconciliation::missing)
                .description("Readings of the last day that Kafka took and the history store lacks")
                .register(metrics);
        return reconciliation;
    }

    @Bean
    Trials trials(HistoryStore history, InstantSource clock) {
        return new Trials(history, clock);
    }

    @Bean
    StoredTopics storedTopics(TransactionTemplate transactions, JdbcTemplate jdbc) {
        return new StoredTopics(
                transactions,
                new ConsumedOffsets(JdbcClient.create(jdbc)),
                new UndecodableRecords(jdbc));
    }

    @Bean
    Canaries canaries(
            JdbcClient jdbc, Schedule schedule, AlertingSettings settings, InstantSource clock) {
        return new Canaries(jdbc, schedule, settings.canary(), clock);
    }

    @Bean
    WarningIntake warningIntake(
            StoredTopics stored,
            WarningStore warnings,
            RunStore runs,
            DrillStore drills,
            Incidents incidents,
            Dispatch dispatch,
            ReleaseService releases,
            Canaries canaries) {
        return new WarningIntake(
                stored.transactions(),
                stored.offsets(),
                stored.undecodables(),
                warnings,
                runs,
                drills::mark,
                incidents,
                changes -> {
                    dispatch.changed(changes);
                    releases.changed(changes);
                },
                canaries::take);
    }

    @Bean
    DrillStore drillStore(JdbcClient jdbc) {
        return new DrillStore(jdbc);
    }

    @Bean
    Drills drills(
            AlertingSettings settings,
            TransactionTemplate transactions,
            DrillStore store,
            AuditTrail audit,
            CurrentCity city,
            JsonMapper json,
            InstantSource clock) {
        return new Drills(settings.simulator(), transactions, store, audit, city, clock, json);
    }

    @Bean
    ReplayStore replayStore(JdbcClient jdbc) {
        return new ReplayStore(jdbc);
    }

    @Bean
    Replays replays(
            TransactionTemplate transactions,
            ReplayStore store,
            Drills drills,
            AuditTrail audit,
            RunClock runClock,
            InstantSource clock) {
        return new Replays(transactions, store, drills, audit, runClock, clock);
    }

    /** What was started at the simulator itself is marked a little later. */
    @Bean(initMethod = "start")
    Housekeeping drillsOfOthers(Drills drills) {
        return new Housekeeping(List.of(drills::learn), DRILLS_OF_OTHERS);
    }

    @Bean
    AuditTrail auditTrail(JdbcClient jdbc, AlertingSettings settings) {
        return new AuditTrail(jdbc, settings.auditSecret());
    }

    @Bean
    HandlingService handlingService(
            TransactionTemplate transactions,
            WarningStore warnings,
            PhotoStore photos,
            AuditTrail audit,
            UserStore users,
            InstantSource clock) {
        return new HandlingService(transactions, warnings, photos, audit, users::samePerson, clock);
    }

    @Bean
    PhotoStore photoStore(JdbcClient jdbc) {
        return new PhotoStore(jdbc);
    }

    @Bean
    IncidentStore incidentStore(JdbcTemplate jdbc) {
        return new IncidentStore(jdbc);
    }

    /** As the city of record has them; it must have been put first. */
    @Bean
    @DependsOn("currentCity")
    JoinRules joinRules(MapStore map) {
        String text = map.texts().get(JoinRules.FILE);
        if (text == null) {
            return JoinRules.defaults();
        }
        List<Fault> faults = new ArrayList<>();
        JoinRules rules = JoinRules.parse(JoinRules.FILE, text, faults);
        if (rules == null) {
            throw new FaultyCityException(faults);
        }
        return rules;
    }

    /** As the city of record has them; it must have been put first. */
    @Bean
    @DependsOn("currentCity")
    Plans plans(MapStore map) {
        String text = map.texts().get(Plans.FILE);
        if (text == null) {
            return Plans.NONE;
        }
        List<Fault> faults = new ArrayList<>();
        Plans plans = Plans.parse(Plans.FILE, text, faults);
        if (!faults.isEmpty()) {
            throw new FaultyCityException(faults);
        }
        return plans;
    }

    @Bean
    Incidents incidents(
            TransactionTemplate transactions,
            IncidentStore store,
            AuditTrail audit,
            CurrentCity city,
            JoinRules rules,
            InstantSource clock) {
        return new Incidents(transactions, store, audit, city, rules, clock);
    }

    @Bean
    IncidentViews incidentViews(CurrentCity city, WarningStore warnings, JoinRules rules) {
        return new IncidentViews(city, warnings, rules);
    }

    @Bean
    ReportStore reportStore(JdbcTemplate jdbc) {
        return new ReportStore(jdbc);
    }

    @Bean
    LetterStore letterStore(JdbcTemplate jdbc, AlertingSettings settings) {
        return new LetterStore(jdbc, settings.deadLetters());
    }

    @Bean
    ResubmissionStore resubmissionStore(TransactionTemplate transactions, JdbcTemplate jdbc) {
        return new ResubmissionStore(transactions, jdbc);
    }

    @Bean
    GatewayStore gatewayStore(JdbcClient jdbc) {
        return new GatewayStore(jdbc);
    }

    @Bean(initMethod = "start")
    Housekeeping housekeeping(
            AlertingSettings settings,
            TransactionTemplate transactions,
            LetterStore letters,
            ResubmissionStore resubmissions,
            GatewayStore gateways,
            NotificationStore notifications,
            Canaries canaries,
            DrillStore drills,
            ReplayStore replays,
            PhotoStore photos,
            RunClock runClock,
            InstantSource clock) {
        return new Housekeeping(
                List.of(
                        () ->
                                drills.tidy(
                                        Micros.instant(runClock.runUs(Micros.of(clock.instant())))
                                                .minus(DRILLS)),
                        () -> replays.tidy(clock.instant().minus(DRILLS)),
                        () -> canaries.tidy(clock.instant().minus(CANARIES)),
                        () -> notifications.tidy(clock.instant().minus(EARLY_RECEIPTS)),
                        () -> photos.tidy(clock.instant().minus(UNSENT_PHOTOS)),
                        () ->
                                resubmissions.tidy(
                                        clock.instant().minus(settings.deadLetters().keep())),
                        () ->
                                transactions.executeWithoutResult(
                                        status -> letters.tidy(clock.instant())),
                        () ->
                                gateways.tidy(
                                        Micros.instant(runClock.runUs(Micros.of(clock.instant())))
                                                .minus(GATEWAY_HOURS))),
                HOUSEKEEPING);
    }

    @Bean
    HandoverStore handoverStore(
            TransactionTemplate transactions,
            JdbcClient jdbc,
            AuditTrail audit,
            InstantSource clock,
            UserStore users) {
        return new HandoverStore(transactions, jdbc, audit, clock, users);
    }

    @Bean
    PointStatuses pointStatuses() {
        return new PointStatuses();
    }

    @Bean
    OwnDistricts ownDistricts(CurrentCity city, WarningStore warnings) {
        return new OwnDistricts(city, warnings);
    }

    @Bean
    RuleTexts ruleTexts(AlertingSettings settings) {
        return new RuleTexts(settings.notifying().zone());
    }

    @Bean
    WarningViews warningViews(
            CurrentCity city,
            PointStatuses statuses,
            RuleTexts texts,
            Places places,
            RunningWindows windows,
            SteadyClock clock) {
        return new WarningViews(city, statuses, texts, places, windows, clock);
    }

    @Bean(initMethod = "start")
    StreamHub streamHub(WarningStore warnings, OwnDistricts own, JsonMapper json) {
        return new StreamHub(
                UUID.randomUUID().toString().substring(0, 8),
                (run, districts) ->
                        json.writeValueAsString(
                                warnings.summary(
                                        run.equals(Subscription.ALL_RUNS) ? null : run,
                                        own.assets(districts))));
    }

    @Bean
    LetterViews letterViews(LetterStore letters, CurrentCity city, InstantSource clock) {
        return new LetterViews(letters, city, clock);
    }

    @Bean
    GatewayViews gatewayViews(
            GatewayStore gateways, CurrentCity city, RunClock runClock, InstantSource clock) {
        return new GatewayViews(gateways, city, runClock, clock);
    }

    @Bean
    Changes changes(
            StreamHub streams,
            WarningViews views,
            PointStatuses statuses,
            GatewayViews gateways,
            LetterViews letters,
            JsonMapper json) {
        return new Changes(streams, views, statuses, gateways, letters, json);
    }

    @Bean
    HistoryStore historyStore(
            AlertingSettings settings, JsonMapper json, RunClock runClock, InstantSource clock) {
        return HistoryStore.at(settings.history(), json, runClock, clock);
    }
}
