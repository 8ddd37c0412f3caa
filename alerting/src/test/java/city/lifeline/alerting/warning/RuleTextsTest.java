package city.lifeline.alerting.warning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.TestCity;
import city.lifeline.alerting.TestEvents;
import city.lifeline.detection.rules.ParsedRules;
import city.lifeline.detection.rules.Rule;
import city.lifeline.detection.rules.RuleParser;
import city.lifeline.model.Grade;
import city.lifeline.model.Outlook;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import city.lifeline.model.registry.RegistryFiles;
import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RuleTextsTest {

    private final RuleTexts texts = new RuleTexts(ZoneId.of("Asia/Shanghai"));
    private final Registry registry =
            Objects.requireNonNull(RegistryFiles.parse(TestCity.REGISTRY).registry());
    private final Point point = Objects.requireNonNull(registry.point("MH-1-CH4"));
    private final Warning warning =
            Warning.of(TestEvents.live("MH-1-CH4").raised(Grade.YELLOW, 22.5));

    private Rule rule(String texts) {
        String file = TestCity.RULES.getOrDefault("rules/gas.yaml", "") + texts.indent(4);
        return Objects.requireNonNull(
                Objects.requireNonNull(
                                RuleParser.parse("1", Map.of("rules/gas.yaml", file), registry)
                                        .rules())
                        .rule("G1"));
    }

    private RuleTexts.Said said(Warning warning, String template) {
        return texts.of(warning, rule(template), point, registry.assetOf(point));
    }

    private static Text text(RuleTexts.Said said) {
        return Objects.requireNonNull(said.text());
    }

    @Test
    void aRuleWithoutATextHasAPlainSentence() {
        Text text = text(said(warning, ""));

        assertTrue(text.en().startsWith("Methane one: 22.5 %LEL, yellow limit "), text.en());
        assertTrue(text.zh().startsWith("甲烷一：22.5 %LEL，达到黄色预警限值"), text.zh());
        assertNull(said(warning, "").measures());
    }

    @Test
    void aNumberIsToldAsPeopleWriteIt() {
        assertEquals("12346", RuleTexts.figure(12_345.6));
        assertEquals("2275000000", RuleTexts.figure(2.275e9));
        assertEquals("22.5", RuleTexts.figure(22.5));
        assertEquals("0.06612", RuleTexts.figure(0.066_123_4));
        assertEquals("-3.142", RuleTexts.figure(-3.141_59));
        assertEquals("100", RuleTexts.figure(100));
        assertEquals("0", RuleTexts.figure(0));
        assertEquals("1.000e-09", RuleTexts.figure(1e-9));
        assertEquals("NaN", RuleTexts.figure(Double.NaN));
    }

    @Test
    void whatToDoFirstIsInBothLanguages() {
        RuleTexts.Said said =
                said(warning, "measures: {zh: '封闭{assetName}', en: 'Close {assetName}'}");

        assertEquals(new Text("封闭阀井一", "Close Valve pit one"), said.measures());
    }

    @Test
    void aSentenceAboutMinutesIsLeftOutOnceTheyAreOver() {
        String forecast = "text: {zh: '约{minutesToLimit}分钟', en: 'in {minutesToLimit} min'}";

        assertNull(said(warning, forecast).text());
        Warning ahead = withOutlook(new Outlook(23.6, 18, 31, Double.POSITIVE_INFINITY));
        assertEquals(new Text("约24分钟", "in 24 min"), said(ahead, forecast).text());
        assertNull(said(ahead, "text: {zh: '{minutesToRed}', en: '{minutesToRed}'}").text());
    }

    @Test
    void aNameIsNeverReadAsAVariableAndCannotRearrangeASentence() {
        Asset named =
                new Asset(
                        "A",
                        "gas-manhole",
                        new Text("井", "Pit {value} $1\u202e\n{limit}"),
                        "",
                        null,
                        java.util.Set.of());
        Text text =
                Objects.requireNonNull(
                        texts.of(
                                        warning,
                                        rule("text: {zh: '{assetName}', en: '{assetName} is bad'}"),
                                        point,
                                        named)
                                .text());

        assertEquals("Pit {value} $1 {limit} is bad", text.en());
    }

    @Test
    void eachInputsNumberCanBeNamed() {
        String yaml =
                """
                zone: Asia/Shanghai
                rules:
                  - id: R
                    name: {zh: 泄漏, en: Leak}
                    group: {by: asset}
                    inputs:
                      gas: {quantity: methane, unit: "%{vol}"}
                      flow: {quantity: flow, unit: m3/h, of: max}
                    grades: {red: {raise: gas >= 2 && flow >= 300, onDelay: 1s}}
                    source: test
                    text: {zh: '甲烷 {value:gas} %vol，流量 {value:flow} m³/h', en: 'methane {value:gas} %vol and flow {value:flow} m³/h'}
                    measures: {zh: '关阀，流量 {value:flow} m³/h', en: 'close the valve, {value:flow} m³/h'}
                """;
        ParsedRules parsed = RuleParser.parse("v1", Map.of("r.yaml", yaml), Registry.EMPTY);
        Rule rule =
                Objects.requireNonNull(parsed.rules(), parsed.faults()::toString).rules().get(0);
        Warning told = with(null, Map.of("gas", 2.1, "flow", 340.0));
        assertEquals(
                new Text("甲烷 2.1 %vol，流量 340 m³/h", "methane 2.1 %vol and flow 340 m³/h"),
                texts.of(told, rule, point, null).text());
        assertNull(
                texts.of(with(null, Map.of()), rule, point, null).text(),
                "an event of a version that did not tell them has the plain sentence");
        assertEquals(
                new Text("关阀，流量 340 m³/h", "close the valve, 340 m³/h"),
                texts.of(told, rule, point, null).measures());
        assertEquals(
                new Text("关阀，流量 – m³/h", "close the valve, – m³/h"),
                texts.of(with(null, Map.of()), rule, point, null).measures(),
                "what to do first is said all the same");
    }

    private Warning withOutlook(Outlook outlook) {
        return with(outlook, Map.of());
    }

    private Warning with(@Nullable Outlook outlook, Map<String, Double> inputs) {
        return new Warning(
                warning.id(),
                warning.run(),
                warning.rule(),
                warning.rulesVersion(),
                warning.point(),
                warning.asset(),
                warning.unit(),
                warning.grade(),
                warning.peak(),
                warning.state(),
                warning.value(),
                warning.peakValue(),
                warning.limit(),
                warning.raisedAt(),
                warning.gradeSince(),
                warning.updatedAt(),
                warning.clearedAt(),
                warning.certainty(),
                warning.delayed(),
                warning.latched(),
                warning.raises(),
                warning.upgrades(),
                warning.downgrades(),
                warning.clears(),
                warning.lastEventNumber(),
                outlook,
                inputs);
    }
}
