package city.lifeline.backtest;

import city.lifeline.simulators.replay.Sample;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code time,point,value,score}, a row for each sample in the order of the recording, and
 * beside it, where points are judged together, {@code time,score} of the whole.
 */
final class ScoreFile implements ScoreSink, Closeable {

    private final CsvWriter points;
    private final Path jointPath;
    private final boolean exactValues;
    private @Nullable CsvWriter joint;

    /**
     * Opens the files.
     *
     * @param exactValues whether the recording's own text of a value is the value
     */
    ScoreFile(Path directory, String name, boolean exactValues) throws IOException {
        this.exactValues = exactValues;
        Files.createDirectories(directory);
        points = CsvWriter.builder().build(directory.resolve(name));
        points.writeRecord("time", "point", "value", "score");
        jointPath = directory.resolve("joint").resolve(name);
        Files.deleteIfExists(jointPath);
    }

    @Override
    public void sample(Sample sample, long timeUs, double score) {
        double value = sample.value();
        points.writeRecord(
                sample.timeText().isEmpty() ? Times.text(timeUs) : sample.timeText(),
                sample.pointText(),
                exactValues || Double.isNaN(value) ? sample.valueText() : Double.toString(value),
                text(score));
    }

    @Override
    public void joint(String timeText, long timeUs, double score) throws IOException {
        CsvWriter open = joint;
        if (open == null) {
            Path directory = jointPath.getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            open = CsvWriter.builder().build(jointPath);
            open.writeRecord("time", "score");
            joint = open;
        }
        open.writeRecord(timeText.isEmpty() ? Times.text(timeUs) : timeText, text(score));
    }

    @Override
    public void label(long timeUs, boolean event) {}

    /** Six decimals, which is finer than the score means anything. */
    static String text(double score) {
        long millionths = Math.round(score * 1_000_000);
        if (millionths >= 1_000_000) {
            return "1.0";
        }
        String digits = Long.toString(1_000_000 + millionths);
        int end = digits.length();
        while (end > 2 && digits.charAt(end - 1) == '0') {
            end--;
        }
        return "0." + digits.substring(1, end);
    }

    @Override
    public void close() throws IOException {
        points.close();
        if (joint != null) {
            joint.close();
        }
    }
}
