package city.lifeline.launcher.preflight;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Checks of the machine before anything starts; each fault is one sentence. */
public final class Preflight {

    /** All processes together, at rest, with some room. */
    static final long MEMORY = 4L << 30;

    /** What is to stay free. */
    public static final long DISK = 2L << 30;

    private static final int JAVA = 17;

    private final Machine machine;

    public Preflight(Machine machine) {
        this.machine = machine;
    }

    public List<String> faults(Path data) {
        List<String> faults = new ArrayList<>();
        if (!machine.platform().equals("Linux amd64")) {
            faults.add(
                    "The one-machine set-up needs Linux on x86-64 for its embedded PostgreSQL; this is %s."
                            .formatted(machine.platform()));
        }
        if (machine.javaFeature() < JAVA) {
            faults.add(
                    "Lifeline needs JDK %d or newer; this is Java %d."
                            .formatted(JAVA, machine.javaFeature()));
        }
        if (machine.availableMemory() < MEMORY) {
            faults.add(
                    "Lifeline needs %.1f GiB of available memory; this machine has %.1f GiB."
                            .formatted(gib(MEMORY), gib(machine.availableMemory())));
        }
        if (machine.usableDisk(data) < DISK) {
            faults.add(
                    "Lifeline needs %.1f GiB of free disk below %s; there are %.1f GiB."
                            .formatted(gib(DISK), data, gib(machine.usableDisk(data))));
        }
        for (String command : List.of("setsid", "unshare", "sh", "kill")) {
            if (!machine.hasCommand(command)) {
                faults.add(
                        "The command %s is missing (Debian: package util-linux or procps)."
                                .formatted(command));
            }
        }
        return faults;
    }

    private static double gib(long bytes) {
        return bytes / (double) (1 << 30);
    }
}
