package city.lifeline.detection.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Certainty;
import city.lifeline.model.Grade;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RuleParserTest {

    private static final String FULL =
            """
            rules:
              - id: G7
                name: {zh: 调压器出口压力, en: Regulator outlet pressure}
                applies: {quantity: pressure, assetClass: gas-station, tags: [outlet]}
                unit: MPa
                raise: above
                grades:
                  yellow: {raise: {of: setPoint, times: 1.1}, clear: {of: setPoint, times: 1.08}, onDelay: 30s, offDelay: 500ms}
                  orange:
                    raise: {of: setPoint, times: 1.2, plus: 0.001}
                    clear: {of: setPoint, times: 1.15}
                    onDelay: 10min
                    offDelay: 1h
                latch: true
                quality: [BAD, OUT_OF_RANGE, STUCK]
                certainty: possible
                source: GB/T 50493
                verified: true
                effective: 2026-01-01
                author: 王工
                text: {zh: "{pointName}压力{value} {unit}", en: "{pointName} at {value} {unit}"}
                measures: {zh: 关阀, en: Close the valve}
            """;

    private static RuleSet parse(String yaml) {
        return parse(Map.of("rules.yaml", yaml), Registry.EMPTY);
    }

    private static RuleSet parse(Map<String, String> files, Registry registry) {
        ParsedRules parsed = RuleParser.parse("7", files, registry);
        assertEquals(List.of(), parsed.faults());
        return rulesOf(parsed);
    }

    private static RuleSet rulesOf(ParsedRules parsed) {
        if (parsed.rules() == null) {
            throw new AssertionError("no rules");
        }
        return parsed.rules();
    }

    private static Rule only(RuleSet rules) {
        assertEquals(1, rules.rules().size());
        return rules.rules().get(0);
    }

    @Test
    void aRuleWithEveryField() {
        Rule rule = only(parse(FULL));
        assertEquals(
                new Rule(
                        "G7",
                        new Text("调压器出口压力", "Regulator outlet pressure"),
                        new Selector(
                                "pressure",
                                "gas-station",
                                Set.of("outlet"),
                                Set.of(),
                                false,
                                false),
                        "MPa",
                        new ThresholdCondition(
                                true,
                                List.of(
                                        new ThresholdCondition.OfGrade(
                                                Grade.YELLOW,
                                                new Limit("setPoint", 1.1, 0),
                                                new Limit("setPoint", 1.08, 0),
                                                Duration.ofSeconds(30),
                                                Duration.ofMillis(500)),
                                        new ThresholdCondition.OfGrade(
                                                Grade.ORANGE,
                                                new Limit("setPoint", 1.2, 0.001),
                                                new Limit("setPoint", 1.15, 0),
                                                Duration.ofMinutes(10),
                                                Duration.ofHours(1)))),
                        true,
                        Set.of(Acceptable.BAD, Acceptable.OUT_OF_RANGE, Acceptable.STUCK),
                        Certainty.POSSIBLE,
                        "GB/T 50493",
                        true,
                        LocalDate.of(2026, 1, 1),
                        "王工",
                        new Text("{pointName}压力{value} {unit}", "{pointName} at {value} {unit}"),
                        new Text("关阀", "Close the valve")),
                rule);
    }

    @Test
    void aRuleWithOnlyWhatItNeeds() {
        Rule rule =
                only(
                        parse(
                                """
                                rules:
                                - id: "no"
                                  name: {zh: 水位, en: Level}
                                  applies: {points: [RIVER-LEVEL]}
                                  unit: m
                                  raise: above
                                  grades: {red: {raise: 2.5, clear: 2.4}}
                                  source: operator
                                """));
        assertEquals("no", rule.id());
        assertFalse(rule.latch());
        assertFalse(rule.verified());
        assertNull(rule.effective());
        assertEquals(Certainty.LIKELY, rule.certainty());
        assertEquals(Set.of(), rule.accepts());
        assertEquals(List.of(), TextTemplate.problems(rule.text().zh(), List.of()));
        assertEquals(List.of(), TextTemplate.problems(rule.text().en(), List.of()));
        assertEquals(new Text("", ""), rule.measures());
    }

    @Test
    void aByteOrderMarkBeforeTheTextIsHarmless() {
        assertEquals(1, parse("\uFEFF" + FULL).rules().size());
    }

    @Test
    void noFilesAreNoRules() {
        RuleSet rules = parse(Map.of(), Registry.EMPTY);
        assertEquals("7", rules.version());
        assertEquals(List.of(), rules.rules());
    }

    @Test
    void anEmptyListSaysThatNoRuleIsMeant() {
        assertEquals(List.of(), parse("rules: []").rules());
    }

    @Test
    void theRulesOfAllFilesAreOneSetOrderedById() {
        RuleSet rules =
                parse(Map.of("b.yaml", FULL, "a.yaml", FULL.replace("G7", "W1")), Registry.EMPTY);
        assertEquals(List.of("G7", "W1"), rules.rules().stream().map(Rule::id).toList());
        assertTrue(rules.rule("W1") != null && rules.rule("X") == null);
    }

    @Test
    void limitsAreResolvedForAPointMildestFirst() {
        Rule rule = only(parse(FULL));
        Point point = Cities.point("PS-1", "pressure", "MPa", Map.of("setPoint", 0.3));
        assertEquals(
                List.of(
                        new ThresholdLimits(
                                Grade.YELLOW,
                                1.1 * 0.3,
                                1.08 * 0.3,
                                Duration.ofSeconds(30),
                                Duration.ofMillis(500)),
                        new ThresholdLimits(
                                Grade.ORANGE,
                                1.2 * 0.3 + 0.001,
                                1.15 * 0.3,
                                Duration.ofMinutes(10),
                                Duration.ofHours(1))),
                rule.limitsFor(point));
    }

    @Test
    void aPointInAnotherUnitHasNoLimits() {
        Rule rule = only(parse(FULL));
        Point point = Cities.point("PS-1", "pressure", "kPa", Map.of("setPoint", 300.0));
        assertEquals(List.of(), rule.limitsFor(point));
        assertEquals(
                List.of("unit"), rule.problemsAt(point).stream().map(Rule.Problem::field).toList());
    }

    @Test
    void rulesMatchByQuantityAssetClassTagsAndPoints() {
        RuleSet rules =
                parse(
                        String.join(
                                "",
                                "rules:\n",
                                rule("A", "{quantity: pressure}"),
                                rule("B", "{assetClass: gas-station}"),
                                rule("C", "{tags: [outlet, main]}"),
                                rule("D", "{points: [PS-2, PS-1]}"),
                                rule("E", "{quantity: pressure, points: [PS-2]}"),
                                rule("F", "{allPoints: true}"),
                                rule("G", "{quantity: flow}")));
        Point point = Cities.point("PS-1", "pressure", "MPa", Map.of()); // tagged outlet
        Asset station = Cities.asset("A-1", "gas-station", Set.of("main"));
        assertEquals(List.of("A", "B", "C", "D", "F"), ids(rules.matching(point, station)));
        assertEquals(List.of("A", "D", "F"), ids(rules.matching(point, null)));
    }

    @Test
    void aSetThatFitsTheRegistryIsTaken() {
        Registry city = Cities.of(Cities.point("PS-1", "pressure", "MPa", Map.of("setPoint", 0.3)));
        assertEquals(1, parse(Map.of("rules.yaml", FULL), city).rules().size());
    }

    @Test
    void templatesAreRendered() {
        assertEquals(
                "R-17 at 0.36 , $1",
                TextTemplate.render(
                        "{point} at {value} {unit}, {limit}",
                        Map.of("point", "R-17", "value", "0.36", "limit", "$1")));
    }

    private static String rule(String id, String applies) {
        return """
                - id: %s
                  name: {zh: 甲, en: A}
                  applies: %s
                  unit: MPa
                  raise: below
                  grades: {blue: {raise: 1, clear: 2}}
                  source: test
                """
                .formatted(id, applies);
    }

    private static List<String> ids(List<Rule> rules) {
        return rules.stream().map(Rule::id).toList();
    }
}
