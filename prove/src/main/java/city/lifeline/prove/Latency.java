package city.lifeline.prove;

import city.lifeline.prove.ledger.Kept;
import java.util.Collection;

/**
 * From the event time of readings, which is when they were published, to their place in Kafka.
 *
 * @param p50Ms median
 * @param p99Ms 99th percentile
 */
public record Latency(int readings, long p50Ms, long p99Ms) {

    /** Of the readings that were published from a moment to before another. */
    public static Latency between(Collection<Kept> kept, long fromMs, long toMs) {
        long[] ms =
                kept.stream()
                        .filter(each -> each.timeUs() / 1_000 >= fromMs)
                        .filter(each -> each.timeUs() / 1_000 < toMs)
                        .mapToLong(each -> each.appendedAtMs() - each.timeUs() / 1_000)
                        .sorted()
                        .toArray();
        return ms.length == 0
                ? new Latency(0, 0, 0)
                : new Latency(ms.length, ms[ms.length / 2], ms[(int) (ms.length * 0.99)]);
    }

    @Override
    public String toString() {
        return "p50 %d ms, p99 %d ms (%,d readings)".formatted(p50Ms, p99Ms, readings);
    }
}
