package city.lifeline.jobs.history;

import city.lifeline.model.Block;

/**
 * Samples as lines of the InfluxDB line protocol, in microseconds:
 *
 * <pre>readings,run=live,point=GAS-0001-CH4 value=3.2,quality="GOOD",lane="LIVE" 1795334400000000
 * </pre>
 *
 * <p>Only run and point are tags: together with the time they name a sample, so that writing it
 * again replaces it. A value that is no number is left out; that there was a sample is kept.
 */
final class LineProtocol {

    /** Measurement, or table, of all samples. */
    static final String READINGS = "readings";

    private LineProtocol() {}

    /** Appends one line for each sample. */
    static void append(StringBuilder lines, RunBlock runBlock) {
        Block block = runBlock.block();
        String series = series(runBlock.run(), block.point());
        String rest = "quality=\"%s\",lane=\"%s\" ".formatted(block.quality(), block.lane());
        for (int i = 0; i < block.size(); i++) {
            lines.append(series);
            double value = block.value(i);
            if (Double.isFinite(value)) {
                lines.append("value=").append(value).append(',');
            }
            lines.append(rest).append(block.timeUs(i)).append('\n');
        }
    }

    /** Where the second half of some lines begins; 0 if there is but one line. */
    static int middle(String lines) {
        int before = lines.lastIndexOf('\n', lines.length() / 2 - 1) + 1;
        if (before > 0) {
            return before;
        }
        int after = lines.indexOf('\n') + 1;
        return after == lines.length() ? 0 : after;
    }

    private static String series(String run, String point) {
        StringBuilder series = new StringBuilder(READINGS).append(",run=");
        appendTag(series, run);
        series.append(",point=");
        appendTag(series, point);
        return series.append(' ').toString();
    }

    private static void appendTag(StringBuilder line, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case ' ', ',', '=' -> line.append('\\').append(c);
                // A line break cannot be escaped, and a backslash at the end would swallow what
                // follows. Ids have neither; should one come, its neighbours must not suffer.
                case '\n', '\r', '\t', '\\' -> line.append('_');
                default -> line.append(c);
            }
        }
    }
}
