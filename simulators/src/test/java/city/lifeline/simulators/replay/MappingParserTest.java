package city.lifeline.simulators.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MappingParserTest {

    @Test
    void readsEverything() {
        Mapping mapping =
                mapping(
                        """
                        delimiter: semicolon
                        decimal: comma
                        encoding: windows-1252
                        header: {rows: 3, names: [2, 3]}
                        gateway: GW-1
                        bad: ["", "-9999"]
                        time: {columns: [Day, Hour], format: "dd.MM.yyyy HH:mm", zone: Europe/Berlin, shift: 1h}
                        columns:
                          - {column: [A, B], point: P-1, unit: kPa, factor: 0.1, offset: -2, block: 1s, optional: true}
                          - {number: 7, point: P-2, gateway: GW-2, bad: [x]}
                        """);

        assertEquals(';', mapping.delimiter());
        assertEquals(',', mapping.decimal());
        assertEquals(Charset.forName("windows-1252"), mapping.encoding());
        assertEquals(3, mapping.headerRows());
        assertEquals(List.of(2, 3), mapping.nameRows());
        assertEquals(
                List.of(Mapping.Ref.named("Day"), Mapping.Ref.named("Hour")),
                mapping.time().columns());
        assertEquals(
                List.of(
                        new Mapping.Column(
                                Mapping.Ref.named("A", "B"),
                                "P-1",
                                null,
                                "kPa",
                                0.1,
                                -2,
                                Set.of("", "-9999"),
                                Duration.ofSeconds(1),
                                true),
                        new Mapping.Column(
                                new Mapping.Ref(List.of(), 7),
                                "P-2",
                                "GW-2",
                                null,
                                1,
                                0,
                                Set.of("x"),
                                Duration.ZERO,
                                false)),
                mapping.columns());
        assertEquals("GW-1", mapping.gateway());
    }

    @Test
    void readsATableWithOneReadingARow() {
        Mapping mapping = mapping("time: {column: t, format: iso}\nrows: {point: id, value: v}\n");

        assertEquals(
                new Mapping.Rows(
                        Mapping.Ref.named("id"),
                        Mapping.Ref.named("v"),
                        Mapping.Ref.named("unit"),
                        Mapping.Ref.named("quality")),
                mapping.rows());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    delimiter: two                                            | delimiter: must be a single character
                    decimal: x                                                | decimal: must be point or comma
                    {decimal: comma}                                          | decimal: is the same as delimiter
                    encoding: EBCDIC-9                                        | no known encoding
                    encoding: UTF-16                                          | cannot be read
                    header: {rows: 0}                                         | header.rows: must be from 1
                    header: {rows: 2, names: [3]}                             | none of the 2 header rows
                    gateway: a b                                              | gateway: 'a b' is not an id
                    time: {format: iso}                                       | time.column: write either
                    time: {column: t}                                         | time.format: is missing
                    time: {column: t, format: iso, zone: Asia/Beijing}        | time.zone: 'Asia/Beijing' is not a time zone
                    time: {column: t, format: yy-MM-dd, zone: Z}              | years of two digits
                    time: {column: t, format: yyyy-MM-dd}                     | holds no time zone
                    time: {column: t, format: seconds}                        | time.start: start is missing
                    time: {column: t, format: seconds, start: noon}           | time.start: start 'noon' is not a time
                    time: {column: t, format: seconds, start: 2020-01-01T00:00:00} | time.start: start has no time zone
                    time: {column: t, format: iso, start: 2020-01-01T00:00:00Z} | only goes with format seconds
                    columns: [{point: P}]                                     | columns[0].column: write either
                    columns: [{column: a, number: 1, point: P}]               | columns[0].column: write either
                    columns: [{column: a}]                                    | columns[0].point: is missing
                    columns: [{column: a, point: ü}]                          | columns[0].point: 'ü' is not an id
                    columns: [{column: a, point: P}, {column: b, point: P}]   | already has a column
                    columns: [{column: a, point: P, factor: 0}]               | factor: must not be 0
                    columns: [{column: a, point: P, factor: 1x}]              | is not a number
                    columns: [{column: a, point: P, block: 1}]                | is not a duration
                    columns: [{column: a, point: P, colour: red}]             | unknown key
                    rows: {point: a}                                          | rows.value: is missing
                    rows: {point: a, value: b}                                | write either columns
                    colums: []                                                | unknown key
                    """)
    void namesWhatIsWrong(String line, String message) {
        String text =
                "delimiter: comma\ntime: {column: t, format: iso}\ncolumns: [{column: c, point: P-1}]\n";
        String key = line.replaceAll("[{}]", "").split(":", 2)[0];
        StringBuilder changed = new StringBuilder();
        text.lines().filter(l -> !l.startsWith(key + ":")).forEach(l -> changed.append(l + "\n"));
        changed.append(line.startsWith("{") ? line.substring(1, line.length() - 1) : line);

        ParsedMapping parsed = MappingParser.parse("m.yaml", changed.toString());

        assertNull(parsed.mapping());
        assertEquals(1, parsed.faults().size(), () -> parsed.faults().toString());
        assertTrue(parsed.faults().get(0).toString().contains(message), parsed.faults()::toString);
        assertTrue(parsed.faults().get(0).line() > 0, parsed.faults()::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gas-methane.yaml", "river-puhinui.yaml", "bridge-munich.yaml"})
    void readsTheMappingsThatShip(String name) throws Exception {
        assertTrue(SampleCity.mapping(name).columns().size() > 0);
    }

    private static Mapping mapping(String text) {
        ParsedMapping parsed = MappingParser.parse("m.yaml", text);
        return Objects.requireNonNull(parsed.mapping(), () -> parsed.faults().toString());
    }
}
