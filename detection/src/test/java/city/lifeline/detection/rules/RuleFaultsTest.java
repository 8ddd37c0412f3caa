package city.lifeline.detection.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Fault;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused, and how it is said: place, field, reason. */
class RuleFaultsTest {

    /** Line 3 is the id; a test replaces parts of it. */
    private static final String GOOD =
            """
            # gas
            rules:
              - id: G6
                name: {zh: 站内甲烷, en: Station methane}
                applies: {quantity: methane}
                unit: "%{LEL}"
                raise: above
                grades:
                  yellow: {raise: 25, clear: 22, onDelay: 5s, offDelay: 5s}
                  orange: {raise: 50, clear: 45, onDelay: 5s}
                source: GB/T 50493
            """;

    private static final Registry CITY =
            Cities.of(
                    Cities.point("CH4-1", "methane", "%{LEL}", Map.of("span", 100.0)),
                    Cities.point("CH4-2", "methane", "%{LEL}", Map.of()),
                    Cities.point("PS-1", "pressure", "MPa", Map.of("setPoint", 0.3)));

    private static List<String> faults(Map<String, String> files, Registry registry) {
        ParsedRules parsed = RuleParser.parse("1", files, registry);
        assertNull(parsed.rules(), "the whole set is refused");
        return parsed.faults().stream().map(Fault::toString).toList();
    }

    private static List<String> faults(String yaml) {
        return faults(Map.of("gas.yaml", yaml), Registry.EMPTY);
    }

    private static List<String> faultsInCity(String yaml) {
        return faults(Map.of("gas.yaml", yaml), CITY);
    }

    private static String fault(String yaml) {
        return only(faults(yaml));
    }

    private static String faultInCity(String yaml) {
        return only(faultsInCity(yaml));
    }

    private static String only(List<String> faults) {
        assertEquals(1, faults.size(), faults::toString);
        return faults.get(0);
    }

    private static String with(String part, String replacement) {
        assertTrue(GOOD.contains(part), part);
        return GOOD.replace(part, replacement);
    }

    private static void assertSays(String fault, String place, String reason) {
        assertTrue(fault.startsWith("gas.yaml:" + place), fault);
        assertTrue(fault.contains(reason), fault);
    }

    @Test
    void theGoodRuleIsGood() {
        ParsedRules parsed = RuleParser.parse("1", Map.of("gas.yaml", GOOD), CITY);
        assertEquals(List.of(), parsed.faults());
    }

    // Syntax

    @ParameterizedTest
    @CsvSource({"''", "' '", "'# nothing'", "'\uFEFF'", "'\uFEFF\n'"})
    void aFileThatIsEmptyOrOnlyAByteOrderMark(String text) {
        assertSays(fault(text), "1:1: ", "is empty");
    }

    @Test
    void anUnclosedQuote() {
        assertSays(fault(with("GB/T 50493", "\"GB/T 50493")), "12:1: ", "quoted scalar in line 11");
    }

    @Test
    void aPercentSignWithoutQuotes() {
        assertSays(fault(with("\"%{LEL}\"", "%{LEL}")), "6:11: ", "in quotes");
    }

    @Test
    void aTabForIndentation() {
        assertSays(fault(with("    raise: above", "\traise: above")), "7:1: ", "is not YAML");
    }

    @Test
    void aFieldWrittenTwice() {
        assertSays(
                fault(with("    raise: above\n", "    raise: above\n    raise: below\n")),
                "8:5: raise: ",
                "is written twice: first in line 7");
    }

    @Test
    void anIdWrittenTwiceInOneFile() {
        assertSays(
                fault(GOOD + GOOD.substring(GOOD.indexOf("  - id"))),
                "12:9: rule G6, id: ",
                "is taken by the rule at gas.yaml:3:9");
    }

    @Test
    void anIdWrittenTwiceInTwoFiles() {
        assertEquals(
                List.of("water.yaml:3:9: rule G6, id: is taken by the rule at gas.yaml:3:9"),
                faults(Map.of("water.yaml", GOOD, "gas.yaml", GOOD), Registry.EMPTY));
    }

    @Test
    void aFileInUtf16() {
        byte[] utf16 = ("\uFEFF" + GOOD).getBytes(StandardCharsets.UTF_16LE);
        assertSays(fault(new String(utf16, StandardCharsets.UTF_8)), "1:1: ", "not UTF-8");
        byte[] withoutMark = GOOD.getBytes(StandardCharsets.UTF_16LE);
        assertSays(fault(new String(withoutMark, StandardCharsets.UTF_8)), "1:2: ", "UTF-16");
    }

    @Test
    void aNulCharacter() {
        assertSays(fault(with("above", "ab\0ve")), "7:14: ", "NUL character");
    }

    @Test
    void aControlCharacter() {
        assertSays(fault(with("above", "above\u0007")), "7:17: ", "U+0007");
    }

    @Test
    void halfACharacter() {
        assertSays(fault(with("above", "above\uD83D")), "7:17: ", "U+D83D");
    }

    @Test
    void aliasesThatWouldGrowWithoutEnd() {
        String bomb =
                """
                a: &a [x, x, x, x, x, x, x, x, x]
                b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
                c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]
                rules: [*c]
                """;
        assertSays(fault(bomb), "1:4: ", "sets the anchor &a");
        assertSays(fault("rules: *a"), "1:8: ", "uses the alias *a");
    }

    @Test
    void aTag() {
        List<String> faults = faults(with("G6", "!!javax.script.ScriptEngineManager [x]"));
        assertSays(faults.get(0), "3:9: ", "has the tag tag:yaml.org,2002:javax.script");
    }

    @Test
    void aSecondDocument() {
        assertSays(fault(GOOD + "---\n" + GOOD), "12:1: ", "second document");
    }

    @Test
    void nestingWithoutEnd() {
        assertSays(fault("rules: " + "[".repeat(100_000)), "1:", "nested more than");
    }

    @Test
    void somethingElseThanRules() {
        assertSays(fault("- id: G6"), "1:1: ", "must begin with 'rules:'");
        assertSays(fault("rules: {id: G6}"), "1:8: rules: ", "must be a list of rules");
        assertSays(fault("rules: [G6]"), "1:9: rule no. 1: ", "must be a group of fields");
        assertSays(fault("rules:"), "1:7: rules: ", "must be a list of rules");
    }

    @Test
    void anInclude() {
        assertSays(
                fault("include: ../../../etc/passwd\n" + GOOD),
                "1:1: include: ",
                "is not a known field");
    }

    @Test
    @Timeout(60)
    void moreThanTwentyThousandRules() {
        StringBuilder yaml = new StringBuilder("rules:\n");
        for (int i = 0; i < 100_000; i++) {
            yaml.append("- {id: R").append(i).append("}\n");
        }
        assertSays(fault(yaml.toString()), "20002:3: ", "more than 20,000 items");
    }

    @Test
    @Timeout(60)
    void moreThanTwentyThousandRulesInSeveralFiles() {
        Map<String, String> files = new TreeMap<>();
        String rule = GOOD.substring(GOOD.indexOf("  - id"));
        for (int file = 0; file < 3; file++) {
            StringBuilder yaml = new StringBuilder("rules:\n");
            for (int i = 0; i < 7_000; i++) {
                yaml.append(rule.replace("G6", "R" + file + "-" + i));
            }
            files.put(file + ".yaml", yaml.toString());
        }
        assertEquals(
                List.of("2.yaml:54002:5: rules: the set has more than 20,000 rules"),
                faults(files, Registry.EMPTY));
    }

    // What YAML 1.1 takes for something else

    @ParameterizedTest
    @CsvSource({"no", "on", "off", "Yes", "~", "null", "12", "010", "12:30", "0x1F", "1_000"})
    void anIdThatIsNoText(String id) {
        assertSays(fault(with("G6", id)), "3:9: rule no. 1, id: ", "put it in quotes");
    }

    @ParameterizedTest
    @CsvSource({
        "010, leading zero",
        "0o10, not decimal",
        "0x1F, not decimal",
        "12:30, base 60",
        "1_000, without _",
        "'25,5', decimal comma",
        "'\"25\"', remove the quotes",
        "high, must be a number",
        "25 %, must be a number",
        ".inf, finite",
        "-.INF, finite",
        "Infinity, finite",
        ".nan, finite",
        "NaN, finite",
        "1e999, too large",
        "yes, must be a number",
        "'[1]', must be a single value"
    })
    void aLimitThatIsNoNumber(String number, String reason) {
        List<String> faults =
                faults(
                        with(
                                "yellow: {raise: 25, clear: 22, onDelay: 5s, offDelay: 5s}",
                                "yellow:\n        raise: " + number + "\n        clear: 22"));
        assertSays(only(faults), "10:16: rule G6, grades.yellow.raise: ", reason);
    }

    @ParameterizedTest
    @CsvSource({"yes", "on", "True", "'\"true\"'", "1"})
    void aFlagThatIsNeitherTrueNorFalse(String flag) {
        assertSays(
                fault(GOOD + "    latch: " + flag),
                "12:12: rule G6, latch: ",
                "must be true or false");
    }

    // Meaning

    @Test
    void anUnknownFieldWithTheNearestKnownOne() {
        assertEquals(
                List.of(
                        "gas.yaml:9:16: rule G6, grades.yellow.rise: is not a known field; did you"
                                + " mean 'raise'?",
                        "gas.yaml:9:15: rule G6, grades.yellow.raise: is missing"),
                faults(with("{raise: 25", "{rise: 25")).stream()
                        .sorted(java.util.Comparator.reverseOrder())
                        .toList());
        assertSays(
                fault(GOOD + "    treshold: 5"),
                "12:5: rule G6, treshold: ",
                "known here are allowChatter, anomaly, applies");
        assertSays(
                fault(with("{quantity: methane}", "{quantity: methane, assetclass: x}")),
                "5:34: rule G6, applies.assetclass: ",
                "did you mean 'assetClass'?");
    }

    @Test
    void everythingThatIsMissing() {
        assertEquals(
                List.of(
                        "gas.yaml:1:10: rule no. 1, applies: is missing",
                        "gas.yaml:1:10: rule no. 1, grades: is missing",
                        "gas.yaml:1:10: rule no. 1, id: is missing",
                        "gas.yaml:1:10: rule no. 1, name: is missing",
                        "gas.yaml:1:10: rule no. 1, raise: is missing",
                        "gas.yaml:1:10: rule no. 1, source: is missing",
                        "gas.yaml:1:10: rule no. 1, unit: is missing"),
                faults("rules: [ {} ]"));
    }

    @Test
    void allFaultsOfAllFilesAtOnce() {
        List<String> faults =
                faults(
                        Map.of(
                                "b.yaml",
                                with("clear: 22", "clear: 30").replace("5s}", "5x}"),
                                "a.yaml",
                                with("above", "upwards"),
                                "c.yaml",
                                "rules: ["),
                        Registry.EMPTY);
        assertEquals(
                List.of("a.yaml:7", "b.yaml:10", "b.yaml:3", "b.yaml:9", "b.yaml:9", "c.yaml:1"),
                faults.stream()
                        .map(fault -> fault.substring(0, fault.indexOf(':', 7)))
                        .sorted()
                        .toList());
    }

    @Test
    void aValueOfTheWrongKind() {
        assertSays(
                fault(with("{quantity: methane}", "methane")),
                "5:14: rule G6, applies: ",
                "group of fields");
        assertSays(fault(with("above", "[above]")), "7:12: rule G6, raise: ", "single value");
        assertSays(fault(with("above", "")), "7:11: rule G6, raise: ", "has no value");
        assertSays(
                fault(with("{quantity: methane}", "{points: CH4-1}")),
                "5:23: rule G6, applies.points: ",
                "must be a list");
        assertSays(
                fault(with("{quantity: methane}", "{points: [CH4-1, [x]]}")),
                "5:31: rule G6, applies.points: ",
                "must hold texts only");
        assertSays(
                fault(with("{quantity: methane}", "{points: [CH4-1, CH4-1]}")),
                "5:31: rule G6, applies.points: ",
                "names 'CH4-1' twice");
        assertSays(fault(with("above", "upwards")), "7:12: rule G6, raise: ", "above, below");
    }

    @Test
    void anIdThatIsNotSafeToUse() {
        assertSays(fault(with("G6", "a/b")), "3:9: rule no. 1, id: ", "'a/b' is not an id");
        assertSays(fault(with("G6", "x".repeat(65))), "3:9: rule no. 1, id: ", "is not an id");
    }

    @Test
    void anUnitThatIsNone() {
        assertSays(fault(with("\"%{LEL}\"", "\"% LEL\"")), "6:11: rule G6, unit: ", "UCUM");
        assertSays(fault(with("\"%{LEL}\"", "℃")), "6:11: rule G6, unit: ", "UCUM");
    }

    @Test
    void anUnitOtherThanThePoints() {
        assertSays(
                faultInCity(with("\"%{LEL}\"", "\"%{vol}\"")),
                "6:11: rule G6, unit: ",
                "point CH4-1: the rule is in %{vol} but the point is kept in %{LEL}");
        assertTrue(faultInCity(with("\"%{LEL}\"", "\"%{vol}\"")).endsWith("(and so at 1 more)"));
    }

    @Test
    void clearOnTheWrongSideOfRaise() {
        assertSays(
                fault(with("clear: 22", "clear: 26")),
                "9:34: rule G6, grades.yellow.clear: ",
                "26 lies on the dangerous side of raise 25");
        List<String> low = faults(with("above", "below").replace("50", "20").replace("45", "21"));
        assertSays(
                only(low),
                "9:34: rule G6, grades.yellow.clear: ",
                "a rule that raises below must clear at raise or higher");
    }

    @Test
    void gradesThatAreNotMonotone() {
        assertSays(
                faults(with("raise: 50", "raise: 25")).get(0),
                "10:23: rule G6, grades.orange.raise: ",
                "25 must be higher than 25 of the milder grade yellow");
        assertSays(
                fault(with("clear: 45", "clear: 21")),
                "10:34: rule G6, grades.orange.clear: ",
                "21 must not be lower than 22 of the milder grade yellow");
    }

    @Test
    void noHysteresisAndNoDelayUnlessItIsMeant() {
        String chatter = with("clear: 45, onDelay: 5s", "clear: 50");
        assertSays(fault(chatter), "10:34: rule G6, grades.orange.clear: ", "allowChatter: true");
        ParsedRules meant =
                RuleParser.parse(
                        "1",
                        Map.of("gas.yaml", chatter + "    allowChatter: true\n"),
                        Registry.EMPTY);
        assertEquals(List.of(), meant.faults());
    }

    @ParameterizedTest
    @CsvSource({
        "8d, longer than 7 days",
        "400d, longer than 7 days",
        "169h, longer than 7 days",
        "999999999d, too long",
        "9999999999999d, is not a duration",
        "5, is not a duration",
        "5m, is not a duration",
        "-5s, is not a duration",
        "PT5S, is not a duration",
        "'[5s]', single value"
    })
    void aDurationOutOfBounds(String duration, String reason) {
        assertSays(
                fault(with("offDelay: 5s", "offDelay: " + duration)),
                "9:61: rule G6, grades.yellow.offDelay: ",
                reason);
    }

    /** What a rule looks at, put before its grades; the fault stands in line 8 or further down. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sum: {window: 0s} | sum.window: must be longer than nothing",
                "sum: {window: 400d} | sum.window: must not be longer than 7 days",
                "sum: {} | sum.window: is missing",
                "sum: 5min | sum: must be a group of fields",
                "sum: {window: 1h, windw: 1h} | sum.windw: is not a known field; did you mean"
                        + " 'window'?",
                "rate: {window: 10min, per: 0s} | rate.per: must be longer than nothing",
                "rate: {window: 10min} | rate.per: is missing",
                "rate: {window: 10min, per: '10%'} | rate.per: '10%' is not a duration",
                "rate: {window: 1s, per: 1s} | grades.yellow.onDelay: must not be longer than the"
                        + " window",
                "forecast: {window: 10min, ahead: 0s} | forecast.ahead: must be longer than"
                        + " nothing",
                "forecast: {window: 10min, ahead: 21min} | forecast.ahead: must not be longer than"
                        + " twice the window",
                "usual: {days: 7} | usual.floor: is missing",
                "usual: {days: 7, floor: 0} | usual.floor: must be above 0",
                "usual: {days: 15, floor: 1} | usual.days: must be a whole number of 2 to 14",
                "usual: {days: 2.5, floor: 1} | usual.days: must be a whole number",
                "usual: {weeks: 5, floor: 1} | usual.weeks: must be a whole number of 2 to 4",
                "usual: {floor: 1} | usual: must have either days or weeks",
                "usual: {days: 7, weeks: 2, floor: 1} | usual: must have either days or weeks",
                "usual: {days: 7, floor: 1} | unit: must be \"1\"",
                "silence: {intervals: 1} | silence.intervals: must be 2 to 1,000",
                "silence: {atLeast: 15min} | silence.intervals: is missing",
                "silence: {intervals: 3} | unit: has no meaning for silence",
                "silence: {intervals: 3} | grades: must hold exactly one grade for silence",
                "silence: {intervals: 3} | grades.yellow.raise: is not a known field"
            })
    void aMeasureThatMakesNoSense(String measure, String reason) {
        List<String> faults = faults(with("    grades:\n", "    " + measure + "\n    grades:\n"));
        assertTrue(
                faults.stream().anyMatch(fault -> fault.contains("rule G6, " + reason)),
                faults::toString);
    }

    @Test
    void twoMeasures() {
        assertSays(
                fault(
                        with(
                                "    grades:\n",
                                "    sum: {window: 1h}\n    mean: {window: 1h}\n    grades:\n")),
                "9:11: rule G6, mean: ",
                "and sum exclude each other");
    }

    @Test
    void aRateThatStandingStillWouldReach() {
        assertSays(
                fault(
                        with("yellow: {raise: 25, clear: 22,", "yellow: {raise: 0, clear: -1,")
                                .replace(
                                        "    grades:\n",
                                        "    rate: {window: 1h, per: 1h}\n    grades:\n")),
                "10:23: rule G6, grades.yellow.raise: ",
                "does not move at all");
    }

    @Test
    void aSwingThatIsDangerousBelow() {
        assertTrue(
                faults(
                                with("raise: above", "raise: below")
                                        .replace(
                                                "    grades:\n",
                                                "    swing: {window: 1h}\n    grades:\n"))
                        .stream()
                        .anyMatch(fault -> fault.contains("is never below 0")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "deadband: 0 | deadband: must be above 0",
                "deadband: -1 | deadband: must be above 0",
                "deadband: 0% | deadband: must be above 0 %",
                "deadband: 51% | deadband: must be above 0 %",
                "deadband: much | deadband: must be a number",
                "clear: 22, deadband: 2 | deadband: and clear say the same thing",
                "clear: 22, samples: 0 | samples: must be a number such as 2",
                "clear: 22, samples: 3 of 2 | samples: must be a number such as 2",
                "clear: 22, samples: 65 | samples: must be a number such as 2",
                "clear: 22, samples: two | samples: must be a number such as 2",
                "clear: 22, samples: 2 | samples: and onDelay exclude each other"
            })
    void aDeadbandOrCountThatMakesNoSense(String given, String reason) {
        List<String> faults = faults(with("clear: 22", given));
        assertEquals(1, faults.size(), faults::toString);
        assertTrue(faults.get(0).contains("rule G6, grades.yellow." + reason), faults::toString);
    }

    @Test
    void aShareOfASpanThatThePointDoesNotHave() {
        assertSays(
                faultInCity(with("clear: 22", "deadband: 2%")),
                "",
                "the point has no physical range");
    }

    @Test
    void aForecastWithACertaintyOfItsOwn() {
        String forecast =
                with("    grades:\n", "    forecast: {window: 1h, ahead: 1h}\n    grades:\n");
        assertTrue(
                fault(forecast.replace("    source:", "    certainty: likely\n    source:"))
                        .contains("rule G6, certainty: follows from the forecast"));
    }

    @Test
    void sevenDaysAreInBounds() {
        ParsedRules parsed =
                RuleParser.parse("1", Map.of("a.yaml", with("offDelay: 5s", "offDelay: 7d")), CITY);
        assertEquals(List.of(), parsed.faults());
    }

    @ParameterizedTest
    @CsvSource({"2026-02-30", "2026-13-01", "26-01-01", "2026-1-1", "2026-01-01T00:00:00Z", "soon"})
    void aDateThatIsNone(String date) {
        assertSays(
                fault(GOOD + "    effective: " + date),
                "12:16: rule G6, effective: ",
                "must be a day of the calendar");
    }

    @Test
    void aTemplateVariableThatIsUnknown() {
        assertSays(
                fault(GOOD + "    text: {zh: \"{point} {valeu}\", en: x}"),
                "12:16: rule G6, text.zh: ",
                "unknown variable {valeu}; did you mean {value}?");
        assertSays(
                fault(GOOD + "    measures: {zh: x, en: \"${java:version}\"}"),
                "12:27: rule G6, measures.en: ",
                "unknown variable {java:version}");
        assertSays(
                fault(GOOD + "    text: {zh: x, en: \"{{value}}\"}"),
                "12:23: rule G6, text.en: ",
                "brace");
    }

    @Test
    void aTextThatIsMissingInALanguage() {
        assertSays(
                fault(with("{zh: 站内甲烷, en: Station methane}", "{zh: 站内甲烷}")),
                "4:11: rule G6, name.en: ",
                "is missing");
        assertSays(
                fault(with("{zh: 站内甲烷, en: Station methane}", "{zh: '', en: Methane}")),
                "4:16: rule G6, name.zh: ",
                "must not be empty");
        assertSays(
                fault(GOOD + "    measures: {zh: 关阀}"), "12:15: rule G6, measures.en: ", "missing");
    }

    @Test
    void aTextThatIsTooLongOrOfSeveralLines() {
        assertSays(
                fault(with("GB/T 50493", "x".repeat(301))),
                "11:13: rule G6, source: ",
                "longer than 300 characters");
        assertSays(
                fault(with("GB/T 50493", "\"a\\nb\"")), "11:13: rule G6, source: ", "single line");
    }

    @Test
    void aQualityThatCannotBeAccepted() {
        assertSays(fault(GOOD + "    quality: [GOOD]"), "12:14: rule G6, quality: ", "always");
        assertSays(fault(GOOD + "    quality: [CLOCK]"), "12:14: rule G6, quality: ", "always");
        assertSays(fault(GOOD + "    quality: [MISSING]"), "12:14: rule G6, quality: ", "no value");
        assertSays(fault(GOOD + "    quality: [POOR]"), "12:14: rule G6, quality: ", "'POOR'");
        assertSays(fault(GOOD + "    quality: []"), "12:14: rule G6, quality: ", "empty list");
    }

    @Test
    void aCertaintyThatIsNone() {
        assertSays(fault(GOOD + "    certainty: sure"), "12:16: rule G6, certainty: ", "observed");
    }

    @Test
    void gradesWithoutAny() {
        assertSays(
                fault(
                        GOOD.substring(0, GOOD.indexOf("    grades:"))
                                + "    grades: {}\n    source: x"),
                "8:13: rule G6, grades: ",
                "at least one of blue");
        assertSays(
                faults(with("orange:", "purple:")).get(0),
                "10:7: rule G6, grades.purple: ",
                "known here are blue, orange, red, yellow");
    }

    @Test
    void aSelectorThatRestrictsNothing() {
        assertSays(
                fault(with("{quantity: methane}", "{}")),
                "5:14: rule G6, applies: ",
                "every point");
        assertSays(
                faults(with("{quantity: methane}", "{tags: []}")).get(0),
                "5:21: rule G6, applies.tags: ",
                "empty list");
    }

    @Test
    void tagsThatEveryPointHas() {
        Point one = Cities.point("CH4-1", "methane", "%{LEL}", Map.of());
        Point two = Cities.point("CH4-2", "methane", "%{LEL}", Map.of());
        assertSays(
                only(
                        faults(
                                Map.of("gas.yaml", with("{quantity: methane}", "{tags: [outlet]}")),
                                Cities.of(one, two))),
                "5:14: rule G6, applies: ",
                "matches every one of the 2 points");
    }

    @Test
    void namesThatTheRegistryDoesNotHave() {
        assertSays(
                faultInCity(with("quantity: methane", "quantity: methan")),
                "5:25: rule G6, applies.quantity: ",
                "did you mean 'methane'?");
        assertSays(
                faultInCity(with("quantity: methane", "assetClass: bridge")),
                "5:27: rule G6, applies.assetClass: ",
                "registered are gas-station");
        assertSays(
                faultInCity(with("quantity: methane", "tags: [outlet, inlet]")),
                "5:30: rule G6, applies.tags: ",
                "'inlet'");
        assertSays(
                faultInCity(with("quantity: methane", "points: [CH4-1, CH4-9]")),
                "5:31: rule G6, applies.points: ",
                "'CH4-9'");
    }

    @Test
    void aSelectorThatMatchesNoPointUnlessItIsMeant() {
        String none = with("quantity: methane", "quantity: methane, points: [PS-1]");
        assertSays(faultInCity(none), "5:14: rule G6, applies: ", "allowNoPoints: true");
        String meant = none.replace("[PS-1]", "[PS-1], allowNoPoints: true");
        assertEquals(List.of(), RuleParser.parse("1", Map.of("gas.yaml", meant), CITY).faults());
        String meantForAll = "allowNoPoints: true\n" + none;
        assertEquals(
                List.of(), RuleParser.parse("1", Map.of("gas.yaml", meantForAll), CITY).faults());
    }

    @Test
    void aRegisteredLimitThatAPointLacks() {
        assertSays(
                faultInCity(with("raise: 50", "raise: {of: span, times: 0.5}")),
                "10:23: rule G6, grades.orange.raise: ",
                "point CH4-2: the point has no registered limit 'span'; it has none");
        assertSays(
                fault(with("raise: 50", "raise: {times: 0.5}")),
                "10:23: rule G6, grades.orange.raise.of: ",
                "is missing");
    }

    @Test
    void registeredLimitsThatContradictEachOther() {
        String relative =
                with("{quantity: methane}", "{points: [CH4-1]}")
                        .replace("raise: 50", "raise: {of: span, times: 0.2}");
        List<String> faults = faultsInCity(relative);
        assertSays(
                faults.get(0),
                "10:23: rule G6, grades.orange.raise: ",
                "point CH4-1: 20 must be higher than 25");
    }

    @Test
    void aScheduleThatLeavesATimeOutOrNamesItTwice() {
        assertSays(
                fault(
                        scheduled(
                                "{hours: 06:00 to 22:00, limit: 25}",
                                "{hours: 22:00 to 05:00, limit: 30}")),
                "10:23: rule G6, grades.yellow.raise: ",
                "gives no limit for mon 01-01 05:00");
        assertSays(
                fault(
                        scheduled(
                                "{season: 03-01 to 10-31, limit: 25}",
                                "{season: 11-01 to 02-28, limit: 30}")),
                "10:23: rule G6, grades.yellow.raise: ",
                "gives no limit for mon 02-29 00:00");
        assertSays(
                fault(
                        scheduled(
                                "{weekdays: [mon, tue, wed, thu, fri], limit: 25}",
                                "{weekdays: [fri, sat, sun], limit: 30}")),
                "10:23: rule G6, grades.yellow.raise: ",
                "nos. 1 and 2 of its schedule both give a limit for fri 01-01 00:00");
    }

    @Test
    void aScheduleWhoseGradesAreOutOfOrderAtSomeTimeOnly() {
        assertSays(
                fault(
                        scheduled(
                                "{hours: 06:00 to 22:00, limit: 25}",
                                "{hours: 22:00 to 06:00, limit: 60}")),
                "11:23: rule G6, grades.orange.raise: ",
                "50 must be higher than 60 of the milder grade yellow");
    }

    @Test
    void timesWithoutATimeZone() {
        assertSays(
                fault(with("raise: above", "raise: above\n    when: {hours: 02:00 to 04:00}")),
                "8:11: rule G6, when: ",
                "zone: Asia/Shanghai");
        assertSays(
                fault(with("# gas", "zone: Shanghai")),
                "1:7: zone: ",
                "'Shanghai' is not a time zone");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{hours: 2 to 4}|, when.hours: |must be such as 02:00 to 04:00",
                "{hours: 02:00 to 02:00}|, when.hours: |leave them out for the whole day",
                "{season: 02-30 to 04-01}|, when.season: |month first",
                "{weekdays: [monday]}|, when.weekdays: |must be of mon, tue",
                "{once: true}|, when: |must give hours, weekdays or season",
                "{hours: 02:00 to 04:00, once: true}|, grades.yellow: |samples, which counts the times",
            })
    void timesThatAreNone(String when, String field, String reason) {
        List<String> faults =
                faults(
                        with("# gas", "zone: Asia/Shanghai")
                                .replace("raise: above", "raise: above\n    when: " + when));
        assertTrue(
                faults.stream().anyMatch(fault -> fault.contains(field) && fault.contains(reason)),
                faults::toString);
    }

    @ParameterizedTest
    @CsvSource({"'drift: {learn: 7, days: 7, fastest: 1}'", "'steepest: {window: 10s, per: 1s}'"})
    void aDistanceThatWouldHaveToBeBelowALimit(String measure) {
        List<String> faults = faults(GOOD.replace("raise: above", "raise: below\n    " + measure));
        assertTrue(
                faults.stream().anyMatch(fault -> fault.contains("G6, raise: must be above")),
                faults::toString);
    }

    @Test
    void aDriftThatIsLookedForAtSomeTimesOnly() {
        List<String> faults =
                faults(
                        with("# gas", "zone: Asia/Shanghai")
                                .replace(
                                        "raise: above",
                                        "raise: above\n    when: {hours: 02:00 to 04:00}\n"
                                                + "    drift: {learn: 7, days: 7, fastest: 1}"));
        assertTrue(
                faults.stream()
                        .anyMatch(fault -> fault.contains("G6, when: has no meaning for drift")),
                faults::toString);
    }

    private static String scheduled(String... parts) {
        return with("# gas", "# gas\nzone: Asia/Shanghai")
                .replace(
                        "{raise: 25, clear: 22,",
                        "{raise: {schedule: [" + String.join(", ", parts) + "]}, clear: 22,");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "count: {window: 24h}|, count: |either above or below",
                "count: {window: 24h, above: 1}|, unit: |numbers of times",
                "stuck: {samples: 1, times: 3}|, stuck.samples: |whole number of 2 to 1,000",
                "stuck: {samples: 12, times: 0}|, stuck.times: |1 to 1,000 times",
                "stuck: {samples: 12, times: 3}|, unit: |must be s",
                "creep: {days: 30, years: 1, per: 1d}|, creep: |either days or years",
                "creep: {days: 200, per: 1d}|, creep.days: |the season looks like creep",
                "creep: {years: 1.5, per: 1d}|, creep.years: |whole number of 1 to 5",
                "creep: {years: 1, per: 2000d}|, creep.per: |longer than 365 days",
                "creep: {dayz: 30, per: 1d}|, creep.dayz: |did you mean 'days'?",
                "percentile: {of: 100, window: 7d}|, percentile.of: |1 to 99.9 percent",
                "percentile: {of: 95, window: 7d, baseline: 28d}|, percentile.floor: |missing",
                "percentile: {of: 95, window: 7d, floor: 1}|, percentile.floor: |without a baseline",
                "percentile: {of: 95, window: 7d, baseline: 6d, floor: 1}|, percentile.baseline: |1 to 52 times",
                "percentile: {of: 95, window: 7d, baseline: 28d, floor: 1}|, unit: |multiples of the baseline",
                "forecast: {window: 12h, ahead: 18h, days: 7}|, forecast.ahead: |12 h where the daily",
                "forecast: {window: 1h, ahead: 1h, days: 1}|, forecast.days: |2 to 14",
                "crest: {window: 10s}|, unit: |standard deviation",
                "frequency: {window: 1h, from: 5, to: 1}|, frequency.to: |above from",
                "frequency: {window: 1h, from: 1, to: 5, baseline: 2h}|, frequency.baseline: |5 to 364 times",
                "frequency: {window: 1h, from: 1, to: 5}|, unit: |must be Hz",
                "frequency: {window: 1h, from: 1, to: 5}|, grades.yellow: |give samples",
                "frequency: {window: 1h, from: 1, too: 5}|, frequency.too: |did you mean 'to'?",
                "shift: {every: 1h, learn: 2h}|, shift.learn: |12 to 120 times",
                "shift: {every: 1h, learn: 1d, in: sigmas}|, shift.floor: |missing",
                "shift: {every: 1h, learn: 1d, in: sigmas, floor: 0}|, shift.floor: |above 0",
                "shift: {every: 1h, learn: 1d, in: sigma}|, shift.in: |must be one of sigmas",
                "shift: {every: 1h, learn: 1d, in: sigmas, floor: 1}|, unit: |standard deviation",
                "drift: {learn: 3, days: 7, fastest: 1}|, drift.learn: |whole number of 6 to 28 days",
                "drift: {learn: 7, days: 7.5, fastest: 1}|, drift.days: |whole number of 6 to 28 days",
                "drift: {learn: 7, days: 7}|, drift.fastest: |missing",
                "drift: {learn: 7, days: 7, fastest: 0}|, drift.fastest: |above 0",
                "drift: {learn: 7, day: 7, fastest: 1}|, drift.day: |did you mean 'days'?",
                "steepest: {window: 10s}|, steepest.per: |missing",
                "steepest: {window: 0s, per: 1s}|, steepest.window: |longer than nothing",
            })
    void countsAndRestsThatAreNone(String measure, String field, String reason) {
        List<String> faults = faults(GOOD.replace("raise: above", "raise: above\n    " + measure));
        assertTrue(
                faults.stream().anyMatch(fault -> fault.contains(field) && fault.contains(reason)),
                faults::toString);
    }

    @Test
    @Timeout(60)
    void aGreatSetIsCheckedAgainstAGreatCityInSeconds() {
        Point[] points = new Point[20_000];
        Arrays.setAll(
                points, i -> Cities.point("CH4-" + i, "methane", "%{LEL}", Map.of("span", 100.0)));
        StringBuilder yaml = new StringBuilder("rules:\n");
        String rule = GOOD.substring(GOOD.indexOf("  - id"));
        for (int i = 0; i < 5_000; i++) {
            yaml.append(
                    rule.replace("G6", "R" + i)
                            .replace("{quantity: methane}", "{points: [CH4-" + i + "]}"));
        }
        long before = System.nanoTime();
        ParsedRules parsed =
                RuleParser.parse("1", Map.of("gas.yaml", yaml.toString()), Cities.of(points));
        assertEquals(List.of(), parsed.faults());
        Duration took = Duration.ofNanos(System.nanoTime() - before);
        assertTrue(took.toSeconds() < 30, took::toString);
    }

    private static final String GROUP =
            """
            rules:
              - id: G3
                name: {zh: 相邻甲烷, en: Neighbours}
                applies: {quantity: methane}
                unit: "%{LEL}"
                group: {by: asset}
                members: {above: 20, window: 30min}
                grades:
                  orange: {raise: 2, clear: 2, offDelay: 5s}
                source: proposed
            """;

    private static String group(String part, String replacement) {
        assertTrue(GROUP.contains(part), part);
        return GROUP.replace(part, replacement);
    }

    @Test
    void aRuleOfAGroupIsAccepted() {
        assertEquals(List.of(), RuleParser.parse("1", Map.of("gas.yaml", GROUP), CITY).faults());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    {by: asset}                       | {by: aset}           | 6:17 | group.by: must be one of asset, district
                    {by: asset}                       | {near: 100m}         | 6:13 | group.near: is not a known field
                    {by: asset}                       | {within: 100}        | 6:21 | group.within: must be a distance such as 100m
                    {by: asset}                       | {within: 0m}         | 6:21 | above 0 and at most 10km
                    {by: asset}                       | {by: asset, tag: x}  | 6:12 | must have one of by, tag and within
                    members: {above: 20, window: 30min} | members: {abov: 20}    | 7:15 | did you mean 'above'?
                    members: {above: 20, window: 30min} | members: {above: 20, below: 3} | 7:14 | must have one of above, below and open
                    members: {above: 20, window: 30min} | raise: above         | 6:12 | needs members, share or inputs
                    raise: 2, clear: 2                | raise: 1.5, clear: 1 | 9:23 | must be a whole number of points
                    raise: 2, clear: 2                | raise: 2, clear: 0   | 9:33 | would never clear
                    raise: 2, clear: 2                | raise: {of: span}, clear: 2 | 9:23 | must be a number
                    unit: "%{LEL}"                    | raise: above         | 5:12 | more points are always graver
                    """)
    void aFaultyGroupIsRefused(String part, String replacement, String place, String reason) {
        List<String> faults = faults(group(part, replacement));
        assertTrue(
                faults.stream()
                        .anyMatch(
                                fault ->
                                        fault.startsWith("gas.yaml:" + place)
                                                && fault.contains(reason)),
                faults::toString);
    }

    @Test
    void aGroupWithoutUnitIsRefused() {
        assertSays(fault(group("    unit: \"%{LEL}\"\n", "")), "2:5", "rule G3, unit: is missing");
    }

    @Test
    void aGroupHasNoSamplesToLookAtOnce() {
        assertSays(
                fault(
                        group("rules:", "zone: Asia/Shanghai\nrules:")
                                .replace(
                                        "source:",
                                        "when: {weekdays: [sat], once: true}\n    source:")),
                "11:35",
                "rule G3, when.once: has no meaning for a group");
    }

    @Test
    void whatIsCountedNeedsAGroup() {
        assertSays(fault(group("    group: {by: asset}\n", "")), "6:14", "needs a group");
    }

    @Test
    void openRulesMustBeInTheSet() {
        String open =
                group("    unit: \"%{LEL}\"\n", "")
                        .replace("{above: 20, window: 30min}", "{open: [G33]}");
        assertSays(
                fault(open), "6:", "members.open: the set has no rule 'G33'; did you mean 'G3'?");
        assertSays(
                fault(open.replace("G33", "G3")),
                "6:",
                "'G3' is about a group itself: name rules of single points");
    }

    @Test
    void aGroupThatCannotBeIsRefused() {
        assertSays(
                faultInCity(group("{by: asset}", "{by: district}")),
                "6:12",
                "none of the points belongs to an asset in a district");
        assertSays(
                faultInCity(group("{by: asset}", "{within: 100m}")),
                "6:12",
                "no two of the points are registered within 100 m of each other");
        assertSays(
                faultInCity(group("{by: asset}", "{tag: estate}")),
                "6:12",
                "none of the points, nor their assets, has a tag 'estate:…'");
        assertSays(
                faultInCity(group("raise: 2, clear: 2", "raise: 3, clear: 3")),
                "9:23",
                "is never reached: the largest group has 2 points");
        assertSays(
                faultInCity(group("\"%{LEL}\"", "\"%{vol}\"")),
                "5:11",
                "the rule is in %{vol} but the point is kept in %{LEL}");
    }
}
