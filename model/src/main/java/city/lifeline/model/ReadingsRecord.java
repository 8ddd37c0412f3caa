package city.lifeline.model;

import org.jspecify.annotations.Nullable;

/**
 * One record of a readings topic: a block, or the run's clock. Just one of the two is set; not a
 * sealed type because it travels on stream edges, where sealed types fall back to a slow
 * serializer.
 *
 * @param block samples of one point
 * @param promisedUs meaningful only where {@code block} is null: no older sample follows in the
 *     live lane of this partition from the same slot of ingest
 * @param clockUs the run's clock, meaningful only where {@code block} is null: no block that ingest
 *     took earlier follows in this partition from the same slot
 * @param slot that the clock speaks for, 0 to {@code slots - 1}
 * @param slots among which the gateways are divided: the promise of the partition is the oldest of
 *     all of them; 0 with a block
 */
public record ReadingsRecord(
        @Nullable Block block, long promisedUs, long clockUs, int slot, int slots) {

    public static ReadingsRecord of(Block block) {
        return new ReadingsRecord(block, 0, 0, 0, 0);
    }

    /** The clock of an undivided ingest that lets nothing into the live lane that is older. */
    public static ReadingsRecord clock(long clockUs) {
        return clock(clockUs, clockUs, 0, 1);
    }

    public static ReadingsRecord clock(long promisedUs, long clockUs, int slot, int slots) {
        return new ReadingsRecord(null, promisedUs, clockUs, slot, slots);
    }

    public boolean isClock() {
        return block == null;
    }
}
