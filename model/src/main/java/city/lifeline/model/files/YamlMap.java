package city.lifeline.model.files;

import city.lifeline.model.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A mapping of a YAML file, with the place of everything in it. Scalars are taken as they are
 * written, so that {@code no} or {@code 010} stay what a person sees.
 */
public final class YamlMap {

    private static final Set<Tag> PLAIN_TAGS =
            Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.MAP, Tag.SEQ);

    private final String file;
    private final String path;
    private final Node node;
    private final Map<String, Node> keys = new LinkedHashMap<>();
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final List<Fault> faults;

    private YamlMap(String file, String path, MappingNode node, List<Fault> faults) {
        this.file = file;
        this.path = path;
        this.node = node;
        this.faults = faults;
        for (NodeTuple tuple : node.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                faultAt(tuple.getKeyNode(), "", "a key must be a plain word");
                continue;
            }
            if (keys.putIfAbsent(key.getValue(), key) != null) {
                faultAt(key, key.getValue(), "the key is there twice: remove one of them");
                continue;
            }
            values.put(key.getValue(), tuple.getValueNode());
        }
    }

    /** The mapping that the file is; null, with faults, if it is none. */
    public static @Nullable YamlMap parse(String file, String text, List<Fault> faults) {
        if (!FileTexts.isReadable(file, text, faults)) {
            return null;
        }
        List<Node> documents = new ArrayList<>();
        try {
            LoadSettings settings = LoadSettings.builder().setLabel(file).build();
            new Compose(settings)
                    .composeAllFromString(FileTexts.withoutByteOrderMark(text))
                    .forEach(documents::add);
        } catch (MarkedYamlEngineException e) {
            Mark mark = e.getProblemMark().orElse(null);
            faults.add(
                    new Fault(
                            file,
                            mark == null ? 0 : mark.getLine() + 1,
                            mark == null ? 0 : mark.getColumn() + 1,
                            "",
                            "not YAML: " + e.getProblem()));
            return null;
        } catch (YamlEngineException e) {
            faults.add(new Fault(file, 0, 0, "", "not YAML: " + e.getMessage()));
            return null;
        }
        if (documents.isEmpty()) {
            faults.add(new Fault(file, 0, 0, "", "the file is empty"));
            return null;
        }
        if (documents.size() > 1) {
            faults.add(
                    new Fault(
                            file,
                            line(documents.get(1)),
                            0,
                            "",
                            "a second document begins here: use one file for each"));
            return null;
        }
        if (!(documents.get(0) instanceof MappingNode root)) {
            faults.add(
                    new Fault(
                            file,
                            line(documents.get(0)),
                            column(documents.get(0)),
                            "",
                            "the file must consist of lines like 'key: value'"));
            return null;
        }
        return new YamlMap(file, "", root, faults);
    }

    public List<String> keys() {
        return List.copyOf(keys.keySet());
    }

    public boolean has(String key) {
        return values.containsKey(key) && !isNull(values.get(key));
    }

    /** Notes a fault for each key that is none of these. */
    public void allow(String... known) {
        Set<String> allowed = Set.of(known);
        keys.forEach(
                (name, key) -> {
                    if (!allowed.contains(name)) {
                        faultAt(
                                key,
                                name,
                                "an unknown key: the known ones are "
                                        + String.join(", ", List.of(known)));
                    }
                });
    }

    /** The scalar of a key; null if it is absent or, with a fault, no scalar. */
    public @Nullable String text(String key) {
        if (!has(key)) {
            return null;
        }
        return scalar(key, values.get(key));
    }

    public String text(String key, String absent) {
        String text = text(key);
        return text == null ? absent : text;
    }

    /** The scalar of a key; null, with a fault, if it is absent or empty. */
    public @Nullable String required(String key) {
        if (!has(key)) {
            faultAt(node, key, "is missing");
            return null;
        }
        String text = text(key);
        if (text != null && text.isBlank()) {
            fault(key, "is empty");
            return null;
        }
        return text;
    }

    /** A number; empty if it is absent or, with a fault, none. */
    public OptionalDouble number(String key) {
        String text = text(key);
        if (text == null) {
            return OptionalDouble.empty();
        }
        try {
            return OptionalDouble.of(Numbers.parse(text));
        } catch (IllegalArgumentException e) {
            fault(key, "'%s' %s".formatted(text, e.getMessage()));
            return OptionalDouble.empty();
        }
    }

    /** A number from {@code min} to {@code max}; {@code absent} if it is absent or faulty. */
    public double number(String key, double absent, double min, double max) {
        OptionalDouble number = number(key);
        if (number.isEmpty()) {
            return absent;
        }
        if (number.getAsDouble() < min || number.getAsDouble() > max) {
            fault(key, "must be from %s to %s".formatted(min, max));
            return absent;
        }
        return number.getAsDouble();
    }

    /** A whole number from {@code min} to {@code max}; {@code absent} if it is absent or faulty. */
    public int integer(String key, int absent, int min, int max) {
        double number = number(key, absent, min, max);
        if (number != Math.rint(number)) {
            fault(key, "must be a whole number");
            return absent;
        }
        return (int) number;
    }

    /** True or false as YAML 1.2 has them; {@code absent} if it is absent or faulty. */
    public boolean flag(String key, boolean absent) {
        String text = text(key);
        if (text == null) {
            return absent;
        }
        if (!text.equals("true") && !text.equals("false")) {
            fault(key, "must be true or false, not '" + text + "'");
            return absent;
        }
        return text.equals("true");
    }

    /** A list of scalars, or one scalar as a list of one; empty if it is absent. */
    public List<String> texts(String key) {
        if (!has(key)) {
            return List.of();
        }
        Node value = values.get(key);
        if (!(value instanceof SequenceNode sequence)) {
            String text = scalar(key, value);
            return text == null ? List.of() : List.of(text);
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < sequence.getValue().size(); i++) {
            String text = scalar(key + "[" + i + "]", sequence.getValue().get(i));
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }

    /** A mapping; null if it is absent or, with a fault, none. */
    public @Nullable YamlMap map(String key) {
        if (!has(key)) {
            return null;
        }
        return mapping(key, values.get(key));
    }

    /** A list of mappings; empty if it is absent. */
    public List<YamlMap> maps(String key) {
        if (!has(key)) {
            return List.of();
        }
        if (!(values.get(key) instanceof SequenceNode sequence)) {
            fault(key, "must be a list: lines that begin with '- '");
            return List.of();
        }
        List<YamlMap> maps = new ArrayList<>();
        for (int i = 0; i < sequence.getValue().size(); i++) {
            YamlMap map = mapping(key + "[" + i + "]", sequence.getValue().get(i));
            if (map != null) {
                maps.add(map);
            }
        }
        return maps;
    }

    /** Notes a fault at a key's value, or at the mapping if it has no such key. */
    public void fault(String key, String message) {
        Node place = values.get(key);
        faultAt(place == null ? node : place, key, message);
    }

    /** Line of a key's value, or of the mapping if it has no such key. */
    public int line(String key) {
        Node place = values.get(key);
        return line(place == null ? node : place);
    }

    private @Nullable String scalar(String key, @Nullable Node value) {
        if (value instanceof ScalarNode scalar && hasPlainTag(scalar)) {
            return scalar.getValue();
        }
        faultAt(value == null ? node : value, key, "must be a single plain value");
        return null;
    }

    private @Nullable YamlMap mapping(String key, @Nullable Node value) {
        if (value instanceof MappingNode mapping && hasPlainTag(mapping)) {
            return new YamlMap(file, pathOf(key), mapping, faults);
        }
        faultAt(
                value == null ? node : value,
                key,
                "must be a mapping: indented lines like 'key: value'");
        return null;
    }

    private static boolean hasPlainTag(Node node) {
        return PLAIN_TAGS.contains(node.getTag());
    }

    private static boolean isNull(@Nullable Node value) {
        return value instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
    }

    private String pathOf(String key) {
        return path.isEmpty() || key.isEmpty() ? path + key : path + "." + key;
    }

    private void faultAt(Node place, String key, String message) {
        faults.add(new Fault(file, line(place), column(place), pathOf(key), message));
    }

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }

    private static int column(Node node) {
        return node.getStartMark().map(mark -> mark.getColumn() + 1).orElse(0);
    }
}
