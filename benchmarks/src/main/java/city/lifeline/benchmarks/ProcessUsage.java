package city.lifeline.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What a process has taken of the machine, as Linux tells in {@code /proc}. */
public final class ProcessUsage {

    /** Clock ticks of {@code /proc}: Linux counts in hundredths for every architecture we know. */
    private static final long US_PER_TICK = 10_000;

    /** Places after the closing bracket of the command in {@code /proc/PID/stat}. */
    private static final int USER_TICKS = 11;

    private static final int SYSTEM_TICKS = 12;

    /** Of children that have ended and whose end the process has seen, and of theirs. */
    private static final int ENDED_USER_TICKS = 13;

    private static final int ENDED_SYSTEM_TICKS = 14;
    private static final long KIB = 1_024;

    private ProcessUsage() {}

    /** Processor time since the process began. */
    public static long cpuUs(long pid) throws IOException {
        return cpuUs(stat(pid), USER_TICKS, SYSTEM_TICKS);
    }

    /**
     * Processor time of a process and of all below it, of those that have ended too.
     *
     * @throws IOException if the process itself is gone
     */
    public static long cpuUsOfTree(long pid) throws IOException {
        return ofTree(pid, each -> cpuUsWithEnded(stat(each)));
    }

    /**
     * Bytes in memory of a process and of all below it, of which what several share is counted in
     * proportion.
     *
     * @throws IOException if the process itself is gone
     */
    public static long memoryOfTree(long pid) throws IOException {
        return ofTree(pid, ProcessUsage::memory);
    }

    /** Bytes in memory, of which what it shares with others is counted in proportion. */
    public static long memory(long pid) throws IOException {
        return proportional(Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup")));
    }

    private interface Figure {
        long of(long pid) throws IOException;
    }

    private static long ofTree(long pid, Figure figure) throws IOException {
        long all = figure.of(pid);
        for (ProcessHandle below :
                ProcessHandle.of(pid).stream().flatMap(ProcessHandle::descendants).toList()) {
            try {
                all += figure.of(below.pid());
            } catch (IOException e) {
                // It has ended meanwhile, as those of PostgreSQL do.
            }
        }
        return all;
    }

    private static String stat(long pid) throws IOException {
        return Files.readString(Path.of("/proc/" + pid + "/stat"));
    }

    static long cpuUsWithEnded(String stat) {
        return cpuUs(stat, USER_TICKS, SYSTEM_TICKS, ENDED_USER_TICKS, ENDED_SYSTEM_TICKS);
    }

    private static long cpuUs(String stat, int... places) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Arrays.stream(places).mapToLong(place -> Long.parseLong(fields[place])).sum()
                * US_PER_TICK;
    }

    static long proportional(List<String> rollup) {
        return kib(rollup, "Pss:");
    }

    /** Bytes in memory. */
    public static long resident(long pid) throws IOException {
        return kib(Files.readAllLines(Path.of("/proc/" + pid + "/status")), "VmRSS:");
    }

    private static long kib(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * KIB)
                .findFirst()
                .orElse(0);
    }
}
