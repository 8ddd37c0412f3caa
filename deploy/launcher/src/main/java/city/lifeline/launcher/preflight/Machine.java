package city.lifeline.launcher.preflight;

import java.nio.file.Path;

/** What the checks before a start ask the machine. */
public interface Machine {

    /** Such as {@code Linux amd64}. */
    String platform();

    int javaFeature();

    /** Memory that new processes can have, in bytes. */
    long availableMemory();

    /** Bytes that can be written below a directory that need not exist yet. */
    long usableDisk(Path directory);

    boolean isPortFree(int port);

    /** Whether it may give this port to any outgoing connection at any time. */
    boolean isPortForOutgoing(int port);

    boolean hasCommand(String name);
}
