package city.lifeline.broker;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** A {@link TokenBucket} for each key, for as many keys as memory allows: the latest used. */
final class TokenBuckets<K> {

    private static final int KEPT = 10_000;

    private final double perSecond;
    private final double burst;
    private final LongSupplier nanoTime;
    private final Map<K, TokenBucket> buckets =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<K, TokenBucket> eldest) {
                    return size() > KEPT;
                }
            };

    TokenBuckets(double perSecond, double burst, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.nanoTime = nanoTime;
    }

    boolean tryTake(K key) {
        return of(key).tryTake(nanoTime.getAsLong());
    }

    synchronized TokenBucket of(K key) {
        return buckets.computeIfAbsent(
                key, absent -> new TokenBucket(perSecond, burst, nanoTime.getAsLong()));
    }
}
