package city.lifeline.model.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlMapTest {

    private final List<Fault> faults = new ArrayList<>();

    @Test
    void takesScalarsAsTheyAreWritten() {
        YamlMap yaml = parse("a: no\nb: 010\nc: 12:30\nd:\ne: [x, 1]\nf: one\n");

        assertEquals("no", yaml.text("a"));
        assertEquals("010", yaml.text("b"));
        assertEquals("12:30", yaml.text("c"));
        assertNull(yaml.text("d"));
        assertEquals(List.of("x", "1"), yaml.texts("e"));
        assertEquals(List.of("one"), yaml.texts("f"));
        assertEquals(List.of(), faults);
    }

    @Test
    void namesThePlaceOfEachFault() {
        YamlMap yaml = parse("a:\n  b: x\n  d: 1\nc:\n  - e: 5\n");

        YamlMap a = Objects.requireNonNull(yaml.map("a"));
        a.number("b");
        a.allow("b");
        yaml.maps("c").get(0).integer("e", 0, 6, 7);
        yaml.maps("a");

        assertEquals(
                List.of(
                        "f.yaml:2:6: a.b: 'x' is not a number: write digits with a decimal point,"
                                + " without unit or grouping",
                        "f.yaml:3:3: a.d: an unknown key: the known ones are b",
                        "f.yaml:5:8: c[0].e: must be from 6.0 to 7.0",
                        "f.yaml:2:3: a: must be a list: lines that begin with '- '"),
                faults.stream().map(Fault::toString).toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a: 'x",
                "a: 1\na: 2",
                "a: \0",
                "a: {b: *c}",
                "- a",
                "a: 1\n---\nb: 2",
                "a: \t- b: [",
                "a: 1\n b: 2"
            })
    void refusesWhatIsNoMapping(String text) {
        YamlMap.parse("f.yaml", text, faults);

        assertEquals(1, faults.size(), faults::toString);
    }

    @Test
    void refusesTagsOfOthers() {
        YamlMap yaml = parse("a: !!javax.script.ScriptEngineManager x\n");

        assertNull(yaml.text("a"));
        assertTrue(faults.get(0).message().contains("plain value"));
    }

    private YamlMap parse(String text) {
        return Objects.requireNonNull(YamlMap.parse("f.yaml", text, faults), faults::toString);
    }
}
