package city.lifeline.backtest;

import city.lifeline.model.Fault;
import city.lifeline.simulators.replay.FileChecks;
import city.lifeline.simulators.replay.Mapping;
import city.lifeline.simulators.replay.Mapping.Column;
import city.lifeline.simulators.replay.Mapping.Ref;
import city.lifeline.simulators.replay.Mapping.Rows;
import city.lifeline.simulators.replay.TimeFormat;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out from its first rows how a table of which nothing is known is to be read, and says what
 * it took for granted.
 */
final class TableGuess {

    private static final int SNIFFED_BYTES = 1 << 18;
    private static final int SNIFFED_ROWS = 400;
    private static final int CONTEXT_ROWS = 20;
    private static final char[] DELIMITERS = {',', ';', '\t', '|'};
    private static final Set<String> NO_VALUE =
            Set.of("", "NaN", "nan", "NAN", "NA", "N/A", "n/a", "null", "NULL", "None", "-nan");
    private static final Set<String> TIME_NAMES =
            Set.of("time", "timestamp", "datetime", "date_time", "date", "ts", "t", "t_s", "时间");
    private static final Set<String> ROW_NUMBER_NAMES =
            Set.of("", "index", "idx", "no", "no.", "#", "row", "step", "unnamed: 0", "unixtime");
    private static final Set<String> LABEL_NAMES =
            Set.of(
                    "label",
                    "labels",
                    "anomaly",
                    "is_anomaly",
                    "anomaly_label",
                    "outlier",
                    "is_outlier",
                    "changepoint",
                    "change_point",
                    "ground_truth",
                    "attack",
                    "normal/attack",
                    "异常");

    /** The start of a recording that does not say when it was. */
    private static final Instant NO_START = Instant.parse("2000-01-01T00:00:00Z");

    private static final Instant EARLIEST = Instant.parse("1980-01-01T00:00:00Z");

    private static final List<String> PATTERNS =
            List.of(
                    "yyyy-MM-dd",
                    "yyyy/M/d H:mm",
                    "yyyy/M/d H:mm:ss",
                    "yyyy/M/d",
                    "M/d/yyyy H:mm",
                    "M/d/yyyy H:mm:ss",
                    "M/d/yyyy h:mm:ss a",
                    "M/d/yyyy",
                    "d/M/yyyy H:mm",
                    "d/M/yyyy H:mm:ss",
                    "d/M/yyyy h:mm:ss a",
                    "d/M/yyyy",
                    "d.M.yyyy H:mm",
                    "d.M.yyyy H:mm:ss",
                    "d.M.yyyy H:mm:ss.SSS",
                    "d.M.yyyy",
                    "yyyyMMdd HH:mm:ss",
                    "yyyyMMddHHmmss",
                    "yyyyMMdd");

    private final Path file;
    private final String name;
    private final Set<String> labels;
    private final ZoneId zone;
    private final boolean zoneGiven;
    private final List<String> assumptions = new ArrayList<>();

    /**
     * A guess.
     *
     * @param labels names of columns that are labels, besides those whose name says so
     * @param zone of times that carry none; null: UTC is assumed
     */
    TableGuess(Path file, Set<String> labels, @Nullable ZoneId zone) {
        this.file = file;
        this.name = FileChecks.name(file);
        this.labels = labels;
        this.zone = zone == null ? ZoneId.of("UTC") : zone;
        this.zoneGiven = zone != null;
    }

    Table guess() throws IOException, FaultyFileException {
        byte[] head = head();
        Charset encoding = encoding(head);
        String text = encoding.decode(ByteBuffer.wrap(head)).toString();
        if (text.startsWith("\uFEFF")) {
            text = text.substring(1);
        }
        if (head.length == SNIFFED_BYTES) {
            // The last row may be cut.
            text = text.substring(0, Math.max(text.lastIndexOf('\n'), 0));
        }
        int skipped = commentLines(text);
        char delimiter = delimiter(text, skipped);
        List<List<String>> rows = rows(text, delimiter, skipped);
        if (rows.isEmpty()) {
            throw new FaultyFileException(new Fault(name, 0, 0, "", "there is no row in it"));
        }
        boolean header = !isData(rows.get(0), delimiter);
        List<String> names =
                header
                        ? rows.get(0)
                        : IntStream.rangeClosed(1, rows.get(0).size())
                                .mapToObj(i -> "column-" + i)
                                .toList();
        List<List<String>> data = header ? rows.subList(1, rows.size()) : rows;
        if (looksLikeReadings(rows.get(0))) {
            throw new FaultyFileException(
                    new Fault(
                            name, 1, 0, "", "the header is missing: begin with time,point,value"));
        }
        if (delimiter != ',') {
            assumptions.add("columns are separated by " + word(delimiter));
        }
        char decimal = decimal(data, delimiter);
        if (decimal == ',') {
            assumptions.add("numbers have a decimal comma");
        }
        if (!header) {
            assumptions.add("there is no header: columns are named column-1, column-2, ...");
        }
        int headerRows = header ? skipped + 1 : 0;
        if (header) {
            Mapping readings = readings(names, data, delimiter, decimal, encoding, headerRows);
            if (readings != null) {
                return new Table(file, readings, assumptions);
            }
            checkTwice(names, headerRows);
        }
        return new Table(
                file,
                wide(names, data, delimiter, decimal, encoding, headerRows, header),
                assumptions);
    }

    private byte[] head() throws IOException {
        if (!Files.isRegularFile(file)) {
            return new byte[0];
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(SNIFFED_BYTES);
        }
    }

    private Charset encoding(byte[] head) {
        int whole = head.length;
        if (whole == SNIFFED_BYTES) {
            while (whole > 0 && head[whole - 1] != '\n') {
                whole--;
            }
        }
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(head, 0, whole));
            return StandardCharsets.UTF_8;
        } catch (CharacterCodingException e) {
            assumptions.add("the text is windows-1252, as it is not UTF-8");
            return Charset.forName("windows-1252");
        }
    }

    private int commentLines(String text) {
        int lines = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            if (!line.startsWith("#") && !line.isBlank()) {
                break;
            }
            lines++;
        }
        if (lines > 0) {
            assumptions.add("the first %d lines are comments".formatted(lines));
        }
        return lines;
    }

    private static char delimiter(String text, int skipped) {
        List<String> lines = text.lines().skip(skipped).limit(CONTEXT_ROWS).toList();
        char best = ',';
        int most = 0;
        for (char candidate : DELIMITERS) {
            int least = Integer.MAX_VALUE;
            for (String line : lines) {
                if (!line.isBlank()) {
                    least = Math.min(least, count(line, candidate));
                }
            }
            // A semicolon or tab that is in every row separates, whatever commas there are.
            int weight = candidate == ',' ? 1 : 1_000;
            if (least != Integer.MAX_VALUE && least * weight > most) {
                most = least * weight;
                best = candidate;
            }
        }
        return best;
    }

    private static int count(String line, char wanted) {
        int count = 0;
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            quoted ^= c == '"';
            if (c == wanted && !quoted) {
                count++;
            }
        }
        return count;
    }

    private static List<List<String>> rows(String text, char delimiter, int skipped) {
        List<List<String>> rows = new ArrayList<>();
        try (CsvReader<CsvRecord> reader =
                CsvReader.builder()
                        .fieldSeparator(delimiter)
                        .skipEmptyLines(true)
                        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .ofCsvRecord(text)) {
            int at = 0;
            for (CsvRecord record : reader) {
                if (record.getStartingLineNumber() <= skipped) {
                    continue;
                }
                rows.add(record.getFields().stream().map(String::strip).toList());
                if (++at > SNIFFED_ROWS) {
                    break;
                }
            }
        } catch (CsvParseException | IOException e) {
            // Said when the file is read in earnest, with the line.
            return rows;
        }
        return rows;
    }

    /** Whether a first row is of data rather than names. */
    private static boolean isData(List<String> row, char delimiter) {
        boolean any = false;
        for (String cell : row) {
            boolean number = isNumber(cell, '.') || (delimiter != ',' && isNumber(cell, ','));
            if (!number && !cell.isEmpty() && !looksLikeTime(cell) && !NO_VALUE.contains(cell)) {
                return false;
            }
            any |= number;
        }
        return any;
    }

    private static boolean looksLikeTime(String cell) {
        return cell.length() >= 8
                && Character.isDigit(cell.charAt(0))
                && cell.matches("[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}.*");
    }

    private static boolean looksLikeReadings(List<String> row) {
        return row.size() >= 3
                && looksLikeTime(row.get(0))
                && !isNumber(row.get(1), '.')
                && isNumber(row.get(2), '.');
    }

    private static String word(char delimiter) {
        return switch (delimiter) {
            case ';' -> "semicolons";
            case '\t' -> "tabs";
            case '|' -> "bars";
            default -> "commas";
        };
    }

    private static char decimal(List<List<String>> data, char delimiter) {
        if (delimiter == ',') {
            return '.';
        }
        int commas = 0;
        int points = 0;
        for (List<String> row : data) {
            for (String cell : row) {
                if (cell.matches("[-+]?[0-9]*,[0-9]+([eE][-+]?[0-9]+)?")) {
                    commas++;
                } else if (cell.matches("[-+]?[0-9]*\\.[0-9]+([eE][-+]?[0-9]+)?")) {
                    points++;
                }
            }
        }
        return commas > points ? ',' : '.';
    }

    /** A table with one reading a row; null if it is none. */
    private @Nullable Mapping readings(
            List<String> names,
            List<List<String>> data,
            char delimiter,
            char decimal,
            Charset encoding,
            int headerRows) {
        int time = indexOf(names, "time");
        int point = indexOf(names, "point");
        int value = indexOf(names, "value");
        if (time < 0 || point < 0 || value < 0) {
            return null;
        }
        if (!names.contains("time") || !names.contains("point") || !names.contains("value")) {
            assumptions.add("upper and lower case of the header do not matter");
        }
        int unit = indexOf(names, "unit");
        int quality = indexOf(names, "quality");
        return new Mapping(
                name,
                "guessed",
                delimiter,
                decimal,
                encoding,
                headerRows,
                List.of(headerRows),
                null,
                new Mapping.Time(List.of(number(time)), times(cells(data, time), "time")),
                List.of(),
                new Rows(
                        number(point),
                        number(value),
                        unit < 0 ? Ref.named("unit") : number(unit),
                        quality < 0 ? Ref.named("quality") : number(quality)));
    }

    private static int indexOf(List<String> names, String wanted) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(wanted)) {
                return i;
            }
        }
        return -1;
    }

    private static Ref number(int index) {
        return new Ref(List.of(), index + 1);
    }

    private static List<String> cells(List<List<String>> data, int column) {
        return data.stream()
                .filter(row -> column < row.size())
                .map(row -> row.get(column))
                .filter(cell -> !cell.isEmpty())
                .toList();
    }

    private void checkTwice(List<String> names, int headerRows) throws FaultyFileException {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            if (!names.get(i).isEmpty() && !seen.add(names.get(i))) {
                throw new FaultyFileException(
                        new Fault(
                                name,
                                headerRows,
                                i + 1,
                                names.get(i),
                                "the column is there twice: name the columns apart, or write a"
                                        + " mapping"));
            }
        }
    }

    private Mapping wide(
            List<String> names,
            List<List<String>> data,
            char delimiter,
            char decimal,
            Charset encoding,
            int headerRows,
            boolean header)
            throws FaultyFileException {
        List<Integer> timeColumns = timeColumns(names, data, header);
        TimeFormat times;
        List<Ref> timeRefs = timeColumns.stream().map(TableGuess::number).toList();
        if (timeColumns.isEmpty()) {
            assumptions.add("no column is a time: rows are a second apart, from " + NO_START);
            times = rowByRow();
        } else {
            List<String> texts = new ArrayList<>();
            for (List<String> row : data) {
                StringBuilder text = new StringBuilder();
                for (int column : timeColumns) {
                    if (column < row.size()) {
                        text.append(text.length() > 0 ? " " : "").append(row.get(column));
                    }
                }
                if (text.length() > 0) {
                    texts.add(text.toString());
                }
            }
            times = times(texts, names.get(timeColumns.get(0)));
        }
        List<Column> columns = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (timeColumns.contains(i)) {
                continue;
            }
            String column = names.get(i).isEmpty() ? "column-" + (i + 1) : names.get(i);
            if (isLabel(names, i, data)) {
                assumptions.add("'%s' is a label, not a reading".formatted(column));
                columns.add(column(i, Table.LABEL + column));
            } else if (isNumeric(cells(data, i), decimal)) {
                columns.add(column(i, column));
            } else {
                texts.add("'" + column + "'");
            }
        }
        if (!texts.isEmpty()) {
            assumptions.add("not numbers, left out: " + String.join(", ", texts));
        }
        if (columns.stream().allMatch(column -> Table.isLabel(column.point()))) {
            throw new FaultyFileException(
                    new Fault(name, headerRows, 0, "", "no column of it holds numbers"));
        }
        return new Mapping(
                name,
                "guessed",
                delimiter,
                decimal,
                encoding,
                headerRows,
                header ? List.of(headerRows) : List.of(),
                null,
                new Mapping.Time(timeRefs, times),
                columns,
                null);
    }

    private static Column column(int index, String point) {
        return new Column(number(index), point, null, null, 1, 0, NO_VALUE, Duration.ZERO, true);
    }

    private boolean isLabel(List<String> names, int index, List<List<String>> data) {
        String column = names.get(index);
        if (labels.contains(column)) {
            return true;
        }
        if (!LABEL_NAMES.contains(column.toLowerCase(Locale.ROOT))) {
            return false;
        }
        return cells(data, index).stream()
                .allMatch(cell -> Label.of(cell) != null || NO_VALUE.contains(cell));
    }

    private static boolean isNumeric(List<String> cells, char decimal) {
        long numbers = 0;
        long others = 0;
        for (String cell : cells) {
            if (isNumber(cell, decimal)) {
                numbers++;
            } else if (!NO_VALUE.contains(cell)) {
                others++;
            }
        }
        // A column that is empty so far may yet have numbers.
        return numbers >= others;
    }

    private static boolean isNumber(String cell, char decimal) {
        if (cell.isEmpty() || cell.length() > 40) {
            return false;
        }
        char last = cell.charAt(cell.length() - 1);
        if (last != decimal && (last < '0' || last > '9')) {
            return false;
        }
        try {
            return Double.isFinite(
                    Double.parseDouble(decimal == ',' ? cell.replace(',', '.') : cell));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private List<Integer> timeColumns(List<String> names, List<List<String>> data, boolean header) {
        int date = indexOf(names, "date");
        int time = indexOf(names, "time");
        if (date >= 0 && time >= 0) {
            List<String> times = cells(data, time);
            if (!times.isEmpty() && times.get(0).matches("[0-9]{1,2}:[0-9]{2}.*")) {
                return List.of(date, time);
            }
        }
        for (int i = 0; i < names.size(); i++) {
            String lower = names.get(i).toLowerCase(Locale.ROOT);
            boolean named = header && (TIME_NAMES.contains(lower) || lower.startsWith("timestamp"));
            if (named
                    || (i == 0
                            && header
                            && (lower.startsWith("time") || lower.startsWith("date")))) {
                return List.of(i);
            }
        }
        List<String> first = cells(data, 0);
        if (first.isEmpty() || names.size() < 2) {
            return List.of();
        }
        boolean numbers = first.stream().allMatch(cell -> isNumber(cell, '.'));
        if (!numbers) {
            return first.stream().allMatch(TableGuess::looksLikeTime) ? List.of(0) : List.of();
        }
        boolean counts =
                !header || ROW_NUMBER_NAMES.contains(names.get(0).toLowerCase(Locale.ROOT));
        return counts && isCounting(first) ? List.of(0) : List.of();
    }

    /** Whether whole numbers go up by the same step. */
    private static boolean isCounting(List<String> cells) {
        if (cells.size() < 3) {
            return false;
        }
        double step = Double.parseDouble(cells.get(1)) - Double.parseDouble(cells.get(0));
        if (!(step > 0)) {
            return false;
        }
        for (int i = 1; i < cells.size(); i++) {
            double here = Double.parseDouble(cells.get(i)) - Double.parseDouble(cells.get(i - 1));
            if (Math.abs(here - step) > 1e-6 * step) {
                return false;
            }
        }
        return true;
    }

    private static TimeFormat rowByRow() {
        long startUs = micros(NO_START);
        return (text, previousUs) ->
                previousUs == Long.MIN_VALUE ? startUs : previousUs + 1_000_000;
    }

    private static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    }

    /** The format of times of which the first few are given. */
    private TimeFormat times(List<String> texts, String column) {
        if (!texts.isEmpty() && texts.stream().allMatch(text -> isNumber(text, '.'))) {
            return counted(texts, column);
        }
        long zoned = texts.stream().filter(TableGuess::hasZone).count();
        if (zoned > 0) {
            // Those without a zone among them are rejected.
            return early(TimeFormat.ISO_OR_MILLISECONDS, texts);
        }
        TimeFormat best = null;
        String bestPattern = "";
        int bestFits = 0;
        double bestSpan = Double.POSITIVE_INFINITY;
        List<String> patterns = new ArrayList<>(List.of("iso"));
        patterns.addAll(PATTERNS);
        for (String pattern : patterns) {
            TimeFormat format =
                    pattern.equals("iso")
                            ? TimeFormat.iso(zone)
                            : TimeFormat.pattern(pattern, zone);
            int fits = 0;
            double span = 0;
            long previous = Long.MIN_VALUE;
            for (String text : texts) {
                try {
                    long us = format.parse(text, previous);
                    if (previous != Long.MIN_VALUE) {
                        span += Math.abs((double) us - previous);
                    }
                    previous = us;
                    fits++;
                } catch (IllegalArgumentException | ArithmeticException e) {
                    // Another may fit.
                }
            }
            if (fits > bestFits || (fits == bestFits && fits > 0 && span < bestSpan)) {
                best = format;
                bestPattern = pattern;
                bestFits = fits;
                bestSpan = span;
            }
        }
        if (best == null || bestFits * 2 < texts.size()) {
            if (texts.isEmpty()) {
                return early(TimeFormat.ISO_OR_MILLISECONDS, texts);
            }
            assumptions.add(
                    "the times '%s' of '%s' cannot be read: rows are a second apart, from %s"
                            .formatted(texts.get(0), column, NO_START));
            return rowByRow();
        }
        if (!bestPattern.equals("iso")) {
            assumptions.add("times look like " + bestPattern);
        }
        if (!zoneGiven) {
            assumptions.add("times without a zone are UTC (--zone says otherwise)");
        }
        return early(best, texts);
    }

    private static boolean hasZone(String text) {
        int time = Math.max(text.indexOf('T'), text.indexOf(' '));
        return time > 0 && text.substring(time).matches(".*([zZ]|[+-][0-9]{2}:?[0-9]{0,2})");
    }

    private TimeFormat counted(List<String> texts, String column) {
        double first = Double.parseDouble(texts.get(0));
        if (first >= 1e17) {
            assumptions.add("'%s' counts nanoseconds since 1970".formatted(column));
            return (text, previousUs) -> (long) (Double.parseDouble(text) / 1_000);
        }
        if (first >= 1e14) {
            assumptions.add("'%s' counts microseconds since 1970".formatted(column));
            return TimeFormat.epoch(1);
        }
        if (first >= 1e11) {
            return TimeFormat.epoch(1_000);
        }
        if (first >= micros(EARLIEST) / 1_000_000.0) {
            assumptions.add("'%s' counts seconds since 1970".formatted(column));
            return TimeFormat.epoch(1_000_000);
        }
        assumptions.add("'%s' counts seconds from %s".formatted(column, NO_START));
        return TimeFormat.since(NO_START, 1_000_000);
    }

    /** Moves a recording that begins before clocks are believed to a later time. */
    private TimeFormat early(TimeFormat format, List<String> texts) {
        for (String text : texts) {
            try {
                long us = format.parse(text, Long.MIN_VALUE);
                if (us < micros(EARLIEST)) {
                    assumptions.add("times begin before 1980: 30 years (10957 days) are added");
                    return format.shiftedBy(Duration.ofDays(10_957));
                }
                return format;
            } catch (IllegalArgumentException | ArithmeticException e) {
                // Another may fit.
            }
        }
        return format;
    }
}
