package city.lifeline.alerting.reconciliation;

import city.lifeline.model.Block;

/**
 * Which blocks have come before. A message that is delivered again, as after a crash of ingest, is
 * in Kafka twice and in the history store once, which is no difference between them.
 *
 * <p>Of bounded size: it forgets at random, the more probably the longer ago. It is on the heap of
 * one process. What is forgotten, was counted before a restart or by another instance is counted
 * twice.
 */
final class SeenBlocks {

    private final long[] slots;

    /**
     * @param size a power of two
     */
    SeenBlocks(int size) {
        slots = new long[size];
    }

    /** Whether a block of the same point and times is known; now it is. */
    boolean isKnown(Block block) {
        long hash = hash(block);
        int slot = (int) (hash & (slots.length - 1));
        boolean known = slots[slot] == hash;
        slots[slot] = hash;
        return known;
    }

    /** Makes a block unknown that is known since it was asked for. */
    void forget(Block block) {
        long hash = hash(block);
        int slot = (int) (hash & (slots.length - 1));
        if (slots[slot] == hash) {
            slots[slot] = 0;
        }
    }

    /** Never 0, which is an empty slot. */
    private static long hash(Block block) {
        long hash = mixed(block.startUs());
        String point = block.point();
        for (int i = 0; i < point.length(); i++) {
            hash = mixed(hash + point.charAt(i));
        }
        hash = mixed(hash + block.size());
        hash = mixed(hash + block.endUs());
        return hash == 0 ? 1 : hash;
    }

    /** Spreads bits as SplitMix64 does. */
    private static long mixed(long seed) {
        long z = seed + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
