package city.lifeline.detection.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.registry.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The guide tells the truth. */
class DocumentedRulesTest {

    private static final Path GUIDE = Path.of("..", "docs", "rules.md");
    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    @Test
    void itsExamplesAreRuleSets() throws IOException {
        List<MatchResult> examples = YAML.matcher(Files.readString(GUIDE)).results().toList();
        List<String> ids = new ArrayList<>();
        for (MatchResult example : examples) {
            ParsedRules parsed =
                    RuleParser.parse("1", Map.of("example.yaml", example.group(1)), Registry.EMPTY);
            assertEquals(List.of(), parsed.faults());
            RuleSet rules = Objects.requireNonNull(parsed.rules());
            rules.rules().forEach(rule -> ids.add(rule.id()));
            // Else a set that is read again would be shown, and taken, as another one.
            assertEquals(
                    rules.rules(),
                    Objects.requireNonNull(
                                    RuleParser.parse(
                                                    "1",
                                                    Map.of("example.yaml", example.group(1)),
                                                    Registry.EMPTY)
                                            .rules())
                            .rules());
        }
        assertEquals(
                List.of(
                        "G7",
                        "W1",
                        "B1-GIRDER",
                        "B10-SHIFT",
                        "B6",
                        "B7",
                        "B8-CREEP",
                        "D1-BLUE",
                        "E4",
                        "E5",
                        "E5-CREST",
                        "G1-FORECAST",
                        "G2",
                        "Q1",
                        "Q2",
                        "Q2-DRIFT",
                        "W2",
                        "W4",
                        "W4-FRONT",
                        "W5",
                        "W1-HOURS",
                        "W5-NIGHT",
                        "G3",
                        "H4",
                        "Q1-ANY",
                        "Q1-ZONE",
                        "D7",
                        "G8",
                        "G1",
                        "G1-DUCT"),
                ids);
    }

    @Test
    void itNamesEveryFieldAndVariable() throws IOException {
        String guide = Files.readString(GUIDE);
        for (String field : RuleReader.RULE_FIELDS) {
            assertTrue(guide.contains("| `" + field + "` |"), field);
        }
        for (String variable : TextTemplate.VARIABLES) {
            assertTrue(guide.contains("`{" + variable + "}`"), variable);
        }
    }
}
