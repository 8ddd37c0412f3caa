package city.lifeline.launcher.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** One process of the city: what it needs, how it starts, and when it is ready. */
public interface Component {

    String name();

    /** Names of the components that must be ready before this one's first start. */
    default List<String> needs() {
        return List.of();
    }

    /** Components stop stage by stage, the lowest first. */
    StopStage stopStage();

    /** Does what must be done before each start, and says how to start. */
    Launch prepare() throws IOException, InterruptedException;

    /** Whether the running process serves; asked again and again, so it must answer soon. */
    boolean isReady() throws IOException, InterruptedException;

    /** Against the way of a reading: first what brings new work, last what holds the data. */
    enum StopStage {
        SOURCES,
        PROCESSING,
        STORES
    }

    /**
     * How to start a process.
     *
     * @param directory working directory
     * @param stopSignal such as {@code TERM}
     * @param diesWithLauncher whether the process itself notices the launcher's end; one that does
     *     not gets a guard
     */
    record Launch(
            List<String> command, Path directory, String stopSignal, boolean diesWithLauncher) {

        /** A JVM that runs inside {@code Child}. */
        public static Launch ofJava(List<String> command, Path directory) {
            return new Launch(command, directory, "TERM", true);
        }
    }
}
