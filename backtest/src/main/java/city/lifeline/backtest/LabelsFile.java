package city.lifeline.backtest;

import city.lifeline.model.Fault;
import city.lifeline.model.files.CsvTable;
import city.lifeline.simulators.replay.TimeFormat;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code start,end[,point][,event][,file]}: what really happened, and when. */
final class LabelsFile {

    private LabelsFile() {}

    /**
     * Reads the text of a file.
     *
     * @param zone of times that carry none; null: UTC
     * @param faults what is wrong is added here
     */
    static List<Event> parse(Path file, String text, @Nullable ZoneId zone, List<Fault> faults) {
        CsvTable table =
                CsvTable.parse(
                        file.toString(),
                        text,
                        List.of("start", "end"),
                        List.of("point", "event", "file"),
                        faults);
        TimeFormat local = TimeFormat.iso(zone == null ? ZoneId.of("UTC") : zone);
        List<Event> events = new ArrayList<>();
        for (CsvTable.Row row : table.rows()) {
            Long start = time(row, "start", local);
            Long end = row.text("end").isEmpty() ? start : time(row, "end", local);
            if (start == null || end == null) {
                continue;
            }
            if (end < start) {
                row.fault("end", "'%s' is before the start".formatted(row.text("end")));
                continue;
            }
            events.add(
                    new Event(start, end, row.text("file"), row.text("point"), row.text("event")));
        }
        return events;
    }

    private static @Nullable Long time(CsvTable.Row row, String column, TimeFormat local) {
        String text = row.text(column);
        try {
            if (text.matches("[0-9]{8,11}([.][0-9]+)?")) {
                return TimeFormat.epoch(1_000_000).parse(text, Long.MIN_VALUE);
            }
            if (text.matches("[0-9]+")) {
                return TimeFormat.epoch(1_000).parse(text, Long.MIN_VALUE);
            }
            return local.parse(text, Long.MIN_VALUE);
        } catch (IllegalArgumentException | ArithmeticException e) {
            row.fault(column, "'%s' %s".formatted(text, e.getMessage()));
            return null;
        }
    }
}
