package city.lifeline.simulators.replay;

import city.lifeline.model.Fault;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a recording holds, learnt by reading all of it without publishing anything.
 *
 * @param faults why it cannot be replayed; empty: it can
 * @param rows of data, in all files
 * @param readings that would be published, each sample counted
 * @param rejected values and rows that would be left out
 * @param examples of rejects, for people
 * @param first event time; null if there is no reading
 * @param last event time; null if there is no reading
 * @param readingsByPoint readings by point id
 * @param gateways that the readings come from
 * @param fingerprint SHA-256 of the files' names and contents and of the mapping, as lower-case
 *     hex: the same for the same replay
 */
public record DryRun(
        List<Fault> faults,
        List<File> files,
        long rows,
        long readings,
        long rejected,
        List<String> examples,
        @Nullable Instant first,
        @Nullable Instant last,
        SortedMap<String, Long> readingsByPoint,
        List<String> gateways,
        String fingerprint) {

    public DryRun {
        faults = List.copyOf(faults);
        files = List.copyOf(files);
        examples = List.copyOf(examples);
        readingsByPoint = new TreeMap<>(readingsByPoint);
        gateways = List.copyOf(gateways);
    }

    public boolean canBeReplayed() {
        return faults.isEmpty();
    }

    /**
     * One file.
     *
     * @param sorted whether its rows are in the order of time; if not, they are put in order
     */
    public record File(
            Path path, long bytes, long rows, long readings, boolean sorted, String sha256) {}
}
