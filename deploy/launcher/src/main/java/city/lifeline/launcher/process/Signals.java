package city.lifeline.launcher.process;

import java.io.IOException;

/** Signals to processes, which Java can send only two kinds of. */
public final class Signals {

    private static final int SIGNALLED = 128;

    private Signals() {}

    /** A process that is gone is no fault. */
    public static void send(long pid, String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** How a process ended, as a clause for people. */
    static String describeEnd(int exitValue) {
        return exitValue > SIGNALLED
                ? "was ended by signal %d".formatted(exitValue - SIGNALLED)
                : "ended with exit code %d".formatted(exitValue);
    }
}
