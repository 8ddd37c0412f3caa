package city.lifeline.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class BlockTest {

    @Test
    void timesOfRegularSamples() {
        Block block = Block.regular("P", 1_000, 10, new double[] {1, 2, 3});
        assertEquals(3, block.size());
        assertEquals(1_010, block.timeUs(1));
        assertEquals(1_020, block.endUs());
        assertEquals(3, block.value(2));
    }

    @Test
    void timesOfALongIntervalDoNotOverflow() {
        Block block = Block.regular("P", 0, Integer.MAX_VALUE, new double[] {1, 2, 3});
        assertEquals(2L * Integer.MAX_VALUE, block.endUs());
    }

    @Test
    void timesOfIrregularSamples() {
        Block block = irregular(new int[] {0, 7, 20}, 1, 2, 3);
        assertEquals(1_007, block.timeUs(1));
        assertEquals(1_020, block.endUs());
    }

    @Test
    void aBlockHasASampleAndAsManyOffsets() {
        assertThrows(IllegalArgumentException.class, () -> irregular(new int[0]));
        assertThrows(IllegalArgumentException.class, () -> irregular(new int[] {0, 1}, 1));
    }

    @Test
    void equalityLooksIntoTheArrays() {
        assertEquals(irregular(new int[] {0, 7}, 1, 2), irregular(new int[] {0, 7}, 1, 2));
        assertEquals(
                irregular(new int[] {0, 7}, 1, 2).hashCode(),
                irregular(new int[] {0, 7}, 1, 2).hashCode());
        assertNotEquals(irregular(new int[] {0, 7}, 1, 2), irregular(new int[] {0, 8}, 1, 2));
        assertNotEquals(irregular(new int[] {0, 7}, 1, 2), irregular(new int[] {0, 7}, 1, 3));
    }

    private static Block irregular(int[] offsetsUs, double... values) {
        return new Block("P", Lane.LIVE, 1_000, 0, offsetsUs, values, Quality.GOOD, "GW", "", 0, 0);
    }
}
