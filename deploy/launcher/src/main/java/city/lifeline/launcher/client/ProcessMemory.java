package city.lifeline.launcher.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Resident memory of processes, as Linux tells. */
public final class ProcessMemory {

    private ProcessMemory() {}

    /**
     * Bytes that a process and its children keep in memory; what processes share counts in parts,
     * so that sums are true.
     */
    public static long resident(long pid) {
        return ProcessHandle.of(pid)
                .map(
                        process ->
                                Stream.concat(Stream.of(process), process.descendants())
                                        .mapToLong(each -> proportional(each.pid()))
                                        .sum())
                .orElse(0L);
    }

    private static long proportional(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | java.io.UncheckedIOException e) {
            // Ended meanwhile.
            return 0;
        }
    }
}
