package city.lifeline.launcher.preflight;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** This machine, as Linux tells. */
public final class LocalMachine implements Machine {

    private static final Path CGROUP = Path.of("/sys/fs/cgroup");
    private static final Path IPV4 = Path.of("/proc/sys/net/ipv4");
    private static final int MOST_BYTES = 8_192;

    @Override
    public String platform() {
        return System.getProperty("os.name") + " " + System.getProperty("os.arch");
    }

    @Override
    public int javaFeature() {
        return Runtime.version().feature();
    }

    @Override
    public long availableMemory() {
        try {
            long available = memAvailable(Files.readAllLines(Path.of("/proc/meminfo")));
            Path max = CGROUP.resolve("memory.max");
            Path current = CGROUP.resolve("memory.current");
            if (Files.isReadable(max) && Files.isReadable(current)) {
                String limit = Files.readString(max).strip();
                if (!limit.equals("max")) {
                    long left =
                            Long.parseLong(limit)
                                    - Long.parseLong(Files.readString(current).strip());
                    return Math.min(available, left);
                }
            }
            return available;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static long memAvailable(List<String> meminfo) {
        return meminfo.stream()
                .filter(line -> line.startsWith("MemAvailable:"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(kib -> Long.parseLong(kib) * 1024)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    @Override
    public long usableDisk(Path directory) {
        Path existing = directory.toAbsolutePath();
        while (!Files.exists(existing)) {
            Path parent = existing.getParent();
            if (parent == null) {
                return 0;
            }
            existing = parent;
        }
        try {
            return Files.getFileStore(existing).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean isPortFree(int port) {
        return isFree(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public boolean isPortForOutgoing(int port) {
        try {
            return isForOutgoing(
                    port,
                    kernelSetting("ip_local_port_range"),
                    kernelSetting("ip_local_reserved_ports"));
        } catch (IOException e) {
            // It is not shown in every container; then nobody can say.
            return false;
        }
    }

    /** Read at one go: Linux answers a second read of such a file with its end. */
    private static String kernelSetting(String name) throws IOException {
        try (InputStream in = Files.newInputStream(IPV4.resolve(name))) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.US_ASCII);
        }
    }

    /**
     * As Linux decides it.
     *
     * @param range first and last port
     * @param reserved ports and ranges that are not given to anybody, such as {@code
     *     8080,9000-9010}
     */
    static boolean isForOutgoing(int port, String range, String reserved) {
        String[] ends = range.strip().split("\\s+", -1);
        if (ends.length < 2
                || port < Integer.parseInt(ends[0])
                || port > Integer.parseInt(ends[1])) {
            return false;
        }
        return Stream.of(reserved.strip().split(",", -1))
                .filter(part -> !part.isBlank())
                .map(part -> part.strip().split("-", -1))
                .noneMatch(
                        part ->
                                port >= Integer.parseInt(part[0])
                                        && port <= Integer.parseInt(part[part.length - 1]));
    }

    private static boolean isFree(InetAddress address, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(address, port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public boolean hasCommand(String name) {
        String path = System.getenv("PATH");
        return path != null
                && Stream.of(path.split(":"))
                        .anyMatch(
                                directory -> Files.isExecutable(Path.of(directory).resolve(name)));
    }
}
