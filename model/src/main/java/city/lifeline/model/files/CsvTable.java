package city.lifeline.model.files;

import city.lifeline.model.Fault;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/**
 * A small CSV file with a header of known columns: comma, double quotes, UTF-8. Columns may stand
 * in any order. In faults, the column is the number of the field in its row.
 */
public final class CsvTable {

    private static final Map<Character, String> OTHER_DELIMITERS =
            Map.of(';', "semicolons", '\t', "tabs", '|', "bars");

    private final String file;
    private final Map<String, Integer> columns;
    private final List<Fault> faults;
    private final List<Row> rows = new ArrayList<>();
    private final Set<String> malformedIds = new TreeSet<>();
    private int headerFields;

    private CsvTable(String file, Map<String, Integer> columns, List<Fault> faults) {
        this.file = file;
        this.columns = columns;
        this.faults = faults;
    }

    /**
     * The rows that have the right number of fields; empty if the header is wrong.
     *
     * @param required columns that must be there
     * @param optional columns that may be there; others are faults
     * @param faults what is wrong is added here
     */
    public static CsvTable parse(
            String file,
            String text,
            List<String> required,
            List<String> optional,
            List<Fault> faults) {
        Map<String, Integer> columns = new HashMap<>();
        CsvTable table = new CsvTable(file, columns, faults);
        if (!FileTexts.isReadable(file, text, faults)) {
            return table;
        }
        long line = 0;
        try (CsvReader<CsvRecord> reader =
                CsvReader.builder()
                        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .allowUnclosedQuote(false)
                        .ofCsvRecord(FileTexts.withoutByteOrderMark(text))) {
            boolean header = true;
            for (CsvRecord record : reader) {
                line = record.getStartingLineNumber();
                if (header) {
                    header = false;
                    if (!table.readHeader(record, required, optional)) {
                        return table;
                    }
                } else {
                    table.readRow(record);
                }
            }
            if (header) {
                faults.add(
                        new Fault(
                                file,
                                0,
                                0,
                                "",
                                "the file is empty: begin with the header "
                                        + String.join(",", required)));
            }
        } catch (CsvParseException e) {
            faults.add(
                    new Fault(
                            file,
                            (int) line + 1,
                            0,
                            "",
                            "from here on the rows cannot be told apart, probably for a double"
                                    + " quote that is not closed: "
                                    + e.getMessage()));
        } catch (IOException e) {
            throw new AssertionError("text in memory cannot fail to be read", e);
        }
        return table;
    }

    /** Whether the header was understood, so that the rows could be read. */
    public boolean hasRows() {
        return headerFields > 0;
    }

    public List<Row> rows() {
        return rows;
    }

    private boolean readHeader(CsvRecord header, List<String> required, List<String> optional) {
        int line = (int) header.getStartingLineNumber();
        if (header.getFieldCount() == 1 && required.size() > 1) {
            String whole = header.getField(0);
            for (Map.Entry<Character, String> other : OTHER_DELIMITERS.entrySet()) {
                if (whole.indexOf(other.getKey()) >= 0) {
                    faults.add(
                            new Fault(
                                    file,
                                    line,
                                    0,
                                    "",
                                    "the columns are separated by %s: separate them by commas"
                                            .formatted(other.getValue())));
                    return false;
                }
            }
        }
        Set<String> known = new TreeSet<>(required);
        known.addAll(optional);
        boolean complete = true;
        for (int i = 0; i < header.getFieldCount(); i++) {
            String name = header.getField(i).strip();
            if (!known.contains(name)) {
                faults.add(new Fault(file, line, i + 1, name, unknownColumn(name, known)));
            } else if (columns.putIfAbsent(name, i) != null) {
                faults.add(
                        new Fault(
                                file,
                                line,
                                i + 1,
                                name,
                                "the column is there twice: remove one of them"));
                complete = false;
            }
        }
        for (String name : required) {
            if (!columns.containsKey(name)) {
                faults.add(
                        new Fault(
                                file,
                                line,
                                0,
                                name,
                                "the column is missing: add it to the header and to every row"));
                complete = false;
            }
        }
        if (complete) {
            headerFields = header.getFieldCount();
        }
        return complete;
    }

    private static String unknownColumn(String name, Set<String> known) {
        for (String candidate : known) {
            if (candidate.equalsIgnoreCase(name)) {
                return "an unknown column: write " + candidate + ", in lower case";
            }
        }
        return "an unknown column: remove it, or name it one of " + String.join(", ", known);
    }

    private void readRow(CsvRecord record) {
        if (record.getFields().stream().allMatch(String::isBlank)) {
            return;
        }
        int line = (int) record.getStartingLineNumber();
        if (record.getFieldCount() != headerFields) {
            faults.add(
                    new Fault(
                            file,
                            line,
                            0,
                            "",
                            "the row has %d fields, the header has %d: check the commas, and put text that holds a comma in double quotes"
                                    .formatted(record.getFieldCount(), headerFields)));
            malformedIds.add(record.getField(0).strip());
            return;
        }
        rows.add(new Row(line, record.getFields()));
    }

    /**
     * First fields of the rows that were left out, so that a reference to one is no second fault.
     */
    public Set<String> malformedIds() {
        return malformedIds;
    }

    /** One row; a fault it is asked to note carries its place. */
    public final class Row {

        private final int line;
        private final List<String> fields;

        private Row(int line, List<String> fields) {
            this.line = line;
            this.fields = fields;
        }

        public int line() {
            return line;
        }

        /** The field without surrounding blanks; empty if there is no such column. */
        public String text(String column) {
            Integer index = columns.get(column);
            return index == null ? "" : fields.get(index).strip();
        }

        /** The number in the field; empty if the field is, or, with a fault, if it is no number. */
        public OptionalDouble number(String column) {
            String text = text(column);
            if (text.isEmpty()) {
                return OptionalDouble.empty();
            }
            try {
                return OptionalDouble.of(Numbers.parse(text));
            } catch (IllegalArgumentException e) {
                fault(column, "'%s' %s".formatted(text, e.getMessage()));
                return OptionalDouble.empty();
            }
        }

        public void fault(String column, String message) {
            Integer index = columns.get(column);
            faults.add(new Fault(file, line, index == null ? 0 : index + 1, column, message));
        }
    }
}
