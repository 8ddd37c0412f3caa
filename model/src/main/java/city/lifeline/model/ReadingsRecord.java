package city.lifeline.model;

import org.jspecify.annotations.Nullable;

/**
 * One record of a readings topic: a block, or the run's clock. Just one of the two is set; not a
 * sealed type because it travels on stream edges, where sealed types fall back to a slow
 * serializer.
 *
 * @param block samples of one point
 * @param clockUs the run's clock, meaningful only where {@code block} is null: no older sample
 *     follows in the live lane of this partition
 */
public record ReadingsRecord(@Nullable Block block, long clockUs) {

    public static ReadingsRecord of(Block block) {
        return new ReadingsRecord(block, 0);
    }

    public static ReadingsRecord clock(long clockUs) {
        return new ReadingsRecord(null, clockUs);
    }

    public boolean isClock() {
        return block == null;
    }
}
