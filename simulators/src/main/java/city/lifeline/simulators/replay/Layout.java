package city.lifeline.simulators.replay;

import city.lifeline.model.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where the columns of a mapping stand in one file. */
final class Layout {

    static final int ABSENT = -1;

    private static final Map<Character, String> DELIMITERS =
            Map.of(',', "commas", ';', "semicolons", '\t', "tabs", '|', "bars");

    private final String file;
    private final Mapping mapping;
    private final List<String> names;
    private final List<Fault> faults = new ArrayList<>();

    // Indices of fields, from 0.
    final int[] time;
    final int[] columns;
    final int point;
    final int value;
    final int unit;
    final int quality;
    // Fields that a row must have at least, and may have at most without being blank.
    final int minFields;
    final int maxFields;

    /** Resolves the columns against the rows of a header; {@link #faults} says what is wrong. */
    Layout(String file, Mapping mapping, List<List<String>> header) {
        this.file = file;
        this.mapping = mapping;
        this.names = names(header);
        this.maxFields = names.size();
        int named = names.size();
        while (named > 0 && names.get(named - 1).isEmpty()) {
            named--;
        }
        this.minFields = named;

        if (isOtherDelimiter(header)) {
            time = new int[0];
            columns = new int[0];
            point = ABSENT;
            value = ABSENT;
            unit = ABSENT;
            quality = ABSENT;
            return;
        }
        time = mapping.time().columns().stream().mapToInt(ref -> find(ref, true)).toArray();
        columns =
                mapping.columns().stream()
                        .mapToInt(column -> find(column.ref(), !column.optional()))
                        .toArray();
        Mapping.Rows rows = mapping.rows();
        point = rows == null ? ABSENT : find(rows.point(), true);
        value = rows == null ? ABSENT : find(rows.value(), true);
        unit = rows == null ? ABSENT : find(rows.unit(), false);
        quality = rows == null ? ABSENT : find(rows.quality(), false);
        if (rows == null && faults.isEmpty()) {
            boolean any = false;
            for (int column : columns) {
                any |= column != ABSENT;
            }
            if (!any) {
                fault("", "the file has none of the mapping's columns");
            }
        }
    }

    List<Fault> faults() {
        return faults;
    }

    private List<String> names(List<List<String>> header) {
        int width = header.stream().mapToInt(List::size).max().orElse(0);
        List<String> composed = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            List<String> parts = new ArrayList<>();
            for (int row : mapping.nameRows()) {
                List<String> fields = header.get(row - 1);
                String part = i < fields.size() ? fields.get(i).strip() : "";
                if (!part.isEmpty()) {
                    parts.add(part);
                }
            }
            composed.add(String.join(" / ", parts));
        }
        return composed;
    }

    private boolean isOtherDelimiter(List<List<String>> header) {
        List<String> last = header.get(header.size() - 1);
        if (last.size() > 1) {
            return false;
        }
        for (Map.Entry<Character, String> other : DELIMITERS.entrySet()) {
            boolean found = !last.isEmpty() && last.get(0).indexOf(other.getKey()) >= 0;
            if (found && other.getKey() != mapping.delimiter()) {
                fault(
                        "",
                        "the columns are separated by %s, the mapping says %s"
                                .formatted(
                                        other.getValue(),
                                        DELIMITERS.getOrDefault(
                                                mapping.delimiter(),
                                                "'" + mapping.delimiter() + "'")));
                return true;
            }
        }
        return false;
    }

    private int find(Mapping.Ref ref, boolean required) {
        if (ref.number() > 0) {
            if (ref.number() <= names.size()) {
                return ref.number() - 1;
            }
            if (required) {
                fault(ref.describe(), "there is no such column: the file has " + names.size());
            }
            return ABSENT;
        }
        int found = ABSENT;
        for (int i = 0; i < names.size(); i++) {
            if (ref.names().contains(names.get(i))) {
                if (found != ABSENT) {
                    faults.add(
                            new Fault(
                                    file,
                                    mapping.headerRows(),
                                    i + 1,
                                    names.get(i),
                                    "the column is there twice, also as number %d: name it by its number"
                                            .formatted(found + 1)));
                    return ABSENT;
                }
                found = i;
            }
        }
        if (found == ABSENT && required) {
            fault(ref.describe(), missing(ref));
        }
        return found;
    }

    private String missing(Mapping.Ref ref) {
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (ref.names().stream().anyMatch(name::equalsIgnoreCase)) {
                return "the file has the column %d as '%s': upper and lower case must agree"
                        .formatted(i + 1, name);
            }
        }
        return "the column is missing; the file has "
                + String.join(", ", names.stream().limit(12).map(n -> "'" + n + "'").toList())
                + (names.size() > 12 ? " and %d more".formatted(names.size() - 12) : "");
    }

    private void fault(String field, String message) {
        faults.add(new Fault(file, mapping.headerRows(), 0, field, message));
    }
}
