package city.lifeline.alerting.history;

import city.lifeline.alerting.Micros;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lines of time, point, value, quality below a header, from a database that answers in pages. The
 * next page begins with the last one's last moment, as more points may have reported in it.
 */
final class PagedCsv extends InputStream {

    /** Readings in order of time. */
    interface Pages {
        /**
         * A page.
         *
         * @param from inclusive; null: from the first one on
         */
        List<HistoryDatabase.Reading> page(@Nullable Instant from, int most)
                throws InterruptedException;
    }

    private final Pages pages;
    private final boolean inMicros;
    private final Set<String> doneInMoment = new HashSet<>();
    private int most;
    private @Nullable Instant moment;
    private boolean last;
    private byte[] lines = {};
    private int position;

    /**
     * Asks for nothing yet.
     *
     * @param most readings of a page
     * @param inMicros time in µs since the epoch, else as ISO-8601
     */
    PagedCsv(Pages pages, int most, boolean inMicros) {
        this.pages = pages;
        this.most = most;
        this.inMicros = inMicros;
    }

    /** Asks for the first page. */
    void begin() throws InterruptedException {
        next(new StringBuilder(inMicros ? "us" : "time").append(",point,value,quality\n"));
    }

    @Override
    public int read() throws IOException {
        return fill() ? lines[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, lines.length - position);
        System.arraycopy(lines, position, into, offset, count);
        position += count;
        return count;
    }

    private boolean fill() throws IOException {
        try {
            while (position == lines.length && !last) {
                next(new StringBuilder());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return position < lines.length;
    }

    private void next(StringBuilder text) throws InterruptedException {
        List<HistoryDatabase.Reading> page = pages.page(moment, most);
        last = page.size() < most;
        boolean more = false;
        for (HistoryDatabase.Reading each : page) {
            if (each.time().equals(moment)) {
                if (!doneInMoment.add(each.point())) {
                    continue;
                }
            } else {
                moment = each.time();
                doneInMoment.clear();
                doneInMoment.add(each.point());
            }
            more = true;
            append(text, each);
        }
        if (!more && !last) {
            // More points in one moment than a page holds.
            most *= 2;
        }
        lines = text.toString().getBytes(StandardCharsets.UTF_8);
        position = 0;
    }

    private void append(StringBuilder text, HistoryDatabase.Reading reading) {
        if (inMicros) {
            text.append(Micros.of(reading.time()));
        } else {
            text.append(reading.time());
        }
        text.append(',').append(reading.point()).append(',');
        if (!Double.isNaN(reading.value())) {
            text.append(reading.value());
        }
        text.append(',').append(reading.quality()).append('\n');
    }
}
