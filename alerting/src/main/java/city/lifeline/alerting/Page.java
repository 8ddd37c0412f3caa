package city.lifeline.alerting;

import java.util.List;
import java.util.function.Function;

/**
 * A part of a longer list.
 *
 * @param total of the whole list
 * @param page from 0
 */
public record Page<T>(List<T> items, long total, int page, int size) {

    public Page {
        items = List.copyOf(items);
    }

    public <R> Page<R> map(Function<T, R> each) {
        return new Page<>(items.stream().map(each).toList(), total, page, size);
    }
}
