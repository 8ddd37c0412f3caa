package city.lifeline.detection.rules;

import city.lifeline.detection.rules.YamlNode.Place;
import city.lifeline.detection.rules.YamlNode.Scalar;
import city.lifeline.model.Ids;
import city.lifeline.model.Text;
import city.lifeline.model.files.Durations;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one mapping, read by type. What is wrong becomes a fault, and the value null; a
 * field that is not there is null without one, unless it is asked for with {@link #require}.
 */
final class Fields {

    static final Duration LONGEST_DURATION = Duration.ofDays(7);

    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
    private static final Pattern LEADING_ZERO = Pattern.compile("[-+]?0[0-9]+(\\.[0-9]*)?");
    private static final Pattern OTHER_BASE = Pattern.compile("[-+]?0[xXoObB][0-9a-fA-F]+");
    private static final Pattern SEXAGESIMAL = Pattern.compile("[-+]?[0-9]+(:[0-9]+)+(\\.[0-9]*)?");
    private static final Pattern GROUPED = Pattern.compile("[-+]?[0-9]+(_[0-9]+)+(\\.[0-9]*)?");
    private static final Pattern DECIMAL_COMMA = Pattern.compile("[-+]?[0-9]+,[0-9]+");
    private static final Pattern NOT_FINITE =
            Pattern.compile("[-+]?\\.?(inf|infinity|nan)", Pattern.CASE_INSENSITIVE);
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*");
    private static final Set<String> NOT_TEXT =
            Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null", "~");

    private final String file;
    private final YamlNode.Mapping mapping;
    private final String owner;
    private final String path;
    private final Faults faults;

    /**
     * Reports fields that are not known.
     *
     * @param owner what the fields belong to, such as {@code rule G1}; may be empty
     * @param path of the mapping within the owner, such as {@code grades.red}; may be empty
     */
    Fields(
            String file,
            YamlNode.Mapping mapping,
            String owner,
            String path,
            Set<String> known,
            Faults faults) {
        this.file = file;
        this.mapping = mapping;
        this.owner = owner;
        this.path = path;
        this.faults = faults;
        for (YamlNode.Entry entry : mapping.entries()) {
            String name = entry.key().text();
            if (!known.contains(name)) {
                String meant =
                        Words.nearest(name, known)
                                .map(near -> "did you mean '" + near + "'?")
                                .orElse("known here are " + Words.list(known));
                faults.add(
                        file, entry.key().place(), label(name), "is not a known field; " + meant);
            }
        }
    }

    /** How many faults there are so far, of whatever. */
    int faults() {
        return faults.count();
    }

    boolean has(String name) {
        return find(name) != null;
    }

    boolean isGroup(String name) {
        return find(name) instanceof YamlNode.Mapping;
    }

    /** Adds a fault for each field that is not there. */
    void require(String... names) {
        for (String name : names) {
            if (!has(name)) {
                faults.add(file, mapping.place(), label(name), "is missing");
            }
        }
    }

    /** Of a field's value, or of the whole mapping where the field is not there. */
    Place place(String name) {
        YamlNode value = find(name);
        return value == null ? mapping.place() : value.place();
    }

    /** The value of a field, or of a field of a field, such as {@code grades.red.raise}. */
    private @Nullable YamlNode find(String name) {
        YamlNode value = mapping;
        for (String part : name.split("\\.")) {
            value = value instanceof YamlNode.Mapping of ? of.get(part) : null;
        }
        return value;
    }

    void fault(String name, String message) {
        faults.add(file, place(name), label(name), message);
    }

    @Nullable Fields group(String name, Set<String> known) {
        YamlNode value = mapping.get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof YamlNode.Mapping group) {
            return new Fields(file, group, owner, path(name), known, faults);
        }
        fault(
                name,
                "must be a group of fields (%s), not %s"
                        .formatted(Words.list(known), value.kind()));
        return null;
    }

    /** Groups of fields under names that their author chose, in the order of the file. */
    Map<String, Fields> groupsByName(String name, Set<String> known) {
        Map<String, Fields> groups = new LinkedHashMap<>();
        YamlNode value = mapping.get(name);
        if (value instanceof YamlNode.Mapping named) {
            for (YamlNode.Entry entry : named.entries()) {
                String key = entry.key().text();
                if (entry.value() instanceof YamlNode.Mapping group) {
                    groups.put(
                            key,
                            new Fields(file, group, owner, path(name) + "." + key, known, faults));
                } else {
                    faults.add(
                            file,
                            entry.value().place(),
                            label(name + "." + key),
                            "must be a group of fields (%s), not %s"
                                    .formatted(Words.list(known), entry.value().kind()));
                }
            }
        } else if (value != null) {
            fault(name, "must be groups of fields by name, not " + value.kind());
        }
        return groups;
    }

    /** Groups of fields in a list. */
    List<Fields> groups(String name, Set<String> known) {
        List<Fields> groups = new ArrayList<>();
        YamlNode value = mapping.get(name);
        if (value instanceof YamlNode.Sequence sequence && !sequence.items().isEmpty()) {
            for (YamlNode item : sequence.items()) {
                String of = path(name) + "." + (groups.size() + 1);
                if (!(item instanceof YamlNode.Mapping group)) {
                    faults.add(
                            file,
                            item.place(),
                            label(name),
                            "must hold groups of fields (%s), not %s"
                                    .formatted(Words.list(known), item.kind()));
                    return List.of();
                }
                groups.add(new Fields(file, group, owner, of, known, faults));
            }
        } else if (value != null) {
            fault(name, "must be a list of groups of fields (%s)".formatted(Words.list(known)));
        }
        return groups;
    }

    /** A time zone, such as Asia/Shanghai. */
    @Nullable ZoneId zone(String name) {
        Scalar scalar = scalar(name);
        if (scalar == null) {
            return null;
        }
        try {
            return ZoneId.of(scalar.text());
        } catch (DateTimeException e) {
            fault(
                    name,
                    "'%s' is not a time zone: write one such as Asia/Shanghai"
                            .formatted(shortened(scalar.text())));
            return null;
        }
    }

    /** A text in one line. */
    @Nullable String text(String name, int maxLength) {
        Scalar scalar = scalar(name);
        return scalar == null ? null : text(name, scalar, maxLength);
    }

    @Nullable String id(String name) {
        String id = text(name, Integer.MAX_VALUE);
        if (id == null) {
            return null;
        }
        if (!Ids.isValid(id)) {
            fault(
                    name,
                    "'%s' is not an id: use 1 to %d of A-Z a-z 0-9 _ . : -"
                            .formatted(shortened(id), Ids.MAX_LENGTH));
            return null;
        }
        return id;
    }

    /** Texts of a list, each with its place. */
    Map<String, Place> texts(String name, int maxLength) {
        YamlNode value = mapping.get(name);
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof YamlNode.Sequence sequence)) {
            fault(name, "must be a list such as [a, b], not " + value.kind());
            return Map.of();
        }
        if (sequence.items().isEmpty()) {
            fault(name, "is an empty list: leave the field out");
        }
        Map<String, Place> texts = new LinkedHashMap<>();
        for (YamlNode item : sequence.items()) {
            if (!(item instanceof Scalar scalar)) {
                faults.add(
                        file,
                        item.place(),
                        label(name),
                        "must hold texts only, not " + item.kind());
                continue;
            }
            String text = text(name, scalar, maxLength);
            if (text != null && texts.putIfAbsent(text, scalar.place()) != null) {
                faults.add(
                        file, scalar.place(), label(name), "names '" + shortened(text) + "' twice");
            }
        }
        return texts;
    }

    boolean flag(String name) {
        Scalar scalar = scalar(name);
        if (scalar == null) {
            return false;
        }
        if (scalar.plain() && (scalar.text().equals("true") || scalar.text().equals("false"))) {
            return scalar.text().equals("true");
        }
        fault(name, "must be true or false, not '%s'".formatted(shortened(scalar.text())));
        return false;
    }

    /** One of a few words. */
    @Nullable String word(String name, Set<String> words) {
        Scalar scalar = scalar(name);
        if (scalar == null) {
            return null;
        }
        if (!words.contains(scalar.text())) {
            fault(
                    name,
                    "must be one of %s, not '%s'"
                            .formatted(Words.list(words), shortened(scalar.text())));
            return null;
        }
        return scalar.text();
    }

    @Nullable Double number(String name) {
        Scalar scalar = scalar(name);
        if (scalar == null) {
            return null;
        }
        String text = scalar.text();
        if (!scalar.plain()) {
            fault(name, "must be a number: remove the quotes");
        } else if (NOT_FINITE.matcher(text).matches()) {
            fault(name, "must be a finite number, not " + text);
        } else if (LEADING_ZERO.matcher(text).matches()) {
            fault(
                    name,
                    "is written with a leading zero: '%s' is read as octal by some and as decimal by others"
                                    .formatted(text)
                            + "; write the number without it");
        } else if (OTHER_BASE.matcher(text).matches()) {
            fault(name, "'%s' is not decimal: write a decimal number".formatted(text));
        } else if (SEXAGESIMAL.matcher(text).matches()) {
            fault(name, "'%s' is read as base 60 by some: write a decimal number".formatted(text));
        } else if (DECIMAL_COMMA.matcher(text).matches()) {
            fault(name, "'%s' has a decimal comma: write a point".formatted(text));
        } else if (GROUPED.matcher(text).matches()) {
            fault(name, "'%s': write the number without _".formatted(text));
        } else if (!NUMBER.matcher(text).matches()) {
            fault(name, "must be a number, not '%s'".formatted(shortened(text)));
        } else {
            double number = Double.parseDouble(text);
            if (Double.isFinite(number)) {
                return number == 0 ? 0.0 : number;
            }
            fault(name, "must be a finite number: %s is too large".formatted(shortened(text)));
        }
        return null;
    }

    @Nullable Duration duration(String name) {
        return duration(name, LONGEST_DURATION);
    }

    @Nullable Duration duration(String name, Duration longest) {
        Scalar scalar = scalar(name);
        if (scalar == null) {
            return null;
        }
        Duration duration;
        try {
            duration = Durations.parse(scalar.text());
        } catch (IllegalArgumentException e) {
            fault(name, "'%s' %s".formatted(shortened(scalar.text()), e.getMessage()));
            return null;
        }
        if (duration.compareTo(longest) > 0) {
            fault(
                    name,
                    "must not be longer than %d days, not '%s'"
                            .formatted(longest.toDays(), scalar.text()));
            return null;
        }
        return duration;
    }

    @Nullable LocalDate date(String name) {
        Scalar scalar = scalar(name);
        if (scalar == null) {
            return null;
        }
        try {
            return LocalDate.parse(scalar.text());
        } catch (DateTimeParseException e) {
            fault(
                    name,
                    "must be a day of the calendar such as 2026-01-31, not '%s'"
                            .formatted(shortened(scalar.text())));
            return null;
        }
    }

    /** A text in both languages; missing ones are faults. */
    @Nullable Text bilingual(String name, int maxLength) {
        Fields languages = group(name, Set.of("zh", "en"));
        if (languages == null) {
            return null;
        }
        languages.require("zh", "en");
        String zh = languages.text("zh", maxLength);
        String en = languages.text("en", maxLength);
        return zh == null || en == null ? null : new Text(zh, en);
    }

    String label(String name) {
        if (owner.isEmpty()) {
            return path(name);
        }
        return name.isEmpty() && path.isEmpty() ? owner : owner + ", " + path(name);
    }

    private String path(String name) {
        return path.isEmpty() || name.isEmpty() ? path + name : path + "." + name;
    }

    /** Of a field of a field, such as {@code text.zh}; null where it is none. */
    @Nullable Scalar deepScalar(String name) {
        return find(name) instanceof Scalar scalar ? scalar : null;
    }

    @Nullable Scalar scalar(String name) {
        YamlNode value = mapping.get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Scalar scalar) {
            if (scalar.text().isEmpty() && scalar.plain()) {
                fault(name, "has no value");
                return null;
            }
            return scalar;
        }
        fault(name, "must be a single value, not " + value.kind());
        return null;
    }

    private @Nullable String text(String name, Scalar scalar, int maxLength) {
        String text = scalar.text().strip();
        List<String> problems = new ArrayList<>();
        if (text.isEmpty()) {
            problems.add("must not be empty");
        } else if (scalar.plain() && isOtherThanText(text)) {
            problems.add(
                    "'%s' is read as something other than a text by YAML programs: put it in quotes"
                            .formatted(text));
        } else if (text.length() > maxLength) {
            problems.add("is longer than %d characters".formatted(maxLength));
        } else if (text.chars().anyMatch(Character::isISOControl)) {
            problems.add("must be a single line");
        }
        for (String problem : problems) {
            faults.add(file, scalar.place(), label(name), problem);
        }
        return problems.isEmpty() ? text : null;
    }

    private static boolean isOtherThanText(String text) {
        return NOT_TEXT.contains(text.toLowerCase(Locale.ROOT))
                || NUMBER.matcher(text).matches()
                || LEADING_ZERO.matcher(text).matches()
                || OTHER_BASE.matcher(text).matches()
                || SEXAGESIMAL.matcher(text).matches()
                || GROUPED.matcher(text).matches()
                || NOT_FINITE.matcher(text).matches()
                || DATE.matcher(text).matches();
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= 80 ? line : line.substring(0, 80) + "…";
    }
}
