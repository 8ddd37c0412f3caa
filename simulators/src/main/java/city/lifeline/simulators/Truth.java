package city.lifeline.simulators;

import city.lifeline.model.Fault;
import city.lifeline.simulators.city.Occurrence;
import city.lifeline.simulators.city.SimulatedCity;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets scenarios take place that somebody started, and writes what really happened, one JSON object
 * a line: see {@link TruthLine}. What happens by itself is written as it begins, what somebody
 * started as soon as it is known.
 */
final class Truth {

    private static final Logger log = LoggerFactory.getLogger(Truth.class);

    private static final Duration LONGEST = Duration.ofHours(2);
    private static final Duration REMEMBERED = Duration.ofHours(1);

    private final Path file;
    private final Path started;
    private final SimulatedCity city;
    private final Set<String> written = new HashSet<>();
    private final Set<Path> known = new HashSet<>();
    private final List<Occurrence> drills = new CopyOnWriteArrayList<>();
    private final long fromUs;
    private long toldUpToUs;

    /**
     * Goes on with the files of an earlier process.
     *
     * @param fromUs what was over before is not told
     */
    Truth(Path directory, SimulatedCity city, long fromUs) throws IOException {
        this.file = directory.resolve("truth.jsonl");
        this.started = directory.resolve(Started.DIRECTORY);
        this.city = city;
        this.fromUs = fromUs;
        this.toldUpToUs = fromUs - LONGEST.toNanos() / 1_000;
        Files.createDirectories(started);
        if (Files.exists(file)) {
            written.addAll(Files.readAllLines(file, StandardCharsets.UTF_8));
        }
    }

    /** Starts what somebody asked for, and writes what is new. */
    List<Occurrence> tell(long nowUs) throws IOException {
        List<Occurrence> begun = new ArrayList<>(start());
        if (nowUs > toldUpToUs) {
            city.happenings(toldUpToUs, nowUs).stream()
                    .filter(occurrence -> occurrence.endUs() > fromUs)
                    .forEach(begun::add);
        }
        List<Occurrence> told = new ArrayList<>();
        if (!begun.isEmpty()) {
            try (BufferedWriter out =
                    Files.newBufferedWriter(
                            file,
                            StandardCharsets.UTF_8,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.APPEND)) {
                for (Occurrence occurrence : begun) {
                    String line = TruthLine.of(occurrence, city);
                    if (written.add(line)) {
                        out.write(line);
                        out.write('\n');
                        told.add(occurrence);
                    }
                }
            }
        }
        toldUpToUs = Math.max(toldUpToUs, nowUs);
        drills.removeIf(one -> one.endUs() < nowUs - REMEMBERED.toNanos() / 1_000);
        return told;
    }

    /** What somebody started, as long as warnings may still come of it; for any thread. */
    List<Occurrence> drills() {
        return List.copyOf(drills);
    }

    private List<Occurrence> start() throws IOException {
        List<Occurrence> begun = new ArrayList<>();
        for (Path path : Started.files(started)) {
            if (!known.add(path)) {
                continue;
            }
            List<Fault> faults = new ArrayList<>();
            Occurrence occurrence = Started.read(path, faults);
            faults.forEach(fault -> log.error("{}/{}", started, fault));
            if (occurrence != null) {
                try {
                    city.start(occurrence);
                    begun.add(occurrence);
                    drills.add(occurrence);
                } catch (IllegalArgumentException e) {
                    log.error("{}: {}", path, e.getMessage());
                }
            }
        }
        return begun;
    }
}
