package city.lifeline.alerting.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.BadInputs;
import city.lifeline.alerting.plan.Plan;
import city.lifeline.model.Grade;
import city.lifeline.model.Text;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplatesTest {

    private final Templates templates = new Templates(ZoneId.of("Asia/Shanghai"));

    private static Templates.Told told(String asset) {
        return new Templates.Told(
                "w",
                Grade.RED,
                new Text("甲烷浓度", "Methane"),
                new Text(asset, asset),
                "湖滨区",
                62,
                50,
                "%{LEL}",
                Instant.parse("2026-11-26T00:04:05Z"),
                new Text("", ""),
                new Text("", ""),
                Double.NaN,
                null);
    }

    private String zh(String asset) {
        return templates
                .write(Kind.RAISED, List.of(told(asset)), "4711", "zh", false, false)
                .text();
    }

    @Test
    void aConditionOverSeveralQuantitiesHasNoLimit() {
        Templates.Told limited = told("Pit one");
        Templates.Told told =
                new Templates.Told(
                        limited.id(),
                        limited.grade(),
                        limited.rule(),
                        limited.asset(),
                        limited.district(),
                        limited.value(),
                        Double.NaN,
                        limited.unit(),
                        limited.raisedAt(),
                        limited.measures(),
                        limited.said(),
                        limited.minutes(),
                        null);
        for (String language : List.of("zh", "en")) {
            String text =
                    templates
                            .write(Kind.RAISED, List.of(told), "4711", language, false, false)
                            .text();
            assertTrue(text.matches(".*62 %LEL[.。]$"), text);
        }
    }

    @Test
    void chinese() {
        assertEquals(
                "【城市生命线】红色预警 “云帆路燃气阀井”（湖滨区） 11-26 08:04:05。签收请回复 1 4711。甲烷浓度：62 %LEL（限值 50）。",
                zh("云帆路燃气阀井"));
    }

    @Test
    void englishForSeveral() {
        assertEquals(
                "[Lifeline] Unanswered: RED \"Pit one\", 湖滨区 11-26 08:04:05. Reply 1 0042 to"
                        + " acknowledge. Methane: 62 %LEL (limit 50). And 2 more.",
                templates
                        .write(
                                Kind.ESCALATED,
                                List.of(told("Pit one"), told("b"), told("c")),
                                "0042",
                                "en",
                                false,
                                false)
                        .text());
    }

    @Test
    void aDrillSaysSoFirst() {
        Templates.Written zh =
                templates.write(Kind.RAISED, List.of(told("一号")), "4711", "zh", false, true);
        Templates.Written en =
                templates.write(Kind.UPGRADED, List.of(told("Pit one")), "4711", "en", true, true);

        assertTrue(zh.text().startsWith("【城市生命线】【演练】红色预警"), zh.text());
        assertTrue(zh.subject().startsWith("【演练】红色预警"), zh.subject());
        assertEquals("【演练】红色", zh.variables().get("grade"));
        assertTrue(en.text().startsWith("[Lifeline] EXERCISE: DELAYED: Now RED"), en.text());
        assertTrue(en.subject().startsWith("EXERCISE: RED warning"), en.subject());
    }

    @Test
    void whatIsLateSaysSo() {
        assertTrue(
                templates
                        .write(Kind.RAISED, List.of(told("a")), "4711", "zh", true, false)
                        .text()
                        .contains("［延迟］"));
    }

    @Test
    void aNameStaysANameOfTwentyCharactersInQuotationMarks() {
        assertTrue(zh("请回复1关闭".repeat(9)).contains("“请回复1关闭请回复1关闭请回复1关闭请…”"));
        assertFalse(zh("a” 回复 1 “b").contains("a”"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pit https://evil.example/x",
                "pit HTTP://evil.example",
                "pit www.evil.example"
            })
    void addressesAreTakenOut(String asset) {
        assertFalse(zh(asset).contains("evil"), zh(asset));
        assertTrue(zh(asset).contains("“pit”"), zh(asset));
    }

    @Test
    void nothingInvisibleGetsIn() {
        String text = zh("a\u202eb\u200bc\u0000d\u001be\nf\tg");
        assertTrue(text.contains("“abcde f g”"), text);
    }

    @Test
    void whatToDoFirstComesLastAndIsOneLineWithoutAnAddress() {
        Templates.Told told =
                new Templates.Told(
                        "w",
                        Grade.RED,
                        new Text("甲烷浓度", "Methane"),
                        new Text("井", "Pit"),
                        "",
                        62,
                        50,
                        "%{LEL}",
                        Instant.parse("2026-11-26T00:04:05Z"),
                        new Text("疏散\n禁火 http://evil.example", "Evacuate, no fire"),
                        new Text("", ""),
                        Double.NaN,
                        null);
        assertTrue(
                templates
                        .write(Kind.RAISED, List.of(told), "4711", "zh", false, false)
                        .text()
                        .endsWith("（限值 50）。先做：疏散 禁火。"));
        assertTrue(
                templates
                        .write(Kind.RAISED, List.of(told), "4711", "en", false, false)
                        .text()
                        .endsWith("(limit 50). First: Evacuate, no fire."));
    }

    @Test
    void whatIsCutOffHasSaidGradePlaceTimeAndCode() {
        Templates.Told told =
                new Templates.Told(
                        "w",
                        Grade.RED,
                        new Text("则".repeat(500), "r"),
                        new Text("点".repeat(500), "a"),
                        "区".repeat(500),
                        1e300,
                        -1e300,
                        "u".repeat(500),
                        Instant.EPOCH,
                        new Text("做".repeat(500), "m"),
                        new Text("", ""),
                        Double.NaN,
                        null);
        String text =
                templates.write(Kind.RAISED, List.of(told), "4711", "zh", false, false).text();
        assertTrue(text.length() <= Templates.MAX_LENGTH, text);
        assertTrue(text.indexOf("4711") < 100, text);
    }

    @Test
    void theRulesOwnWordsAndTheMinutesAreTold() {
        Templates.Told told =
                new Templates.Told(
                        "w",
                        Grade.YELLOW,
                        new Text("甲烷浓度", "Methane"),
                        new Text("井", "Pit"),
                        "",
                        15,
                        20,
                        "%{LEL}",
                        Instant.parse("2026-11-26T00:04:05Z"),
                        new Text("通风", "Ventilate"),
                        new Text("甲烷 10 分钟上升 6 %LEL。", "Methane rises 6 %LEL in 10 min."),
                        23.6,
                        null);
        Templates.Written zh =
                templates.write(Kind.RAISED, List.of(told), "4711", "zh", false, false);
        assertTrue(
                zh.text().endsWith("签收请回复 1 4711。甲烷 10 分钟上升 6 %LEL。预计约 24 分钟后达到。先做：通风。"),
                zh.text());
        assertEquals("4711", zh.variables().get("code"));
        assertTrue(
                templates
                        .write(Kind.RAISED, List.of(told), "4711", "en", false, false)
                        .text()
                        .endsWith(
                                "Methane rises 6 %LEL in 10 min. Foreseen in about 24 min. First:"
                                        + " Ventilate."));
    }

    @Test
    void anSmsTellsThePlanAndItsFirstStepAndMailAllOfIt() {
        Templates.Told pit = told("Pit one");
        Plan plan =
                new Plan(
                        "gas-leak",
                        List.of("G*"),
                        Set.of(),
                        Set.of(),
                        new Text("阀井燃气泄漏", "Gas leak in a valve pit"),
                        List.of(
                                new Text("禁火，拉警戒。", "No fire, close off 20 m."),
                                new Text("测" + "量".repeat(290), "Measure nearby")),
                        List.of(new Text("燃气集团", "Gas company"), new Text("消防", "Fire brigade")),
                        URI.create("https://plans.example/gas.pdf"));
        Templates.Told told =
                new Templates.Told(
                        pit.id(),
                        pit.grade(),
                        pit.rule(),
                        pit.asset(),
                        pit.district(),
                        pit.value(),
                        pit.limit(),
                        pit.unit(),
                        pit.raisedAt(),
                        new Text("规则的话", "the rule's words"),
                        pit.said(),
                        pit.minutes(),
                        plan);
        Templates.Written zh =
                templates.write(Kind.RAISED, List.of(told), "4711", "zh", false, false);
        assertTrue(zh.text().endsWith("先做（预案“阀井燃气泄漏”）：禁火，拉警戒。"), zh.text());
        assertTrue(zh.text().length() <= Templates.MAX_LENGTH, zh.text());
        assertTrue(zh.plan().contains("2. 测量量"), zh.plan());
        Templates.Written en =
                templates.write(Kind.RAISED, List.of(told), "4711", "en", false, false);
        assertTrue(
                en.text()
                        .endsWith(
                                " First (plan \"Gas leak in a valve pit\"): No fire, close off 20"
                                        + " m."),
                en.text());
        assertEquals(
                """
                Plan: Gas leak in a valve pit
                1. No fire, close off 20 m.
                2. Measure nearby
                Call: Gas company, Fire brigade
                In full: https://plans.example/gas.pdf""",
                en.plan());
    }

    /** Names as rows of the collection have them, and what is to be left of them. */
    private static final Map<String, List<String>> NAMES =
            Map.of(
                    "line breaks / tab", List.of("a\r\nBcc:\tb\u2028c", "“a Bcc: b c”"),
                    "name with 'https://evil'", List.of("a https://evil/x", "“a”"),
                    "name 'reply 1 to close'",
                            List.of("reply 1 to close it now", "“reply 1 to close it…”"),
                    "NUL / ESC / bidi chars", List.of("a\0b\u001bc\u202ed", "“abcd”"),
                    "500-char message", List.of("长".repeat(500), "“" + "长".repeat(19) + "…”"));

    @TestFactory
    Stream<DynamicTest> rowsOfTheCollectionAreWritten() {
        List<DynamicTest> tests = new ArrayList<>();
        for (BadInputs.Row row : BadInputs.of("notification")) {
            List<String> name = NAMES.get(row.input().replaceAll(" \\[.*", ""));
            if (name == null) {
                continue;
            }
            tests.add(
                    DynamicTest.dynamicTest(
                            row.id() + ' ' + row.input(),
                            () -> {
                                Templates.Written written =
                                        templates.write(
                                                Kind.RAISED,
                                                List.of(told(name.get(0))),
                                                "4711",
                                                "zh",
                                                false,
                                                false);
                                assertTrue(written.text().contains(name.get(1)), written.text());
                                assertTrue(written.text().length() <= Templates.MAX_LENGTH);
                                assertTrue(
                                        (written.text() + written.subject())
                                                .chars()
                                                .noneMatch(Character::isISOControl),
                                        written.subject());
                                assertTrue(
                                        written.text().indexOf("1 4711")
                                                < written.text().indexOf("甲烷"),
                                        written.text());
                            }));
        }
        assertTrue(tests.size() >= NAMES.size(), tests.toString());
        return tests.stream();
    }
}
