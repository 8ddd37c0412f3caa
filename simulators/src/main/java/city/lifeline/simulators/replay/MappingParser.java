package city.lifeline.simulators.replay;

import city.lifeline.model.Fault;
import city.lifeline.model.Ids;
import city.lifeline.model.files.Durations;
import city.lifeline.model.files.YamlMap;
import city.lifeline.simulators.replay.Mapping.Column;
import city.lifeline.simulators.replay.Mapping.Ref;
import city.lifeline.simulators.replay.Mapping.Rows;
import city.lifeline.simulators.replay.Mapping.Time;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads mapping files. */
public final class MappingParser {

    private static final Map<String, Character> DELIMITER_WORDS =
            Map.of("comma", ',', "semicolon", ';', "tab", '\t', "bar", '|');
    private static final Duration MAX_BLOCK = Duration.ofMinutes(1);

    private final String file;
    private final List<Fault> faults = new ArrayList<>();

    private MappingParser(String file) {
        this.file = file;
    }

    /**
     * Reads a mapping, naming all its faults.
     *
     * @param file name for messages
     */
    public static ParsedMapping parse(String file, String text) {
        MappingParser parser = new MappingParser(file);
        Mapping mapping = parser.read(text);
        return parser.faults.isEmpty()
                ? new ParsedMapping(mapping, List.of())
                : new ParsedMapping(null, parser.faults);
    }

    private @Nullable Mapping read(String text) {
        YamlMap yaml = YamlMap.parse(file, text, faults);
        if (yaml == null) {
            return null;
        }
        yaml.allow(
                "delimiter",
                "decimal",
                "encoding",
                "header",
                "gateway",
                "bad",
                "time",
                "columns",
                "rows");
        char delimiter = delimiter(yaml);
        char decimal = decimal(yaml);
        if (delimiter == decimal) {
            yaml.fault("decimal", "is the same as delimiter");
        }
        Charset encoding = encoding(yaml);
        int headerRows = 1;
        List<Integer> nameRows = List.of();
        YamlMap header = yaml.map("header");
        if (header != null) {
            header.allow("rows", "names");
            headerRows = header.integer("rows", 1, 1, 1000);
            nameRows = nameRows(header, headerRows);
        }
        String gateway = id(yaml, "gateway");
        Time time = time(yaml);
        Set<String> bad = bad(yaml, Set.of(""));
        List<Column> columns = columns(yaml, bad);
        Rows rows = rows(yaml);
        if (columns.isEmpty() == (rows == null) && faults.isEmpty()) {
            yaml.fault(
                    "columns",
                    "write either columns (a wide table: a column for each point) or rows (one"
                            + " reading a row)");
        }
        return time == null
                ? null
                : new Mapping(
                        file,
                        sha256(text),
                        delimiter,
                        decimal,
                        encoding,
                        headerRows,
                        nameRows.isEmpty() ? List.of(headerRows) : nameRows,
                        gateway,
                        time,
                        columns,
                        rows);
    }

    private static char delimiter(YamlMap yaml) {
        String text = yaml.text("delimiter", ",");
        Character word = DELIMITER_WORDS.get(text);
        if (word != null) {
            return word;
        }
        if (text.length() != 1 || text.charAt(0) == '"' || text.charAt(0) == '\n') {
            yaml.fault(
                    "delimiter",
                    "must be a single character, or one of comma, semicolon, tab, bar");
            return ',';
        }
        return text.charAt(0);
    }

    private static char decimal(YamlMap yaml) {
        String text = yaml.text("decimal", ".");
        return switch (text) {
            case ".", "point" -> '.';
            case ",", "comma" -> ',';
            default -> {
                yaml.fault("decimal", "must be point or comma");
                yield '.';
            }
        };
    }

    private static Charset encoding(YamlMap yaml) {
        String text = yaml.text("encoding", "UTF-8");
        try {
            Charset encoding = Charset.forName(text);
            if (encoding.name().startsWith("UTF-16") || encoding.name().startsWith("UTF-32")) {
                yaml.fault(
                        "encoding", "%s cannot be read: save the table as UTF-8".formatted(text));
            }
            return encoding;
        } catch (IllegalArgumentException e) {
            yaml.fault(
                    "encoding",
                    "'%s' is no known encoding: write one such as UTF-8, GB18030 or windows-1252"
                            .formatted(text));
            return StandardCharsets.UTF_8;
        }
    }

    private static List<Integer> nameRows(YamlMap header, int headerRows) {
        List<Integer> rows = new ArrayList<>();
        for (String text : header.texts("names")) {
            int row = text.matches("[1-9]\\d{0,3}") ? Integer.parseInt(text) : 0;
            if (row < 1 || row > headerRows) {
                header.fault(
                        "names",
                        "'%s' is none of the %d header rows: they count from 1"
                                .formatted(text, headerRows));
            } else {
                rows.add(row);
            }
        }
        return rows;
    }

    private @Nullable Time time(YamlMap yaml) {
        YamlMap time = yaml.map("time");
        if (time == null) {
            yaml.fault("time", "is missing: name the column that holds the time and its format");
            return null;
        }
        time.allow("column", "columns", "number", "numbers", "format", "zone", "start", "shift");
        List<Ref> columns = new ArrayList<>();
        if (time.has("columns")) {
            time.texts("columns").forEach(name -> columns.add(Ref.named(name)));
        } else if (time.has("numbers")) {
            for (String number : time.texts("numbers")) {
                if (number.matches("[1-9]\\d{0,4}")) {
                    columns.add(new Ref(List.of(), Integer.parseInt(number)));
                } else {
                    time.fault("numbers", "'%s' is no column number".formatted(number));
                }
            }
        } else {
            Ref column = ref(time);
            if (column != null) {
                columns.add(column);
            }
        }
        TimeFormat format = timeFormat(time);
        return format == null || columns.isEmpty() ? null : new Time(columns, format);
    }

    private static @Nullable TimeFormat timeFormat(YamlMap time) {
        ZoneId zone = null;
        String zoneText = time.text("zone");
        if (zoneText != null) {
            try {
                zone = ZoneId.of(zoneText);
            } catch (DateTimeException e) {
                time.fault(
                        "zone",
                        "'%s' is not a time zone: write one such as Asia/Shanghai or UTC+08:00"
                                .formatted(zoneText));
                return null;
            }
        }
        Duration shift = duration(time, "shift", Duration.ZERO);
        String format = time.required("format");
        if (format == null) {
            return null;
        }
        try {
            TimeFormat timeFormat =
                    switch (format) {
                        case "iso" -> TimeFormat.iso(zone);
                        case "epoch-seconds" -> TimeFormat.epoch(1_000_000);
                        case "epoch-milliseconds" -> TimeFormat.epoch(1_000);
                        case "seconds" -> TimeFormat.since(start(time, zone), 1_000_000);
                        case "milliseconds" -> TimeFormat.since(start(time, zone), 1_000);
                        default -> TimeFormat.pattern(format, zone);
                    };
            if (time.has("start") && !format.equals("seconds") && !format.equals("milliseconds")) {
                time.fault("start", "only goes with format seconds or milliseconds");
            }
            return shift.isZero() ? timeFormat : timeFormat.shiftedBy(shift);
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            time.fault(message.startsWith("start") ? "start" : "format", message);
            return null;
        }
    }

    /** Throws IllegalArgumentException with a message that begins with "start". */
    private static Instant start(YamlMap time, @Nullable ZoneId zone) {
        String text = time.text("start");
        if (text == null) {
            throw new IllegalArgumentException(
                    "start is missing: say when second 0 was, such as 2020-03-02T06:00:00");
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            // Then it must be local, in the zone.
        }
        try {
            LocalDateTime local = LocalDateTime.parse(text);
            if (zone == null) {
                throw new IllegalArgumentException(
                        "start has no time zone: add zone, such as Asia/Shanghai");
            }
            return local.atZone(zone).toInstant();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "start '%s' is not a time such as 2020-03-02T06:00:00".formatted(text), e);
        }
    }

    private List<Column> columns(YamlMap yaml, Set<String> bad) {
        List<Column> columns = new ArrayList<>();
        Map<String, Integer> lines = new HashMap<>();
        for (YamlMap entry : yaml.maps("columns")) {
            entry.allow(
                    "column",
                    "number",
                    "point",
                    "gateway",
                    "unit",
                    "factor",
                    "offset",
                    "bad",
                    "block",
                    "optional");
            Ref ref = ref(entry);
            String point = entry.required("point");
            if (point != null && !Ids.isValid(point)) {
                entry.fault("point", "'%s' is not an id".formatted(point));
            } else if (point != null) {
                Integer first = lines.putIfAbsent(point, entry.line("point"));
                if (first != null) {
                    entry.fault(
                            "point",
                            "'%s' already has a column in line %d".formatted(point, first));
                }
            }
            double factor = entry.number("factor").orElse(1);
            if (factor == 0) {
                entry.fault("factor", "must not be 0");
            }
            double offset = entry.number("offset").orElse(0);
            Duration block = duration(entry, "block", Duration.ZERO);
            if (block.compareTo(MAX_BLOCK) > 0) {
                entry.fault("block", "must be at most 1min");
            }
            String gateway = id(entry, "gateway");
            String unit = entry.text("unit");
            Set<String> columnBad = bad(entry, bad);
            boolean optional = entry.flag("optional", false);
            if (ref != null && point != null) {
                columns.add(
                        new Column(
                                ref, point, gateway, unit, factor, offset, columnBad, block,
                                optional));
            }
        }
        return columns;
    }

    private static @Nullable Rows rows(YamlMap yaml) {
        YamlMap rows = yaml.map("rows");
        if (rows == null) {
            return null;
        }
        rows.allow("point", "value", "unit", "quality");
        String point = rows.required("point");
        String value = rows.required("value");
        String unit = rows.text("unit", "unit");
        String quality = rows.text("quality", "quality");
        return point == null || value == null
                ? null
                : new Rows(Ref.named(point), Ref.named(value), Ref.named(unit), Ref.named(quality));
    }

    private static @Nullable Ref ref(YamlMap entry) {
        List<String> names = entry.texts("column").stream().map(String::strip).toList();
        int number = entry.integer("number", 0, 1, 100_000);
        if (names.isEmpty() == (number == 0)) {
            entry.fault(
                    "column", "write either column (its name in the header) or number (from 1)");
            return null;
        }
        return new Ref(names, number);
    }

    private static Set<String> bad(YamlMap entry, Set<String> absent) {
        return entry.has("bad") ? new LinkedHashSet<>(entry.texts("bad")) : absent;
    }

    private static @Nullable String id(YamlMap entry, String key) {
        String id = entry.text(key);
        if (id != null && !Ids.isValid(id)) {
            entry.fault(key, "'%s' is not an id".formatted(id));
            return null;
        }
        return id;
    }

    private static Duration duration(YamlMap entry, String key, Duration absent) {
        String text = entry.text(key);
        if (text == null) {
            return absent;
        }
        try {
            return text.startsWith("-")
                    ? Durations.parse(text.substring(1)).negated()
                    : Durations.parse(text);
        } catch (IllegalArgumentException e) {
            entry.fault(key, "'%s' %s".formatted(text, e.getMessage()));
            return absent;
        }
    }

    private static String sha256(String text) {
        return HexFormat.of()
                .formatHex(Hashes.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
