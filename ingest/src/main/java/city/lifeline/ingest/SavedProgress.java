package city.lifeline.ingest;

import city.lifeline.ingest.sequence.ProgressCodec;
import city.lifeline.ingest.sequence.SequenceTracker;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the records of {@code lifeline.gateway-progress} say, taken in their order. Of a key the
 * last record counts, but none that a former holder wrote after its successor had begun.
 */
final class SavedProgress {

    private static final Logger log = LoggerFactory.getLogger(SavedProgress.class);

    private final Map<String, Latest> latest = new HashMap<>();
    private long epoch;

    private record Latest(long epoch, byte[] value) {}

    /** Takes the next record; no value: the key was removed. */
    void take(String key, byte @Nullable [] value) {
        if (value == null) {
            latest.remove(key);
            return;
        }
        try {
            long written = ProgressCodec.epoch(value);
            epoch = Math.max(epoch, written);
            Latest known = latest.get(key);
            if (known == null || written >= known.epoch) {
                latest.put(key, new Latest(written, value));
            }
        } catch (IOException e) {
            log.error("the progress of {} is not readable: {}", key, e.getMessage());
        }
    }

    /** The highest of all holders so far; 0 if there was none. */
    long epoch() {
        return epoch;
    }

    /** Gives the progress of every key that is wanted. */
    void forEach(
            Predicate<String> wanted, BiConsumer<String, List<SequenceTracker.Progress>> reader) {
        latest.forEach(
                (key, last) -> {
                    if (!wanted.test(key)) {
                        return;
                    }
                    try {
                        reader.accept(key, ProgressCodec.decode(last.value));
                    } catch (IOException e) {
                        log.error("the progress of {} is not readable: {}", key, e.getMessage());
                    }
                });
    }
}
