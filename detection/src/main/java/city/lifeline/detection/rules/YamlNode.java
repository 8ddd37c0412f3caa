package city.lifeline.detection.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of a YAML file, with its place. */
sealed interface YamlNode {

    Place place();

    /** What a person calls it. */
    String kind();

    /** Both from 1. */
    record Place(int line, int column) {

        static final Place WHOLE_FILE = new Place(0, 0);
    }

    /**
     * A scalar.
     *
     * @param plain whether it stands without quotes
     */
    record Scalar(String text, boolean plain, Place place) implements YamlNode {

        @Override
        public String kind() {
            return text.isEmpty() && plain ? "nothing" : "a single value";
        }
    }

    /** A list. */
    record Sequence(List<YamlNode> items, Place place) implements YamlNode {

        @Override
        public String kind() {
            return "a list";
        }
    }

    /** Fields with values; no key twice. */
    record Mapping(List<Entry> entries, Place place) implements YamlNode {

        @Override
        public String kind() {
            return "a group of fields";
        }

        @Nullable YamlNode get(String key) {
            for (Entry entry : entries) {
                if (entry.key().text().equals(key)) {
                    return entry.value();
                }
            }
            return null;
        }
    }

    /** One field of a mapping. */
    record Entry(Scalar key, YamlNode value) {}
}
