package city.lifeline.launcher;

import city.lifeline.benchmarks.NullBroker;
import city.lifeline.benchmarks.Row;
import city.lifeline.gateway.GatewayClient;
import city.lifeline.gateway.PayloadFormat;
import city.lifeline.launcher.instance.CityDirectory;
import city.lifeline.launcher.instance.Installation;
import city.lifeline.simulators.FullSpeed;
import city.lifeline.simulators.SimulatedCityFiles;
import city.lifeline.simulators.city.SimulatedCity;
import city.lifeline.simulators.city.SimulatedPoint;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How fast the simulated devices of a city are, beside the same without a client. */
final class SimulatorBench {

    // A winter's working day at nine, when everything moves.
    private static final long FROM_US = 1_796_086_800_000_000L;
    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final String GATEWAY = "GW-BENCH";
    private static final String BOOT = "bench";
    private static final long FAST_MS = 200;
    private static final int READINGS_PER_MESSAGE = 1_000;
    private static final int SAMPLES_PER_MESSAGE = 10_000;
    private static final double MEBI = 1 << 20;

    private final Duration duration;

    SimulatorBench(Duration duration) {
        this.duration = duration;
    }

    List<Row> run(String name) throws IOException, InterruptedException {
        Path directory = CityDirectory.find(name, Installation.ofThisProcess().cities()).path();
        double before = heapMib();
        SimulatedCity city = SimulatedCityFiles.read(directory);
        List<SimulatedPoint> slow = new ArrayList<>();
        List<SimulatedPoint> fast = new ArrayList<>();
        city.pointsByGateway().values().stream()
                .flatMap(List::stream)
                .forEach(
                        point ->
                                (point.point().interval().toMillis() < FAST_MS ? fast : slow)
                                        .add(point));
        double taken = heapMib() - before;
        List<Row> rows = new ArrayList<>();
        rows.add(new Row("points", slow.size() + fast.size(), "1", null));
        rows.add(
                new Row(
                        "planned readings",
                        slow.stream().mapToDouble(SimulatorBench::perSecond).sum(),
                        "1/s",
                        null));
        rows.add(
                new Row(
                        "planned samples in blocks",
                        fast.stream().mapToDouble(SimulatorBench::perSecond).sum(),
                        "1/s",
                        null));
        double barely = rate(slow, READINGS_PER_MESSAGE, null);
        rows.add(compared("readings, Protobuf", slow, PayloadFormat.PROTOBUF, barely));
        rows.add(compared("readings, JSON", slow, PayloadFormat.JSON, barely));
        if (!fast.isEmpty()) {
            double bare = rate(fast, SAMPLES_PER_MESSAGE, null);
            rows.add(compared("samples in blocks, Protobuf", fast, PayloadFormat.PROTOBUF, bare));
            rows.add(compared("samples in blocks, JSON", fast, PayloadFormat.JSON, bare));
        }
        rows.add(new Row("heap that the city takes", taken, "MiB", null));
        rows.add(new Row("memory of this process at most", residentMib(), "MiB", null));
        return rows;
    }

    private Row compared(
            String name, List<SimulatedPoint> points, PayloadFormat format, double bare)
            throws IOException, InterruptedException {
        int samples = name.startsWith("samples") ? SAMPLES_PER_MESSAGE : READINGS_PER_MESSAGE;
        double rate = rate(points, samples, format);
        return new Row(name, rate, "1/s", bare);
    }

    private double rate(List<SimulatedPoint> points, int perMessage, @Nullable PayloadFormat format)
            throws IOException, InterruptedException {
        FullSpeed publisher = new FullSpeed(points, FROM_US, perMessage);
        if (format == null) {
            publisher.run(null, WARM_UP);
            long started = cpuNs();
            return publisher.run(null, duration) / ((cpuNs() - started) / 1e9);
        }
        try (NullBroker broker = new NullBroker(GATEWAY, BOOT);
                GatewayClient client =
                        GatewayClient.builder(broker.url(), GATEWAY)
                                .format(format)
                                .boot(() -> BOOT)
                                .windowBytes(4 << 20)
                                .build()) {
            publisher.run(client, WARM_UP);
            client.awaitAllAcknowledged(WARM_UP);
            long started = cpuNs();
            long samples = publisher.run(client, duration);
            // What was only handed over was not yet published.
            if (!client.awaitAllAcknowledged(Duration.ofSeconds(30))) {
                throw new IllegalStateException("the client was not acknowledged");
            }
            return samples / ((cpuNs() - started) / 1e9);
        }
    }

    /**
     * Processor time of all threads: what one core does, whatever else the machine is busy with.
     */
    private static long cpuNs() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static double perSecond(SimulatedPoint point) {
        return 1e9 / point.point().interval().toNanos();
    }

    /** What the kernel has counted as resident at most: heap, code, threads and buffers. */
    private static double residentMib() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1_024)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static double heapMib() {
        ManagementFactory.getMemoryMXBean().gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEBI;
    }
}
