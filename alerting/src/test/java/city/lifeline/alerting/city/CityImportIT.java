package city.lifeline.alerting.city;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import city.lifeline.alerting.TestCity;
import city.lifeline.alerting.TestDatabase;
import city.lifeline.alerting.TestServer;
import city.lifeline.alerting.audit.AuditTrail;
import city.lifeline.alerting.map.MapStore;
import city.lifeline.model.registry.Registry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

class CityImportIT {

    private final JdbcTemplate jdbc = new TestDatabase().jdbc();
    private final TransactionTemplate transactions =
            new TransactionTemplate(
                    new JdbcTransactionManager(Objects.requireNonNull(jdbc.getDataSource())));
    private final RegistryStore registries =
            new RegistryStore(JdbcClient.create(jdbc), new JsonMapper());
    private final CityImport cityImport =
            new CityImport(
                    transactions,
                    registries,
                    new RuleSetStore(JdbcClient.create(jdbc), new JsonMapper()),
                    new MapStore(JdbcClient.create(jdbc)),
                    InstantSource.fixed(Instant.parse("2026-11-22T08:00:00Z")));

    private RulesOfRecord rulesOfRecord(CurrentCity city) {
        return new RulesOfRecord(
                transactions,
                new RuleSetStore(JdbcClient.create(jdbc), new JsonMapper()),
                registries,
                new AuditTrail(JdbcClient.create(jdbc), "key"),
                city,
                InstantSource.fixed(Instant.parse("2026-11-22T09:00:00Z")));
    }

    private static ParsedCity.Valid city(Map<String, String> registry, Map<String, String> rules) {
        ParsedCity parsed = ParsedCity.of(new CityFiles(registry, rules, TestCity.MAP, List.of()));
        if (parsed instanceof ParsedCity.Valid valid) {
            return valid;
        }
        throw new AssertionError(parsed.toString());
    }

    @Test
    void comesBackAsItWas() {
        CityOfRecord put = cityImport.put(TestServer.city());
        CityOfRecord loaded = cityImport.load();

        assertEquals(put.registry(), loaded.registry());
        assertEquals(put.ruleFiles(), loaded.ruleFiles());
        assertEquals(put.rules().rules(), loaded.rules().rules());
    }

    @Test
    void theSameFilesChangeNothing() {
        cityImport.put(TestServer.city());
        cityImport.put(TestServer.city());

        assertEquals(1, jdbc.queryForObject("select count(*) from rule_sets", Long.class));
    }

    @Test
    void anotherRegistryReplacesTheFirst() {
        cityImport.put(TestServer.city());
        Map<String, String> files = new HashMap<>(TestCity.REGISTRY);
        files.compute(
                "points.csv",
                (name, text) ->
                        Objects.requireNonNull(text)
                                .replaceAll("MH-2-T,.*\n", "")
                                .replace("Methane one", "Methane 1"));
        Registry changed = cityImport.put(city(files, TestCity.RULES)).registry();

        assertEquals(3, changed.points().size());
        assertEquals(changed, registries.load());
    }

    @Test
    void aSecondInstanceFollowsTheRegistryAndDoesNotBringItsOldOneBackWithOtherRules() {
        CurrentCity ofTheFirst = new CurrentCity(cityImport.put(TestServer.city()));
        RulesOfRecord first = rulesOfRecord(ofTheFirst);
        first.refresh();
        long changes = ofTheFirst.changes();
        first.refresh();
        assertEquals(changes, ofTheFirst.changes(), "nothing was changed by anybody");
        Map<String, String> files = new HashMap<>(TestCity.REGISTRY);
        files.computeIfPresent("points.csv", (name, text) -> text.replaceAll("MH-2-T,.*\n", ""));

        Registry changed = cityImport.put(city(files, TestCity.RULES)).registry();
        Map<String, String> rules = new HashMap<>(TestCity.RULES);
        rules.computeIfPresent(
                "rules/gas.yaml", (n, text) -> text.replace("raise: 50", "raise: 60"));
        first.apply(rules, "chen", "50 is late", null, "chen");

        assertEquals(changed, ofTheFirst.get().registry());
        assertEquals(changed, registries.load());

        Registry back = cityImport.put(TestServer.city()).registry();
        first.refresh();
        assertEquals(back, ofTheFirst.get().registry());
    }

    @Test
    void otherRulesAreAnotherVersionAndTheFirstMayComeBack() {
        String first = cityImport.put(TestServer.city()).ruleFiles().version();
        Map<String, String> rules = new HashMap<>(TestCity.RULES);
        rules.computeIfPresent(
                "rules/gas.yaml", (n, text) -> text.replace("raise: 50", "raise: 60"));

        String second = cityImport.put(city(TestCity.REGISTRY, rules)).ruleFiles().version();
        String third = cityImport.put(TestServer.city()).ruleFiles().version();

        assertEquals(first, third);
        assertEquals(
                List.of(first, second, third),
                jdbc.queryForList("select version from rule_sets order by id", String.class));
        assertEquals(first, cityImport.load().ruleFiles().version());
    }

    @Test
    void aRestartDoesNotUndoWhatWasAppliedSinceTheDirectoryWasRead() {
        CityOfRecord first = cityImport.put(TestServer.city());
        Map<String, String> applied = new HashMap<>(TestCity.RULES);
        applied.computeIfPresent(
                "rules/gas.yaml", (n, text) -> text.replace("raise: 50", "raise: 60"));
        RulesOfRecord rules = rulesOfRecord(new CurrentCity(first));
        String version = rules.apply(applied, "chen", "50 is late", null, "chen").version();

        CityOfRecord restarted = cityImport.put(TestServer.city());
        assertEquals(version, restarted.ruleFiles().version());
        assertEquals(version, restarted.rules().version());

        Map<String, String> edited = new HashMap<>(TestCity.RULES);
        edited.computeIfPresent(
                "rules/gas.yaml", (n, text) -> text.replace("raise: 50", "raise: 55"));
        assertNotEquals(
                version, cityImport.put(city(TestCity.REGISTRY, edited)).ruleFiles().version());
    }

    @Test
    void aDirectoryThatHasCaughtUpDoesNotUndoWhatIsAppliedLater() {
        CityOfRecord first = cityImport.put(TestServer.city());
        Map<String, String> second = new HashMap<>(TestCity.RULES);
        second.computeIfPresent(
                "rules/gas.yaml", (n, text) -> text.replace("raise: 50", "raise: 60"));
        Map<String, String> third = new HashMap<>(TestCity.RULES);
        third.computeIfPresent(
                "rules/gas.yaml", (n, text) -> text.replace("raise: 50", "raise: 70"));
        RulesOfRecord rules = rulesOfRecord(new CurrentCity(first));
        rules.apply(second, "chen", "50 is late", null, "chen");
        cityImport.put(city(TestCity.REGISTRY, second));
        String version = rules.apply(third, "chen", "60 too", null, "chen").version();

        assertEquals(
                version, cityImport.put(city(TestCity.REGISTRY, second)).ruleFiles().version());
    }

    @Test
    void whatAnotherProcessAppliesIsTakenOver() {
        CityOfRecord city = cityImport.put(TestServer.city());
        Map<String, String> applied = new HashMap<>(TestCity.RULES);
        applied.computeIfPresent(
                "rules/gas.yaml", (n, text) -> text.replace("raise: 50", "raise: 60"));
        CurrentCity other = new CurrentCity(city);
        RulesOfRecord here = rulesOfRecord(new CurrentCity(city));
        RulesOfRecord there = rulesOfRecord(other);
        String version = here.apply(applied, "chen", "50 is late", null, "chen").version();

        there.refresh();
        assertEquals(version, other.get().rules().version());
        assertEquals(1, other.changes());
        there.refresh();
        assertEquals(1, other.changes());
    }

    @Test
    void anEmptyDatabaseHasACityWithNothingInIt() {
        CityOfRecord city = cityImport.load();

        assertEquals(Registry.EMPTY, city.registry());
        assertEquals(List.of(), city.rules().rules());
    }

    @Test
    void rulesOfRecordThatAreNoRulesAnyMoreAreNamed() {
        cityImport.put(TestServer.city());
        jdbc.update(
                "update rule_sets set files = '{\"rules/gas.yaml\": \"rules: [{id: G1}]\"}'::jsonb");

        FaultyCityException faulty = assertThrows(FaultyCityException.class, cityImport::load);
        assertEquals("rules/gas.yaml", faulty.faults().get(0).file());
    }
}
