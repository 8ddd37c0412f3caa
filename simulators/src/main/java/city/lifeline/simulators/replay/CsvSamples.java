package city.lifeline.simulators.replay;

import city.lifeline.model.Fault;
import city.lifeline.model.Quality;
import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Reads the samples of one file in the order of its rows. What is wrong with the file as a whole
 * comes as {@link FileFaultException}; what is wrong with a row or a value goes to the rejects.
 */
final class CsvSamples implements SampleSource {

    private static final long EARLIEST_US =
            LocalTimes.microseconds(Instant.parse("1980-01-01T00:00:00Z"));
    private static final Set<String> QUALITIES =
            Set.of("GOOD", "UNCERTAIN", "BAD", "STUCK", "MISSING", "CLOCK");
    private static final Set<String> NO_VALUE = Set.of("");
    private static final Channels.Channel UNKNOWN = new Channels.Channel(-1, "", "", null, 0);

    private final int file;
    private final Path path;
    private final String name;
    private final Mapping mapping;
    private final Channels channels;
    private final Rejects rejects;
    private final long latestUs;
    private final CheckedInput input;
    private final CsvReader<CsvRecord> reader;
    private final CloseableIterator<CsvRecord> records;
    private final Layout layout;

    // The row in hand, and the column of a wide table that comes next.
    private List<String> row = List.of();
    private int nextColumn = Integer.MAX_VALUE;
    private long line;
    private long rowUs;
    private long rows;
    private long previousUs = Long.MIN_VALUE;
    private long firstUnsortedLine;
    private boolean everyCell;
    private @org.jspecify.annotations.Nullable CsvRecord pushedBack;

    /**
     * Opens a file and reads its header.
     *
     * @param file its index in the plan
     * @param latestUs later times are refused
     * @param bytes told how many bytes were read each time
     */
    CsvSamples(
            int file,
            Path path,
            Mapping mapping,
            Channels channels,
            Rejects rejects,
            long latestUs,
            LongConsumer bytes)
            throws IOException {
        this.file = file;
        this.path = path;
        this.name = FileChecks.name(path);
        this.mapping = mapping;
        this.channels = channels;
        this.rejects = rejects;
        this.latestUs = latestUs;
        FileChecks.check(path);
        this.input = new CheckedInput(Files.newInputStream(path), name, bytes);
        this.reader =
                CsvReader.builder()
                        .fieldSeparator(mapping.delimiter())
                        .skipEmptyLines(false)
                        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .allowUnclosedQuote(false)
                        .ofCsvRecord(
                                new InputStreamReader(
                                        input,
                                        mapping.encoding()
                                                .newDecoder()
                                                .onMalformedInput(CodingErrorAction.REPORT)
                                                .onUnmappableCharacter(CodingErrorAction.REPORT)));
        this.records = reader.iterator();
        try {
            this.layout = readHeader();
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    private Layout readHeader() throws IOException {
        List<List<String>> header = new ArrayList<>();
        while (header.size() < mapping.headerRows()) {
            CsvRecord record = nextRecord();
            if (record == null) {
                throw new FileFaultException(
                        new Fault(
                                name,
                                header.size() + 1,
                                0,
                                "",
                                "the file ends before its header does: %d rows of it are expected"
                                        .formatted(mapping.headerRows())));
            }
            List<String> fields = new ArrayList<>(record.getFields());
            if (header.isEmpty() && fields.get(0).startsWith("\uFEFF")) {
                fields.set(0, fields.get(0).substring(1));
            }
            header.add(fields);
        }
        if (mapping.headerRows() == 0) {
            // The first row tells how many columns there are; it has no names.
            CsvRecord first = nextRecord();
            pushedBack = first;
            header.add(
                    first == null
                            ? List.of()
                            : new ArrayList<>(Collections.nCopies(first.getFieldCount(), "")));
        }
        Layout resolved = new Layout(name, mapping, header);
        if (!resolved.faults().isEmpty()) {
            throw new LayoutFaultException(resolved.faults());
        }
        return resolved;
    }

    /** Several faults of a header. */
    static final class LayoutFaultException extends IOException {

        private final transient List<Fault> faults;

        LayoutFaultException(List<Fault> faults) {
            super(faults.toString());
            this.faults = faults;
        }

        List<Fault> faults() {
            return faults;
        }
    }

    /** From now on cells come that cannot be used, too. */
    void everyCell() {
        everyCell = true;
    }

    long rows() {
        return rows;
    }

    /** Line of the first row that is older than the one before; 0 if there is none. */
    long firstUnsortedLine() {
        return firstUnsortedLine;
    }

    /** Of the bytes read so far; ends the hashing. */
    String sha256() {
        return input.sha256();
    }

    @Override
    public boolean next(Sample into) throws IOException {
        while (true) {
            if (mapping.rows() == null) {
                while (nextColumn < layout.columns.length) {
                    int column = nextColumn;
                    nextColumn++;
                    if (layout.columns[column] != Layout.ABSENT && readCell(column, into)) {
                        return true;
                    }
                }
            }
            CsvRecord record = nextRecord();
            if (record == null) {
                nextColumn = Integer.MAX_VALUE;
                return false;
            }
            if (!readRow(record)) {
                nextColumn = Integer.MAX_VALUE;
            } else if (mapping.rows() == null) {
                nextColumn = 0;
            } else if (readReading(into)) {
                return true;
            }
        }
    }

    /** Takes a row in hand; false if it is blank or, with a reject, of no use. */
    private boolean readRow(CsvRecord record) throws IOException {
        row = record.getFields();
        line = record.getStartingLineNumber();
        if (row.size() == 1 && row.get(0).isBlank()) {
            return false;
        }
        rows++;
        if (!hasFittingSize()) {
            reject(
                    0,
                    "",
                    "the row has %d fields, the header %d".formatted(row.size(), layout.maxFields),
                    String.join(",", row.subList(0, Math.min(row.size(), 20))));
            rowUs = Long.MIN_VALUE;
            return everyCell;
        }
        String text = timeText();
        long us;
        try {
            us = mapping.time().format().parse(text, previousUs);
            if (!everyCell) {
                checkTime(us);
            }
        } catch (ArithmeticException e) {
            reject(timeColumn(), "", "is beyond all times", text);
            rowUs = Long.MIN_VALUE;
            return everyCell;
        } catch (IllegalArgumentException e) {
            reject(timeColumn(), "", "the time " + e.getMessage(), text);
            rowUs = Long.MIN_VALUE;
            return everyCell;
        }
        if (us < previousUs && firstUnsortedLine == 0) {
            firstUnsortedLine = line;
        }
        previousUs = us;
        rowUs = us;
        return true;
    }

    private int timeColumn() {
        return layout.time.length == 0 ? 0 : layout.time[0] + 1;
    }

    private boolean hasFittingSize() {
        if (row.size() < layout.minFields) {
            return false;
        }
        for (int i = layout.maxFields; i < row.size(); i++) {
            if (!row.get(i).isBlank()) {
                return false;
            }
        }
        return true;
    }

    private String timeText() {
        if (layout.time.length == 1) {
            return field(layout.time[0]);
        }
        StringBuilder text = new StringBuilder();
        for (int index : layout.time) {
            if (text.length() > 0) {
                text.append(' ');
            }
            text.append(field(index));
        }
        return text.toString();
    }

    private void checkTime(long us) {
        if (us < EARLIEST_US) {
            throw new IllegalArgumentException(
                    "is before 1980: the clock of the device was not set");
        }
        if (us > latestUs) {
            throw new IllegalArgumentException("lies in the future");
        }
    }

    private boolean readCell(int column, Sample into) throws IOException {
        Mapping.Column mapped = mapping.columns().get(column);
        int index = layout.columns[column];
        String text = field(index);
        if (mapped.bad().contains(text)) {
            return everyCell && fillUnusable(into, column, mapped.point(), text);
        }
        double value;
        try {
            value = number(text, mapped.bad()) * mapped.factor() + mapped.offset();
        } catch (IllegalArgumentException e) {
            reject(index + 1, mapped.point(), "the value " + e.getMessage(), text);
            return everyCell && fillUnusable(into, column, mapped.point(), text);
        }
        fill(into, column, value, Quality.GOOD);
        if (everyCell) {
            describe(into, mapped.point(), text);
        }
        return true;
    }

    private boolean readReading(Sample into) throws IOException {
        String point = field(layout.point);
        Channels.Channel channel;
        try {
            channel = channels.ofRow(point);
        } catch (IllegalArgumentException e) {
            reject(layout.point + 1, point, "the point " + e.getMessage(), point);
            if (!everyCell) {
                return false;
            }
            channel = UNKNOWN;
        }
        String unit = layout.unit == Layout.ABSENT ? "" : field(layout.unit);
        if (!unit.isEmpty() && !everyCell) {
            try {
                channels.checkUnit(channel, unit);
            } catch (IllegalArgumentException e) {
                reject(layout.unit + 1, point, "the unit " + e.getMessage(), unit);
                return false;
            }
        }
        String word = layout.quality == Layout.ABSENT ? "" : field(layout.quality);
        if (!word.isEmpty() && !QUALITIES.contains(word) && !everyCell) {
            reject(
                    layout.quality + 1,
                    point,
                    "the quality is none of GOOD, UNCERTAIN, BAD, STUCK, MISSING",
                    word);
            return false;
        }
        String text = field(layout.value);
        if (word.equals("MISSING")) {
            return everyCell && fillUnusable(into, channel.index(), point, text);
        }
        double value;
        try {
            value = number(text, NO_VALUE);
        } catch (IllegalArgumentException e) {
            reject(layout.value + 1, point, "the value " + e.getMessage(), text);
            return everyCell && fillUnusable(into, channel.index(), point, text);
        }
        fill(
                into,
                channel.index(),
                value,
                switch (word) {
                    case "UNCERTAIN" -> Quality.UNCERTAIN;
                    // A gateway does not judge that a value is stuck, but it is not to be trusted.
                    case "BAD", "STUCK" -> Quality.BAD;
                    // CLOCK too: the time was wrong once, it is right in the recording.
                    default -> Quality.GOOD;
                });
        if (everyCell) {
            describe(into, point, text);
        }
        return true;
    }

    private boolean fillUnusable(Sample into, int channel, String point, String text) {
        fill(into, channel, Double.NaN, Quality.BAD);
        describe(into, point, text);
        return true;
    }

    private void describe(Sample into, String point, String text) {
        into.timeText = timeText();
        into.pointText = point;
        into.valueText = text;
    }

    private double number(String text, Set<String> bad) {
        try {
            return Decimals.parse(text, mapping.decimal());
        } catch (IllegalArgumentException e) {
            if (text.isEmpty()) {
                throw new IllegalArgumentException("is empty", e);
            }
            String message = String.valueOf(e.getMessage());
            throw new IllegalArgumentException(
                    mapping.rows() == null && text.length() <= 10 && !bad.contains(text)
                            ? message + " (if it stands for no value, list it under bad)"
                            : message,
                    e);
        }
    }

    private void fill(Sample into, int channel, double value, Quality quality) {
        into.channel = channel;
        into.timeUs = rowUs;
        into.value = value;
        into.quality = quality;
        into.file = file;
        into.line = line;
    }

    private String field(int index) {
        return index < row.size() ? row.get(index).strip() : "";
    }

    private void reject(int column, String point, String reason, String text) throws IOException {
        rejects.reject(file, line, column, point, reason, text);
    }

    private @org.jspecify.annotations.Nullable CsvRecord nextRecord() throws IOException {
        CsvRecord first = pushedBack;
        if (first != null) {
            pushedBack = null;
            return first;
        }
        try {
            return records.hasNext() ? records.next() : null;
        } catch (CsvParseException | UncheckedIOException e) {
            throw explain(e);
        }
    }

    private IOException explain(RuntimeException e) throws IOException {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof FileFaultException fault) {
                return fault;
            }
            if (cause instanceof CharacterCodingException) {
                Charset encoding = mapping.encoding();
                return new FileFaultException(
                        new Fault(
                                name,
                                firstUndecodableLine(path, encoding),
                                0,
                                "",
                                "bytes that are not %s: save the file as %s, or name its encoding in a mapping"
                                        .formatted(encoding, encoding)));
            }
            if (cause instanceof IOException io && !(e instanceof CsvParseException)) {
                return io;
            }
        }
        return new FileFaultException(
                new Fault(
                        name,
                        (int) (line + 1),
                        0,
                        "",
                        "from here on the rows cannot be told apart, probably for a double quote"
                                + " that is not closed: "
                                + e.getMessage()));
    }

    private static int firstUndecodableLine(Path path, Charset encoding) throws IOException {
        byte[] buffer = new byte[1 << 16];
        java.io.ByteArrayOutputStream current = new java.io.ByteArrayOutputStream();
        int number = 1;
        try (java.io.InputStream in = Files.newInputStream(path)) {
            int count = in.read(buffer);
            while (count > 0) {
                for (int i = 0; i < count; i++) {
                    if (buffer[i] == '\n') {
                        if (!isDecodable(current.toByteArray(), encoding)) {
                            return number;
                        }
                        current.reset();
                        number++;
                    } else {
                        current.write(buffer[i]);
                    }
                }
                count = in.read(buffer);
            }
        }
        return number;
    }

    private static boolean isDecodable(byte[] bytes, Charset encoding) {
        try {
            encoding.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
