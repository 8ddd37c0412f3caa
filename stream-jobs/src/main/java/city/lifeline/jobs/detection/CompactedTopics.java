package city.lifeline.jobs.detection;

import java.io.Serializable;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Rules and registry as they are when an operator starts. */
@FunctionalInterface
public interface CompactedTopics extends Serializable {

    /**
     * Hands over what the topics hold by now, and goes on with what is added until {@code complete}
     * says that it is enough.
     */
    void read(Consumer<CompactedRecord> consumer, BooleanSupplier complete);
}
