package city.lifeline.alerting.incident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import city.lifeline.model.Fault;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JoinRulesTest {

    private static final String ONE =
            """
            joins:
              - id: near
                name: {zh: 附近, en: near}
                reach: 100m
                within: 1h
            """;

    private static List<String> faults(String text) {
        List<Fault> faults = new ArrayList<>();
        assertNull(JoinRules.parse("incidents.yaml", text, faults));
        return faults.stream().map(Fault::toString).toList();
    }

    @Test
    void theDefaultsAreRules() {
        assertEquals("same-asset", JoinRules.defaults().joins().get(0).id());
    }

    @Test
    void theWidestReasonGivesTheTitle() {
        JoinRules rules = JoinRules.defaults();
        assertEquals(
                "Storm, {district}",
                java.util.Objects.requireNonNull(
                                rules.title(List.of("power-cut", "same-asset", "storm")))
                        .en());
        assertNull(rules.title(List.of("same-asset")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    reach: 100m      | reach: town      | incidents.yaml:4:12: joins[0].reach: must be asset, tag, gateway, district, or a distance such as 100m, not 'town'
                    within: 1h       | within: soon     | incidents.yaml:5:13: joins[0].within: 'soon' is not a duration: write a number and us, ms, s, min, h or d, such as 30s
                    within: 1h       | within: 90d      | incidents.yaml:5:13: joins[0].within: must be longer than 0 and at most 7 d
                    within: 1h       | after: 1h        | incidents.yaml:2:5: joins[0].within: is missing
                    reach: 100m      | reach: tag       | incidents.yaml:2:5: joins[0].tag: belongs to reach: tag, and names the part of tags before the colon
                    id: near         | id: "a b"        | incidents.yaml:2:9: joins[0].id: an id is 1 to 64 of A-Z a-z 0-9 _ . : -
                    """)
    void aFaultIsToldByLineAndColumn(String from, String to, String fault) {
        List<String> faults = faults(ONE.replace(from, to));
        assertEquals(fault, faults.get(faults.size() - 1));
    }

    @Test
    void whoIsMeantMustBeKnown() {
        assertEquals(
                List.of(
                        "incidents.yaml:6:27: joins[0].members[0].lifelines: 'gass' is none of gas,"
                                + " water, drainage, heating, bridge, elevator, duct, hazard, other"),
                faults(ONE + "    members: [{lifelines: [gass]}]\n"));
        assertEquals(
                List.of(
                        "incidents.yaml:2:5: joins[0].and: between and and belong together: one"
                                + " warning is of each"),
                faults(ONE + "    between: [{lifelines: [gas]}]\n"));
        assertEquals(
                List.of(
                        "incidents.yaml:6:12: joins[0].title: '{street}' is none of {district},"
                                + " {asset}, {gateway}"),
                faults(ONE + "    title: {zh: 甲, en: \"At {street}\"}\n"));
    }
}
