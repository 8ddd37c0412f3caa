package city.lifeline.detection.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Fault;
import city.lifeline.model.registry.Registry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused of rules over several quantities, and how it is said. */
class InputsFaultsTest {

    private static final String GOOD =
            """
            rules:
              - id: G8
                name: {zh: 泄漏, en: Leak}
                group: {by: asset}
                inputs:
                  pressure: {quantity: pressure, unit: MPa}
                  flow: {quantity: flow, unit: m3/h}
                grades:
                  orange: {raise: pressure < 0.3 && flow > 20, clear: flow < 10}
                source: test
            """;

    private static final Registry CITY =
            Cities.of(
                    Cities.point("PS-1", "pressure", "MPa", Map.of("setPoint", 0.3)),
                    Cities.point("F-1", "flow", "m3/h", Map.of()));

    private static List<String> faults(String yaml, Registry registry) {
        ParsedRules parsed = RuleParser.parse("1", Map.of("gas.yaml", yaml), registry);
        assertNull(parsed.rules(), "the whole set is refused");
        return parsed.faults().stream().map(Fault::toString).toList();
    }

    private static String replaced(String part, String replacement) {
        assertTrue(GOOD.contains(part), part);
        return GOOD.replace(part, replacement);
    }

    private static void assertSays(List<String> faults, String place, String words) {
        assertTrue(
                faults.stream()
                        .anyMatch(each -> each.contains(":" + place) && each.contains(words)),
                faults.toString());
    }

    @Test
    void theExampleIsGood() {
        ParsedRules parsed = RuleParser.parse("1", Map.of("gas.yaml", GOOD), CITY);
        assertEquals(List.of(), parsed.faults());
        RuleSet rules = parsed.rules();
        assertNotNull(rules);
        assertTrue(rules.rules().get(0).isOfGroup());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    flow > 20,                  | flow >,                          | 9:23 | is not a condition in CEL: at character 25: mismatched input
                    flow > 20,                  | flw > 20,                        | 9:23 | at character 19: undeclared reference to 'flw'
                    flow > 20,                  | flow + 20,                       | 9:23 | (bool, number)
                    flow > 20,                  | flow > 'a',                      | 9:23 | something other than numbers
                    flow > 20,                  | size(flow) > 1,                  | 9:23 | undeclared reference to 'size'
                    'pressure < 0.3 && flow > 20' | '"[1, 2].all(x, x > 0)"'       | 9:23 | a list or a map
                    'pressure < 0.3 && flow > 20' | '"''a''.matches(''b+'')"'      | 9:23 | something other than numbers
                    'pressure < 0.3 && flow > 20' | '"true"'                       | 9:23 | is about none of the inputs
                    'pressure < 0.3 && flow > 20' | 'pressure'                     | 9:23 | expected type 'bool' but found 'number'
                    , clear: flow < 10          | ''                               | 9:15 | has neither a clear condition nor a delay
                    flow: {quantity             | Flow: {quantity                  | 7:13 | is no name for an input
                    flow: {quantity             | in: {quantity                    | 7:11 | is no name for an input
                    unit: m3/h                  | hold: 10s                        | 7:13 | inputs.flow.unit: is missing
                    unit: m3/h                  | unit: m3/h, of: count            | 7:46 | give either above or below
                    unit: m3/h                  | unit: m3/h, above: 3             | 7:13 | needs neither above nor below
                    unit: m3/h                  | unit: m3/h, hold: 0s             | 7:48 | must be longer than nothing
                    unit: m3/h                  | unit: m3/h, silence: {intervals: 3} | 7:42 | inputs.flow.silence: is not a known field
                    quantity: flow, unit: m3/h  | unit: m3/h                       | 7:13 | must name a quantity
                    '{quantity: flow, unit: m3/h}' | '{quantity: flow, open: [G9]}' | 7:36 | the set has no rule 'G9'
                    '{quantity: flow, unit: m3/h}' | '{quantity: flow, open: [G8], hold: 3s}' | 7:48 | has no meaning for open rules
                    '{quantity: flow, unit: m3/h}' | '{quantity: flow, grade: [G9]}' | 7:37 | the set has no rule 'G9'
                    '{quantity: flow, unit: m3/h}' | '{quantity: flow, grade: [G8], open: [G8]}' | 7:37 | and open exclude each other
                    flow > 20,                  | flow > red,                      | 9:23 | undeclared reference to 'red'
                    unit: m3/h                  | unit: m3/h, every: 0s            | 7:49 | must be longer than nothing
                    '{quantity: flow, unit: m3/h}' | '{quantity: flow, residual: {of: pressure}}' | 7:24 | and residual exclude each other
                    '{quantity: flow, unit: m3/h}' | '{residual: {of: pressure, after: [flow], every: 1h, learn: 7d, floor: 1}}' | 7:46 | there is no input 'flow' of points
                    '{quantity: flow, unit: m3/h}' | '{residual: {of: pressure, after: [pressure], every: 1h, learn: 7d, floor: 1}}' | 7:46 | cannot drive itself
                    '{quantity: flow, unit: m3/h}' | '{residual: {of: pressure, every: 1h, learn: 7d, floor: 1}}' | 7:24 | residual.after: is missing
                    '    source: test'          | '    applies: {quantity: flow}\\n    source: test' | 10:14 | has no meaning beside inputs
                    '    source: test'          | '    value: flwo\\n    source: test' | 10:12 | there is no input 'flwo'
                    '    group: {by: asset}'    | '    raise: above'               | 4:12 | has no meaning beside inputs
                    """)
    void aFaultyInputIsRefused(String part, String replacement, String place, String words) {
        assertSays(
                faults(
                        replaced(part, replacement == null ? "" : replacement.replace("\\n", "\n")),
                        Registry.EMPTY),
                place,
                words);
    }

    @Test
    void textsHaveNoLimit() {
        assertSays(
                faults(GOOD + "    text: {zh: \"{limit}\", en: a}\n", Registry.EMPTY),
                "11:16",
                "a condition in CEL has no limit");
    }

    @Test
    void anEndlessConditionIsRefused() {
        String deep = "(".repeat(200) + "flow" + ")".repeat(200) + " > 1";
        assertSays(
                faults(replaced("pressure < 0.3 && flow > 20", '"' + deep + '"'), Registry.EMPTY),
                "9:23",
                "is not a condition in CEL");
        String longest = "flow > 1 && ".repeat(50) + "flow > 1";
        assertSays(
                faults(
                        replaced("pressure < 0.3 && flow > 20", '"' + longest + '"'),
                        Registry.EMPTY),
                "9:23",
                "is longer than 500 characters");
    }

    @Test
    void whatTheRegistryHasNot() {
        assertSays(
                faults(replaced("quantity: flow", "quantity: flwo"), CITY),
                "7:",
                "inputs.flow.quantity: nothing in the registry has 'flwo'; did you mean 'flow'?");
        assertSays(
                faults(replaced("unit: MPa", "unit: kPa"), CITY),
                "6:",
                "the input is in kPa but the point is kept in MPa");
        assertSays(
                faults(replaced("pressure < 0.3", "pressure < pressure.setpoint"), CITY),
                "6:",
                "the point has no registered value 'setpoint'; it has setPoint");
        Registry two =
                Cities.of(
                        Cities.point("PS-1", "pressure", "MPa", Map.of()),
                        Cities.point("F-1", "flow", "m3/h", Map.of()),
                        Cities.point("F-2", "flow", "m3/h", Map.of()));
        assertSays(
                faults(GOOD, two),
                "7:",
                "is of 2 points in group A-1 (F-1, F-2): say of: min, max, mean, sum or count");
        assertSays(
                faults(replaced("{by: asset}", "{by: district}"), CITY),
                "4:",
                "no group has a point for each input");
    }
}
