package city.lifeline.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TokenBucketTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void givesABurstAndThenTheRate() {
        TokenBucket bucket = new TokenBucket(2, 3, 0);
        for (int i = 0; i < 3; i++) {
            assertTrue(bucket.tryTake(0));
        }
        assertFalse(bucket.tryTake(SECOND / 4));
        assertTrue(bucket.tryTake(SECOND / 2));
        assertFalse(bucket.tryTake(SECOND / 2));
    }

    @Test
    void savesNoMoreThanTheBurst() {
        TokenBucket bucket = new TokenBucket(2, 3, 0);
        for (int i = 0; i < 3; i++) {
            assertTrue(bucket.tryTake(1_000 * SECOND));
        }
        assertFalse(bucket.tryTake(1_000 * SECOND));
    }

    @Test
    void tellsWhenADebtIsPaid() {
        TokenBucket bucket = new TokenBucket(500, 100, 0);
        assertEquals(0, bucket.take(100, 0));
        assertEquals(SECOND, bucket.take(500, 0));
        assertEquals(SECOND / 2, bucket.take(0, SECOND / 2));
        assertEquals(0, bucket.take(0, SECOND));
    }

    @Test
    void aClockThatGoesBackGivesNothing() {
        TokenBucket bucket = new TokenBucket(1, 1, SECOND);
        assertTrue(bucket.tryTake(SECOND));
        assertFalse(bucket.tryTake(0));
    }
}
