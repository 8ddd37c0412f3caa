package city.lifeline.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a process has taken of the machine, as Linux tells in {@code /proc}. */
public final class ProcessUsage {

    /** Clock ticks of {@code /proc}: Linux counts in hundredths for every architecture we know. */
    private static final long US_PER_TICK = 10_000;

    /** Places after the closing bracket of the command in {@code /proc/PID/stat}. */
    private static final int USER_TICKS = 11;

    private static final int SYSTEM_TICKS = 12;
    private static final long KIB = 1_024;

    private ProcessUsage() {}

    /** Processor time since the process began. */
    public static long cpuUs(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]))
                * US_PER_TICK;
    }

    /** Bytes in memory. */
    public static long resident(long pid) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/" + pid + "/status"));
        return lines.stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * KIB)
                .findFirst()
                .orElse(0);
    }
}
