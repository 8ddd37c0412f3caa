package city.lifeline.simulators.replay;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How to read a table: which column is the time, which are readings of which point. See {@code
 * docs/mappings.md}.
 *
 * @param file name for messages
 * @param fingerprint SHA-256 of the mapping's text as lower-case hex
 * @param decimal {@code .} or {@code ,}
 * @param headerRows rows above the first row of data; 0: columns go by their number
 * @param nameRows rows of the header, from 1, that a column's name is composed of
 * @param gateway that publishes points with no gateway of their own; null: the registered one
 * @param columns of a wide table; empty where {@code rows} is given
 * @param rows columns of a table with one reading a row; null for a wide table
 */
public record Mapping(
        String file,
        String fingerprint,
        char delimiter,
        char decimal,
        Charset encoding,
        int headerRows,
        List<Integer> nameRows,
        @Nullable String gateway,
        Time time,
        List<Column> columns,
        @Nullable Rows rows) {

    /** {@code time,point,value[,unit][,quality]}: what a file without a mapping must be. */
    public static final Mapping CANONICAL =
            new Mapping(
                    "time,point,value",
                    "canonical",
                    ',',
                    '.',
                    StandardCharsets.UTF_8,
                    1,
                    List.of(1),
                    null,
                    new Time(List.of(Ref.named("time")), TimeFormat.ISO_OR_MILLISECONDS),
                    List.of(),
                    new Rows(
                            Ref.named("point"),
                            Ref.named("value"),
                            Ref.named("unit"),
                            Ref.named("quality")));

    public Mapping {
        nameRows = List.copyOf(nameRows);
        columns = List.copyOf(columns);
    }

    /**
     * Points at a column of the file.
     *
     * @param names any of which the column may have
     * @param number of the column, from 1; 0: by name
     */
    public record Ref(List<String> names, int number) {

        public Ref {
            names = List.copyOf(names);
        }

        public static Ref named(String... names) {
            return new Ref(List.of(names), 0);
        }

        /** For people. */
        public String describe() {
            return number > 0 ? "number " + number : "'" + String.join("' or '", names) + "'";
        }
    }

    /**
     * The event time of a row.
     *
     * @param columns whose texts, joined by a blank, are the time
     */
    public record Time(List<Ref> columns, TimeFormat format) {

        public Time {
            columns = List.copyOf(columns);
        }
    }

    /**
     * A column of a wide table: value × factor + offset.
     *
     * @param unit of the result; null: as registered
     * @param bad texts that stand for no value
     * @param block length of the blocks its samples are put into; zero: each by itself
     * @param optional whether a file may lack it
     */
    public record Column(
            Ref ref,
            String point,
            @Nullable String gateway,
            @Nullable String unit,
            double factor,
            double offset,
            Set<String> bad,
            Duration block,
            boolean optional) {

        public Column {
            bad = Set.copyOf(bad);
        }
    }

    /** Columns of a table with one reading a row; a file may lack unit and quality. */
    public record Rows(Ref point, Ref value, Ref unit, Ref quality) {}
}
