package city.lifeline.simulators.city;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the last few results of a pure function of a number, such as an hour's trips. Racing
 * threads at worst reckon the same twice.
 */
final class Kept<T> {

    private final LongFunction<T> function;
    private final AtomicReferenceArray<@Nullable Entry<T>> entries;

    private record Entry<T>(long index, T value) {}

    Kept(int size, LongFunction<T> function) {
        this.function = function;
        this.entries = new AtomicReferenceArray<>(size);
    }

    T at(long index) {
        int slot = (int) Math.floorMod(index, (long) entries.length());
        Entry<T> found = entries.get(slot);
        if (found == null || found.index != index) {
            found = new Entry<>(index, function.apply(index));
            entries.set(slot, found);
        }
        return found.value;
    }
}
