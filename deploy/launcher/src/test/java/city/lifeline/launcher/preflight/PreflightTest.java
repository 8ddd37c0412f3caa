package city.lifeline.launcher.preflight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PreflightTest {

    private static final Path DATA = Path.of("/data");
    private static final long GIB = 1L << 30;

    private static final class FakeMachine implements Machine {

        private String platform = "Linux amd64";
        private int java = 17;
        private long memory = 8 * GIB;
        private long disk = 8 * GIB;
        private String missingCommand = "";

        @Override
        public String platform() {
            return platform;
        }

        @Override
        public int javaFeature() {
            return java;
        }

        @Override
        public long availableMemory() {
            return memory;
        }

        @Override
        public long usableDisk(Path directory) {
            return disk;
        }

        @Override
        public boolean isPortFree(int port) {
            return true;
        }

        @Override
        public boolean isPortForOutgoing(int port) {
            return false;
        }

        @Override
        public boolean hasCommand(String name) {
            return !name.equals(missingCommand);
        }
    }

    private final FakeMachine machine = new FakeMachine();

    private List<String> faults() {
        return new Preflight(machine).faults(DATA);
    }

    @Test
    void aGoodMachineHasNoFault() {
        assertEquals(List.of(), faults());
    }

    @Test
    void tooLittleMemory() {
        machine.memory = 3 * GIB;

        assertEquals(
                List.of("Lifeline needs 4.0 GiB of available memory; this machine has 3.0 GiB."),
                faults());
    }

    @Test
    void tooLittleDisk() {
        machine.disk = GIB / 2;

        assertEquals(
                List.of("Lifeline needs 2.0 GiB of free disk below /data; there are 0.5 GiB."),
                faults());
    }

    @Test
    void anOldJava() {
        machine.java = 11;

        assertEquals(List.of("Lifeline needs JDK 17 or newer; this is Java 11."), faults());
    }

    @Test
    void anotherPlatform() {
        machine.platform = "Mac OS X aarch64";

        assertEquals(
                List.of(
                        "The one-machine set-up needs Linux on x86-64 for its embedded PostgreSQL;"
                                + " this is Mac OS X aarch64."),
                faults());
    }

    @Test
    void aMissingCommand() {
        machine.missingCommand = "setsid";

        assertEquals(
                List.of("The command setsid is missing (Debian: package util-linux or procps)."),
                faults());
    }

    @Test
    void everyFaultIsSaidAtOnce() {
        machine.memory = 1;
        machine.disk = 1;

        assertEquals(2, faults().size());
    }

    @Test
    void readsWhichPortsOutgoingConnectionsMayGet() {
        assertEquals(
                List.of(32_768, 32_999, 33_016, 60_999),
                IntStream.of(32_767, 32_768, 32_999, 33_000, 33_015, 33_016, 40_000, 60_999, 61_000)
                        .filter(
                                port ->
                                        LocalMachine.isForOutgoing(
                                                port, "32768\t60999\n", "33000-33015,40000\n"))
                        .boxed()
                        .toList());
        assertTrue(LocalMachine.isForOutgoing(33_000, "32768\t60999\n", "\n"));
    }

    @Test
    void readsTheAvailableMemory() {
        assertEquals(
                24_192_000L * 1024,
                LocalMachine.memAvailable(
                        List.of(
                                "MemTotal:       24684000 kB",
                                "MemAvailable:   24192000 kB",
                                "SwapTotal: 0 kB")));
    }
}
