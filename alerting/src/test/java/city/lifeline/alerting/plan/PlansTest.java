package city.lifeline.alerting.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Fault;
import city.lifeline.model.Grade;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlansTest {

    private static final String HEAD =
            """
            plans:
              - id: gas
                rules: [G1]
                title: {zh: 泄漏, en: Leak}
                steps: [{zh: 禁火, en: No fire}]
            """;

    private static String plan(String id, String match) {
        return "  - {id: %s, %s, title: {zh: 题, en: t}, steps: [{zh: 步, en: s}]}\n"
                .formatted(id, match);
    }

    private static Plans plans(String... lines) {
        List<Fault> faults = new ArrayList<>();
        Plans plans = Plans.parse(Plans.FILE, "plans:\n" + String.join("", lines), faults);
        assertEquals(List.of(), faults);
        return plans;
    }

    private static String of(Plans plans, String rule, String assetClass, Grade grade) {
        return plans.of(rule, assetClass, grade).map(Plan::id).orElse("none");
    }

    @Test
    void theMostCloselyWrittenHolds() {
        Plans plans =
                plans(
                        plan("grade", "grades: [red]"),
                        plan("class", "classes: [gas-manhole]"),
                        plan("class-red", "classes: [gas-manhole], grades: [red]"),
                        plan("pattern", "rules: ['G*']"),
                        plan("rule", "rules: [G1]"),
                        plan("rule-class", "rules: [G1], classes: [gas-cabin]"));
        assertEquals("grade", of(plans, "W1", "water-pressure-zone", Grade.RED));
        assertEquals("none", of(plans, "W1", "water-pressure-zone", Grade.BLUE));
        assertEquals("class", of(plans, "Q1", "gas-manhole", Grade.BLUE));
        assertEquals("class-red", of(plans, "Q1", "gas-manhole", Grade.RED));
        assertEquals("pattern", of(plans, "G2", "gas-manhole", Grade.RED));
        assertEquals("rule", of(plans, "G1", "gas-manhole", Grade.RED));
        assertEquals("rule-class", of(plans, "G1", "gas-cabin", Grade.BLUE));
    }

    @Test
    void ofTwoAlikeTheFirstInTheFileHolds() {
        assertEquals(
                "a",
                of(plans(plan("a", "rules: [G1]"), plan("b", "rules: [G1]")), "G1", "", Grade.RED));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    id: gas            | id: "a b"           | plans.yaml:2:9: plans[0].id: an id is 1 to 64 of A-Z a-z 0-9 _ . : -
                    rules: [G1]        | grades: [pink]      | plans.yaml:3:13: plans[0].grades: 'pink' is none of blue, yellow, orange, red
                    rules: [G1]        | document: a.pdf     | plans.yaml:3:15: plans[0].document: must be a web address, such as https://plans.example/gas.pdf
                    en: Leak           | fr: Fuite           | plans.yaml:4:12: plans[0].title.en: is missing
                    [{zh: 禁火, en: No fire}] | []            | plans.yaml:5:12: plans[0].steps: must be 1 to 12 of {zh: …, en: …}
                    en: No fire        | en: "No\\nfire"     | plans.yaml:5:26: plans[0].steps[0].en: must be one line of characters that one can see
                    """)
    void aFaultIsToldByLineAndColumn(String from, String to, String fault) {
        List<Fault> faults = new ArrayList<>();
        Plans.parse(Plans.FILE, HEAD.replace(from, to), faults);
        List<String> told = faults.stream().map(Fault::toString).toList();
        assertTrue(told.contains(fault), told.toString());
    }

    @Test
    void aLinkRunsNothing() {
        List<Fault> faults = new ArrayList<>();
        Plans.parse(Plans.FILE, HEAD + "    document: \"javascript:alert(1)\"\n", faults);
        assertEquals(
                List.of(
                        "plans.yaml:6:15: plans[0].document: must be a web address, such as"
                                + " https://plans.example/gas.pdf"),
                faults.stream().map(Fault::toString).toList());
    }

    @Test
    void theSampleCityHasPlansForItsGravestWarnings() throws IOException {
        List<Fault> faults = new ArrayList<>();
        Plans plans =
                Plans.parse(
                        Plans.FILE,
                        Files.readString(Path.of("../deploy/cities/sample", Plans.FILE)),
                        faults);
        assertEquals(List.of(), faults);
        assertEquals("gas-leak-pit", of(plans, "G1", "gas-manhole", Grade.RED));
        assertEquals("gas-leak-cabin", of(plans, "G5", "gas-cabin", Grade.RED));
        assertEquals("burst-main", of(plans, "W3", "water-pressure-zone", Grade.RED));
        assertEquals("flooded-underpass", of(plans, "D2", "underpass", Grade.RED));
        assertEquals("lift-entrapment", of(plans, "E1", "elevator", Grade.ORANGE));
        assertEquals("bridge-closure", of(plans, "B4", "bridge", Grade.RED));
        assertEquals("bridge-check", of(plans, "B4", "bridge", Grade.YELLOW));
        assertEquals("heating-leak", of(plans, "H1-PRESSURE", "heat-substation", Grade.ORANGE));
        assertEquals("hot-joint", of(plans, "P1", "power-tunnel", Grade.RED));
        assertEquals("toxic-release", of(plans, "M4-TWO", "chlorination-room", Grade.RED));
        assertEquals("ammonia-release", of(plans, "M4-AMMONIA", "gas-detector-group", Grade.RED));
        assertEquals("lift-entrapment", of(plans, "E6", "elevator", Grade.RED));
        assertEquals("gas-leak-pit", of(plans, "G1-SEWER", "gas-manhole", Grade.RED));
        assertEquals("flooded-tunnel", of(plans, "P3-TUNNEL-PUMP", "power-tunnel", Grade.YELLOW));
        assertEquals("tank-overfill", of(plans, "M1-HIGH", "storage-tank", Grade.ORANGE));
        assertEquals("sensor-silence", of(plans, "Q1-BRIDGE", "bridge", Grade.BLUE));
        assertEquals("gateway-clock", of(plans, "Q3-CLOCK-AHEAD", "gateway", Grade.BLUE));
    }
}
