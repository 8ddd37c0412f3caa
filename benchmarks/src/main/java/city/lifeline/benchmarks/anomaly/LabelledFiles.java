package city.lifeline.benchmarks.anomaly;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Recordings with a column {@code anomaly} (1: odd): wide tables of numbers separated by
 * semicolons, their time in the first column.
 */
final class LabelledFiles {

    private static final String LABEL = "anomaly";
    private static final List<String> NO_CHANNELS = List.of(LABEL, "changepoint");

    private LabelledFiles() {}

    /** All below a directory, in the order of their names; the directory is the group. */
    static List<LabelledSeries> below(Path directory, String group) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(directory)) {
            files = all.filter(file -> file.toString().endsWith(".csv")).sorted().toList();
        }
        List<LabelledSeries> series = new ArrayList<>();
        for (Path file : files) {
            LabelledSeries of = read(file, group, directory.relativize(file).toString());
            if (of != null) {
                series.add(of);
            }
        }
        return series;
    }

    private static @Nullable LabelledSeries read(Path file, String group, String name)
            throws IOException {
        List<Long> times = new ArrayList<>();
        List<double[]> rows = new ArrayList<>();
        List<Boolean> odd = new ArrayList<>();
        try (CsvReader<NamedCsvRecord> records =
                CsvReader.builder().fieldSeparator(';').ofNamedCsvRecord(file)) {
            for (NamedCsvRecord csv : records) {
                List<String> header = csv.getHeader();
                if (!header.contains(LABEL)) {
                    return null;
                }
                double[] row = new double[header.size() - 1];
                int channels = 0;
                for (int i = 1; i < header.size(); i++) {
                    if (!NO_CHANNELS.contains(header.get(i))) {
                        row[channels++] = Double.parseDouble(csv.getField(i));
                    }
                }
                times.add(microseconds(csv.getField(0)));
                rows.add(Arrays.copyOf(row, channels));
                odd.add(Double.parseDouble(csv.getField(LABEL)) > 0);
            }
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new IOException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
        boolean[] labels = new boolean[odd.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = odd.get(i);
        }
        return new LabelledSeries(
                group,
                group,
                name,
                times.stream().mapToLong(Long::longValue).toArray(),
                rows.toArray(double[][]::new),
                labels);
    }

    private static long microseconds(String text) {
        return LocalDateTime.parse(text.replace(' ', 'T')).toEpochSecond(ZoneOffset.UTC)
                * 1_000_000;
    }
}
