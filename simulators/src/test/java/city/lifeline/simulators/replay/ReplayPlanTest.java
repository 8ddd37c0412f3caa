package city.lifeline.simulators.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Fault;
import city.lifeline.model.Quality;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Gateway;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayPlanTest {

    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-11-22T00:00:00Z"));
    private static final Registry REGISTRY =
            new Registry(
                    Map.of("GW-1", new Gateway("GW-1", new Text("一", "one"))),
                    Map.of(),
                    Map.of(
                            "P-1", point("P-1", "kPa", Duration.ofSeconds(1)),
                            "P-2", point("P-2", "Cel", Duration.ofSeconds(1)),
                            "FAST", point("FAST", "m/s2", Duration.ofMillis(10))));

    @TempDir private Path directory;

    private static Point point(String id, String unit, Duration interval) {
        return new Point(
                id,
                "GW-1",
                "",
                "pressure",
                unit,
                interval,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                new Text(id, id),
                null,
                Set.of(),
                Map.of());
    }

    @Test
    void readsTheCanonicalForm() throws IOException {
        Path file =
                write(
                        """
                        time,point,value,unit,quality
                        2026-01-01T00:00:00Z,P-1,1.5,kPa,
                        1767225601000,P-1,1.2e3,,UNCERTAIN
                        2026-01-01T08:00:02+08:00,P-1,-3,kPa,STUCK
                        2026-01-01T00:00:03Z,P-1,,,MISSING
                        """);

        List<Recorded> blocks = read(plan(Mapping.CANONICAL, file));

        assertEquals(
                List.of("P-1 0 1.5 GOOD", "P-1 1 1200.0 UNCERTAIN", "P-1 2 -3.0 BAD"),
                show(blocks));
        assertEquals(List.of(), rejects);
    }

    @Test
    void readsAWideTableWithDecimalCommasFactorsAndSeveralHeaderRows() throws IOException {
        Mapping mapping =
                mapping(
                        """
                        delimiter: semicolon
                        decimal: comma
                        header: {rows: 3, names: [2, 3]}
                        bad: ["", "-9999"]
                        time: {columns: [Day, Hour], format: dd.MM.yyyy HH:mm, zone: Asia/Shanghai}
                        columns:
                          - {column: Site / pressure, point: P-1, factor: 10, offset: 0.5}
                          - {number: 4, point: P-2}
                        """);
        Path file =
                write(
                        "export;;;\n;;Site;Site\nDay;Hour;pressure;temp\n01.01.2026;08:00;1,5;-9999\n\n01.01.2026;08:01;;2,25\n");

        assertEquals(
                List.of("P-1 0 15.5 GOOD", "P-2 60 2.25 GOOD"), show(read(plan(mapping, file))));
    }

    @Test
    void mergesFilesInTheOrderOfTime() throws IOException {
        Path one = write("time,point,value\n" + row(0, "P-1", 1) + row(4, "P-1", 2));
        Path two = write("time,point,value\n" + row(1, "P-2", 3) + row(3, "P-2", 4));

        assertEquals(
                List.of("P-1 0 1.0 GOOD", "P-2 1 3.0 GOOD", "P-2 3 4.0 GOOD", "P-1 4 2.0 GOOD"),
                show(read(plan(Mapping.CANONICAL, one, two))));
    }

    @Test
    void anUnsortedFileGivesWhatTheSortedOneDoes() throws IOException {
        StringBuilder byPoint = new StringBuilder("time,point,value\n");
        StringBuilder byTime = new StringBuilder("time,point,value\n");
        for (String point : List.of("P-1", "P-2")) {
            for (int i = 0; i < 100; i++) {
                byPoint.append(row(i, point, i));
            }
        }
        for (int i = 0; i < 100; i++) {
            byTime.append(row(i, "P-1", i)).append(row(i, "P-2", i));
        }
        ReplayPlan unsorted = plan(Mapping.CANONICAL, write(byPoint.toString()));

        assertEquals(
                show(read(plan(Mapping.CANONICAL, write(byTime.toString())))),
                show(read(unsorted)));
        assertEquals(false, unsorted.dryRun((bytes, total) -> {}).files().get(0).sorted());
    }

    @Test
    void sortsMoreThanFitsInMemory() throws IOException {
        StringBuilder text = new StringBuilder("time,point,value\n");
        for (int i = 0; i < 1000; i++) {
            text.append(row((i * 337) % 1000, "P-1", i));
        }
        Channels channels = new Channels(Mapping.CANONICAL, REGISTRY, false, new ArrayList<>());
        CsvSamples samples =
                new CsvSamples(
                        0,
                        write(text.toString()),
                        Mapping.CANONICAL,
                        channels,
                        this::reject,
                        Long.MAX_VALUE,
                        bytes -> {});
        long last = Long.MIN_VALUE;
        int count = 0;
        try (SampleSource sorted = SampleSorter.sort(samples, 64)) {
            Sample sample = new Sample();
            while (sorted.next(sample)) {
                assertTrue(sample.timeUs > last);
                last = sample.timeUs;
                count++;
            }
        }
        assertEquals(1000, count);
    }

    @Test
    void putsAFastPointIntoBlocksOfASecond() throws IOException {
        StringBuilder text = new StringBuilder("time,point,value\n");
        for (int i = 0; i < 250; i++) {
            text.append(rowMs(i * 10L, "FAST", i));
        }

        List<Recorded> blocks = read(plan(Mapping.CANONICAL, write(text.toString())));

        assertEquals(List.of(100, 100, 50), blocks.stream().map(r -> r.block().size()).toList());
        assertEquals(10_000, blocks.get(0).block().intervalUs());
        assertEquals(0, blocks.get(0).block().offsetsUs().length);
        assertEquals(0.0, blocks.get(0).block().value(0));
        assertEquals(100.0, blocks.get(1).block().value(0));
        assertEquals(blocks.get(0).block().startUs() + 1_000_000, blocks.get(1).block().startUs());
    }

    @Test
    void keepsTheTimesOfAJitteringSampler() throws IOException {
        StringBuilder text = new StringBuilder("time,point,value\n");
        int[] times = {0, 10, 21, 31, 40};
        for (int time : times) {
            text.append(rowMs(time, "FAST", time));
        }

        Recorded block = read(plan(Mapping.CANONICAL, write(text.toString()))).get(0);

        assertEquals(0, block.block().intervalUs());
        for (int i = 0; i < times.length; i++) {
            assertEquals(times[i] * 1_000L, block.block().timeUs(i) - block.block().startUs());
        }
    }

    @Test
    void aChangeOfQualityEndsABlock() throws IOException {
        String text =
                "time,point,value,quality\n"
                        + rowMs(0, "FAST", 1).replace("\n", ",\n")
                        + rowMs(10, "FAST", 2).replace("\n", ",BAD\n")
                        + rowMs(20, "FAST", 3).replace("\n", ",BAD\n");

        List<Recorded> blocks = read(plan(Mapping.CANONICAL, write(text)));

        assertEquals(List.of(1, 2), blocks.stream().map(r -> r.block().size()).toList());
        assertEquals(Quality.BAD, blocks.get(1).block().quality());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '!',
            textBlock =
                    """
                    2026-01-01T00:00:00Z,P-1,inf             | 3 | the value is not a number
                    2026-01-01T00:00:00Z,P-1,NaN             | 3 | the value is not a number
                    2026-01-01T00:00:00Z,P-1,1e999           | 3 | the value is too large
                    2026-01-01T00:00:00Z,P-1,"1,234.5"       | 3 | the value is not a number
                    2026-01-01T00:00:00Z,P-1,-               | 3 | the value is not a number
                    2026-01-01T00:00:00Z,P-1,5ppm            | 3 | the value is not a number
                    2026-01-01T00:00:00Z,P-1,                | 3 | the value is empty
                    2026-01-01T00:00:00Z,P-1,1,mmHg          | 4 | is not the unit that P-1 is registered with, kPa
                    2026-01-01T00:00:00Z,P-1,1,,FINE         | 5 | the quality is none of
                    ,P-1,1                                   | 1 | the time is empty
                    45982.5,P-1,1                            | 1 | is not an ISO-8601 time
                    11/12/2026,P-1,1                         | 1 | is not an ISO-8601 time
                    26-01-01T00:00:00Z,P-1,1                 | 1 | is not an ISO-8601 time
                    1767225600,P-1,1                         | 1 | looks like seconds
                    2026-01-01T00:00:00,P-1,1                | 1 | has no time zone
                    2027-01-01T00:00:00Z,P-1,1               | 1 | lies in the future
                    1970-01-01T00:00:05Z,P-1,1               | 1 | is before 1980
                    999999999999999999,P-1,1                 | 1 | is beyond all times
                    2026-01-01T00:00:00Z,P-9,1               | 2 | the registry has no such point
                    2026-01-01T00:00:00Z,=1+1,1              | 2 | is not the id of a point
                    2026-01-01T00:00:00Z,P－１,1              | 2 | is not the id of a point
                    2026-01-01T00:00:00Z,P-1,1,,,,7          | 0 | the row has 7 fields, the header 5
                    2026-01-01T00:00:00Z,P-1                 | 0 | the row has 2 fields, the header 5
                    """)
    void aBadRowGoesToTheRejectsAndTheRestIsRead(String row, int column, String reason)
            throws IOException {
        String filled = row.chars().filter(c -> c == ',').count() == 2 ? row + ",," : row;
        if (row.contains("mmHg")) {
            filled = row + ",";
        } else if (row.contains("1,234")) {
            filled = row + ",,";
        }
        Path file =
                write(
                        "time,point,value,unit,quality\n2026-01-01T00:00:00Z,P-2,1,,\n"
                                + filled
                                + "\n2026-01-01T00:00:02Z,P-2,\"2\",,\n");
        ReplayPlan plan = plan(Mapping.CANONICAL, file);

        assertEquals(List.of("P-2 0 1.0 GOOD", "P-2 2 2.0 GOOD"), show(read(plan)));
        assertEquals(1, rejects.size(), rejects::toString);
        assertTrue(rejects.get(0).startsWith("3:" + column + " "), rejects::toString);
        assertTrue(rejects.get(0).contains(reason), rejects::toString);
        assertEquals(1, plan.dryRun((bytes, total) -> {}).rejected());
    }

    @Test
    void theSameTimeTwiceIsRejectedOnce() throws IOException {
        Path file =
                write(
                        "time,point,value\n"
                                + row(0, "P-1", 1)
                                + row(0, "P-1", 1)
                                + row(0, "P-1", 2)
                                + row(1, "P-1", 3));
        ReplayPlan plan = plan(Mapping.CANONICAL, file);

        assertEquals(List.of("P-1 0 1.0 GOOD", "P-1 1 3.0 GOOD"), show(read(plan)));
        assertEquals(2, rejects.size());
        assertTrue(rejects.get(0).contains("twice"), rejects::toString);
        assertTrue(rejects.get(1).contains("another value of the same time"), rejects::toString);
        assertEquals(2, plan.dryRun((bytes, total) -> {}).rejected());
    }

    @Test
    void aLocalTimeThatNeverWasIsRejected() throws IOException {
        Mapping mapping =
                mapping(
                        "time: {column: t, format: iso, zone: Europe/Berlin}\ncolumns: [{column: a, point: P-1}]\n");
        Path file = write("t,a\n2026-03-29T02:30:00,1\n2026-03-29T03:30:00,2\n");

        assertEquals(1, read(plan(mapping, file)).size());
        assertTrue(rejects.get(0).contains("never was"), rejects::toString);
    }

    @Test
    void takesNewLinesAndDoubledQuotesInQuotedFields() throws IOException {
        Mapping mapping =
                mapping(
                        "time: {column: t, format: iso}\ncolumns: [{column: 'a \"x\"', point: P-1}]\n");
        Path file =
                write(
                        "t,note,\"a \"\"x\"\"\"\n2026-01-01T00:00:00Z,\"two\nlines\",1\n2026-01-01T00:00:01Z,\"say \"\"hi\"\"\",2\n2026-01-01T00:00:02Z,,x\n");

        assertEquals(2, read(plan(mapping, file)).size());
        assertTrue(rejects.get(0).startsWith("5:3 "), rejects::toString);
    }

    @Test
    void aRowOfAMegabyteIsRejectedWithItsTextCut() throws IOException {
        Path file =
                write(
                        "time,point,value\n2026-01-01T00:00:00Z,P-1,"
                                + "9x".repeat(500_000)
                                + "\n"
                                + row(1, "P-1", 1));
        Path rejectsPath = directory.resolve("rejects.csv");
        ReplayPlan plan = plan(Mapping.CANONICAL, file);
        try (RejectsFile to = new RejectsFile(rejectsPath, List.of("f.csv"));
                Recording recording = plan.open(to)) {
            assertEquals(1.0, Objects.requireNonNull(recording.next()).block().value(0));
        }

        String text = Files.readString(rejectsPath);
        assertTrue(text.length() < 1_000, text);
        assertTrue(text.contains("1000000 characters"), text);
    }

    @Test
    void theRejectsFileHoldsNoFormula() throws IOException {
        Path path = directory.resolve("rejects.csv");
        try (RejectsFile to = new RejectsFile(path, List.of("f.csv"))) {
            to.reject(0, 7, 2, "=1+1", "is not an id", "=HYPERLINK(\"x\")\n");
            assertEquals(1, to.count());
        }

        assertEquals(
                "file,line,column,point,reason,text\r\nf.csv,7,2,'=1+1,is not an id,\"'=HYPERLINK(\"\"x\"\") \"\r\n",
                Files.readString(path));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '!',
            textBlock =
                    """
                    \\n1,P-1,2                                   | missing
                    2026-01-01T00:00:00Z,P-1,1\\n                | 'time': the column is missing
                    time,point,value,value\\n                    | the column is there twice
                    time;point;value\\n                          | separated by semicolons
                    time\\tpoint\\tvalue\\n                      | separated by tabs
                    Time,Point,Value\\n                          | upper and lower case must agree
                    time,point,value\\r2026,P,1\\r               | CR alone
                    time,point,value\\n1,P-1,\\02                | NUL
                    time,point,value\\n2026-01-01T00:00:00Z,P-1,"1\\n1,2,3\\n | cannot be told apart
                    time,point,value\\n2026-01-01T00:00:00Z,"P-1"x,1\\n       | cannot be told apart
                    time,point,value\\n                          | there is no reading in it
                    time,point,value\\n2026-01-01T00:00:00Z,P-9,1\\n | no usable reading
                    """)
    void aFileOfTheWrongFormIsRefusedWhole(String text, String reason) throws IOException {
        Path file =
                write(
                        text.replace("\\n", "\n")
                                .replace("\\t", "\t")
                                .replace("\\r", "\r")
                                .replace("\\0", "\0"));

        assertRefused(plan(Mapping.CANONICAL, file), reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE"})
    void utf16IsRefused(String charset) throws IOException {
        Path file = directory.resolve("f.csv");
        Files.writeString(file, "time,point,value\n" + row(0, "P-1", 1), Charset.forName(charset));

        assertRefused(plan(Mapping.CANONICAL, file), "UTF-16");
    }

    @Test
    void theWrongEncodingIsRefusedWithItsLine() throws IOException {
        Path file = directory.resolve("f.csv");
        Files.write(
                file,
                ("time,point,value,note\n"
                                + row(0, "P-1", 1).replace("\n", ",ok\n")
                                + row(1, "P-1", 1).replace("\n", ",°C\n"))
                        .getBytes(StandardCharsets.ISO_8859_1));

        assertRefused(plan(Mapping.CANONICAL, file), "f.csv:3: bytes that are not UTF-8");
    }

    @Test
    void whatIsNoPlainFileIsRefused() throws IOException {
        Path gzip = directory.resolve("a.csv.gz");
        Files.write(gzip, new byte[] {0x1f, (byte) 0x8b, 8, 0});
        Path zip = directory.resolve("a.xlsx");
        Files.write(zip, new byte[] {'P', 'K', 3, 4});
        Path empty = Files.createFile(directory.resolve("empty.csv"));
        Path link =
                Files.createSymbolicLink(
                        directory.resolve("link.csv"), write("time,point,value\n"));

        assertRefused(plan(Mapping.CANONICAL, gzip), "gzip");
        assertRefused(plan(Mapping.CANONICAL, zip), "workbook");
        assertRefused(plan(Mapping.CANONICAL, empty), "is empty");
        assertRefused(plan(Mapping.CANONICAL, link), "symbolic link");
        assertRefused(plan(Mapping.CANONICAL, directory), "is not a file");
        assertRefused(plan(Mapping.CANONICAL, directory.resolve("none; rm -rf")), "no such file");
    }

    @Test
    void allFaultyFilesAreNamedAtOnce() throws IOException {
        Path one = write("a;b\n");
        Path two = write("time,point\n");

        DryRun dryRun = plan(Mapping.CANONICAL, one, two).dryRun((bytes, total) -> {});

        assertEquals(List.of("1.csv", "2.csv"), dryRun.faults().stream().map(Fault::file).toList());
    }

    @Test
    void aFileThatChangesMeanwhileIsNamed() throws IOException {
        Path file = write("time,point,value\n" + row(0, "P-1", 1));
        ReplayPlan plan = plan(Mapping.CANONICAL, file);
        assertTrue(plan.dryRun((bytes, total) -> {}).canBeReplayed());
        Files.writeString(file, "time,point,value\n" + row(0, "P-1", 2));

        try (Recording recording = plan.open(this::reject)) {
            Recorded next = recording.next();
            while (next != null) {
                next = recording.next();
            }
            FileFaultException fault =
                    assertThrows(FileFaultException.class, recording::checkUnchanged);
            assertTrue(fault.fault().message().contains("changed"));
        }
    }

    @Test
    void whatContradictsTheRegistryIsRefused() throws IOException {
        String head = "time: {column: t, format: iso}\ncolumns:\n  - {column: a, ";
        Path file = write("t,a\n2026-01-01T00:00:00Z,1\n");

        assertRefused(plan(mapping(head + "point: P-9}\n"), file), "no such point");
        assertRefused(plan(mapping(head + "point: P-1, unit: bar}\n"), file), "registered in kPa");
        assertRefused(
                plan(mapping(head + "point: P-1, gateway: GW-2}\n"), file),
                "registered with gateway GW-1");
    }

    @Test
    void theFingerprintTellsReplaysApart() throws IOException {
        Path one = write("time,point,value\n" + row(0, "P-1", 1));
        Path two = write("time,point,value\n" + row(0, "P-1", 2));

        String first = plan(Mapping.CANONICAL, one).dryRun((b, t) -> {}).fingerprint();

        assertEquals(first, plan(Mapping.CANONICAL, one).dryRun((b, t) -> {}).fingerprint());
        assertTrue(!first.equals(plan(Mapping.CANONICAL, two).dryRun((b, t) -> {}).fingerprint()));
    }

    @Test
    void theGeneratedRecordingIsTheSameForTheSameSeed() throws IOException {
        List<RecordingGenerator.PointSpec> points =
                List.of(
                        new RecordingGenerator.PointSpec("P-1", 0, 10),
                        new RecordingGenerator.PointSpec("P-2", 5, 6));
        Path one = directory.resolve("one.csv");
        Path two = directory.resolve("two.csv");
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        new RecordingGenerator(7).write(one, points, start, Duration.ofSeconds(1), 5_000);
        new RecordingGenerator(7).write(two, points, start, Duration.ofSeconds(1), 5_000);

        assertEquals(Files.readString(one), Files.readString(two));
        List<Recorded> blocks = read(plan(Mapping.CANONICAL, one));
        assertEquals(10_000, blocks.size());
        double max =
                blocks.stream()
                        .filter(b -> b.channel().point().equals("P-1"))
                        .mapToDouble(b -> b.block().value(0))
                        .max()
                        .orElse(0);
        assertTrue(max > 7, () -> "max " + max);
    }

    private final List<String> rejects = new ArrayList<>();
    private int files;

    private void reject(int file, long line, int column, String point, String reason, String text) {
        rejects.add(line + ":" + column + " " + reason + " '" + text + "'");
    }

    private Path write(String text) throws IOException {
        files++;
        return Files.writeString(directory.resolve(files + ".csv"), text);
    }

    private static ReplayPlan plan(Mapping mapping, Path... files) {
        return ReplayPlan.of(List.of(files), mapping, REGISTRY, CLOCK);
    }

    private static Mapping mapping(String text) {
        ParsedMapping parsed = MappingParser.parse("m.yaml", text);
        return Objects.requireNonNull(parsed.mapping(), () -> parsed.faults().toString());
    }

    private List<Recorded> read(ReplayPlan plan) throws IOException {
        List<Recorded> blocks = new ArrayList<>();
        try (Recording recording = plan.open(this::reject)) {
            for (Recorded block = recording.next(); block != null; block = recording.next()) {
                blocks.add(block);
            }
            recording.checkUnchanged();
        }
        return blocks;
    }

    private static void assertRefused(ReplayPlan plan, String reason) throws IOException {
        DryRun dryRun = plan.dryRun((bytes, total) -> {});
        assertTrue(
                dryRun.faults().stream().anyMatch(fault -> fault.toString().contains(reason)),
                () -> dryRun.faults().toString());
        assertThrows(
                IllegalStateException.class,
                () -> plan.open((file, line, column, point, why, text) -> {}));
    }

    private static List<String> show(List<Recorded> blocks) {
        long start = Instant.parse("2026-01-01T00:00:00Z").getEpochSecond();
        return blocks.stream()
                .map(
                        r ->
                                "%s %d %s %s"
                                        .formatted(
                                                r.block().point(),
                                                r.block().startUs() / 1_000_000 - start,
                                                r.block().value(0),
                                                r.block().quality()))
                .toList();
    }

    private static String row(int second, String point, int value) {
        return rowMs(second * 1_000L, point, value);
    }

    private static String rowMs(long ms, String point, int value) {
        return Instant.parse("2026-01-01T00:00:00Z").plusMillis(ms)
                + ","
                + point
                + ","
                + value
                + "\n";
    }
}
