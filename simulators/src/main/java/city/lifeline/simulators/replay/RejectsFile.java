package city.lifeline.simulators.replay;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Writes rejects as {@code file,line,column,point,reason,text}; makes no file without any. */
public final class RejectsFile implements Rejects, Closeable {

    private static final int MAX_TEXT = 200;
    private static final String FORMULA_STARTS = "=+-@\t\r";

    private final @Nullable Path path;
    private final List<String> names;
    private @Nullable CsvWriter writer;
    private final AtomicLong count = new AtomicLong();

    /**
     * Removes what an earlier replay left there.
     *
     * @param path null: only count
     * @param names of the recordings, by index
     */
    public RejectsFile(@Nullable Path path, List<String> names) throws IOException {
        this.path = path;
        this.names = names;
        if (path != null) {
            Files.deleteIfExists(path);
        }
    }

    public long count() {
        return count.get();
    }

    @Override
    public void reject(int file, long line, int column, String point, String reason, String text)
            throws IOException {
        count.incrementAndGet();
        if (path == null) {
            return;
        }
        CsvWriter open = writer;
        if (open == null) {
            open = CsvWriter.builder().build(path);
            open.writeRecord("file", "line", "column", "point", "reason", "text");
            writer = open;
        }
        open.writeRecord(
                names.get(file),
                Long.toString(line),
                column == 0 ? "" : Integer.toString(column),
                harmless(point),
                reason,
                harmless(text));
    }

    /** Cut, in one line, and never a formula to the spreadsheet that opens the file. */
    private static String harmless(String text) {
        StringBuilder result = new StringBuilder();
        for (int i = 0; i < text.length() && i < MAX_TEXT; i++) {
            char c = text.charAt(i);
            result.append(Character.isISOControl(c) ? ' ' : c);
        }
        if (text.length() > MAX_TEXT) {
            result.append("… (").append(text.length()).append(" characters)");
        }
        if (!text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0) {
            result.insert(0, '\'');
        }
        return result.toString();
    }

    @Override
    public void close() throws IOException {
        if (writer != null) {
            writer.close();
        }
    }
}
