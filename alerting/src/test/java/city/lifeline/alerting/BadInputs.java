package city.lifeline.alerting;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The collection of bad inputs that is kept beside the project; tests are skipped without it. */
public final class BadInputs {

    private static final Path FILE = Path.of("../../shared/bad-inputs.tsv");

    private BadInputs() {}

    /**
     * One of them.
     *
     * @param boundary which of Lifeline's sides it comes to
     * @param expected what is to become of it, in words
     */
    public record Row(String id, String boundary, String group, String input, String expected) {

        /** The status that it is to be answered with, which is told first. */
        public int status() {
            return Integer.parseInt(expected.substring(0, 3));
        }
    }

    public static boolean areHere() {
        return Files.isReadable(FILE);
    }

    /** Those of a boundary; skips the test where the collection is not. */
    public static List<Row> of(String boundary) {
        assumeTrue(areHere(), () -> "skipped: there is no " + FILE.toAbsolutePath().normalize());
        try {
            return Files.readAllLines(FILE).stream()
                    .skip(1)
                    .map(line -> line.split("\t", -1))
                    .filter(fields -> fields.length == 5 && fields[1].equals(boundary))
                    .map(f -> new Row(f[0], f[1], f[2], f[3], f[4]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
