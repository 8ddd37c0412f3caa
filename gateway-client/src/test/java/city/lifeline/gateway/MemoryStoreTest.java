package city.lifeline.gateway;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MemoryStoreTest {

    @Test
    void holdsAsManyAsItsCapacityAndReusesWhatIsReleased() {
        MemoryStore store = new MemoryStore("boot", 2);
        store.append(1, new byte[] {1});
        store.append(2, new byte[] {2});
        assertFalse(store.hasRoom(1));
        assertThrows(IllegalStateException.class, () -> store.append(3, new byte[] {3}));

        store.release(1);

        assertTrue(store.hasRoom(1));
        store.append(3, new byte[] {3});
        assertArrayEquals(new byte[] {2}, store.read(2));
        assertArrayEquals(new byte[] {3}, store.read(3));
        assertThrows(IllegalStateException.class, () -> store.read(1));
    }

    @Test
    void neverReleasesMoreThanItHolds() {
        MemoryStore store = new MemoryStore("boot", 2);
        store.append(1, new byte[] {1});
        store.release(99);
        assertEquals(1, store.released());
        assertEquals(1, store.newest());
    }
}
