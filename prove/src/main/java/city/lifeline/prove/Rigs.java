package city.lifeline.prove;

import city.lifeline.prove.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The chain that proofs share, started when the first of them asks for it. */
public final class Rigs implements AutoCloseable {

    private static final int BROKERS = 3;

    private final Path directory;
    private final Programs programs;
    private @Nullable Rig shared;

    /** Nothing is started yet; everything will lie below the directory. */
    public Rigs(Path directory, Programs programs) {
        this.directory = directory;
        this.programs = programs;
    }

    /** Where everything lies. */
    public Path directory() {
        return directory;
    }

    public Programs programs() {
        return programs;
    }

    /** The one with three Kafka brokers. */
    public Rig shared() throws IOException, InterruptedException {
        Rig made = shared;
        if (made == null) {
            Path place = empty("shared");
            made =
                    new Rig(
                            place,
                            programs,
                            BROKERS,
                            (broker, guard) -> place.resolve("kafka/log-" + (broker + 1)),
                            "");
            shared = made;
        }
        return made;
    }

    /** An empty directory. */
    public Path empty(String name) throws IOException {
        Path place = directory.resolve(name);
        if (Files.exists(place)) {
            try (Stream<Path> files = Files.walk(place)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return Files.createDirectories(place);
    }

    /** Ends the shared one, to make room; the next who asks gets a new one. */
    @Override
    public void close() throws IOException {
        Rig made = shared;
        shared = null;
        if (made != null) {
            made.close();
        }
    }
}
