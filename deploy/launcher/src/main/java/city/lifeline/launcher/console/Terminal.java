package city.lifeline.launcher.console;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** The console of the person who gave the command. */
public final class Terminal {

    private final PrintStream out;
    private final boolean interactive;

    /**
     * A console.
     *
     * @param interactive whether a person watches, so that lines may be redrawn and coloured
     */
    public Terminal(PrintStream out, boolean interactive) {
        this.out = out;
        this.interactive = interactive;
    }

    /** Standard output; the script that started us knows whether it is a terminal. */
    @SuppressWarnings("SystemOut")
    public static Terminal ofThisProcess() {
        boolean tty = Boolean.getBoolean("lifeline.tty") && System.getenv("NO_COLOR") == null;
        return new Terminal(System.out, tty && !"dumb".equals(System.getenv("TERM")));
    }

    /**
     * For what is told beside the data, where standard output is what another program reads: plain
     * lines on standard error.
     */
    @SuppressWarnings("SystemOut")
    public static Terminal besideTheData() {
        return new Terminal(System.err, false);
    }

    public PrintStream out() {
        return out;
    }

    public boolean isInteractive() {
        return interactive;
    }

    /** How many characters fit on a line. */
    public int columns() {
        return Math.max(40, Integer.getInteger("lifeline.columns", 80));
    }

    /** The text in a colour of the SGR codes, if colours are wanted. */
    public String coloured(String sgr, String text) {
        return interactive ? "\u001b[" + sgr + "m" + text + "\u001b[0m" : text;
    }

    /** Such as {@code 2.1 s}. */
    public static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
