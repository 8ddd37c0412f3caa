package city.lifeline.detection.rules;

import city.lifeline.model.registry.Point;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A limit as a rule gives it: a number, or {@code times × registered value + plus}, and a share of
 * the point's span on top.
 *
 * @param of name of the point's registered value; null for a plain number, which is {@code plus}
 * @param spans that are added, each from the least to the greatest value that the point can have
 * @param parts where it changes with the time: what holds when, and the rest means nothing; only
 *     while a rule is read, see {@link Schedule}
 */
public record Limit(
        @Nullable String of, double times, double plus, double spans, List<Part> parts) {

    /** A limit that holds at some times. */
    record Part(Times times, Limit limit) {}

    public Limit {
        parts = List.copyOf(parts);
    }

    /** The same at all times. */
    public Limit(@Nullable String of, double times, double plus, double spans) {
        this(of, times, plus, spans, List.of());
    }

    /** Without a share of the span. */
    public Limit(@Nullable String of, double times, double plus) {
        this(of, times, plus, 0);
    }

    public static Limit number(double value) {
        return new Limit(null, 0, value);
    }

    /** Whether it is the same at every point. */
    boolean isNumber() {
        return of == null && spans == 0 && parts.isEmpty();
    }

    static Limit scheduled(List<Part> parts) {
        return new Limit(null, 0, 0, 0, parts);
    }

    Limit shifted(double by, double bySpans) {
        return new Limit(
                of,
                times,
                plus + by,
                spans + bySpans,
                parts.stream()
                        .map(part -> new Part(part.times(), part.limit().shifted(by, bySpans)))
                        .toList());
    }

    /** The limit at a point; empty where the point lacks what it refers to. */
    public OptionalDouble at(Point point) {
        double limit = plus;
        if (of != null) {
            Double registered = point.limits().get(of);
            if (registered == null) {
                return OptionalDouble.empty();
            }
            limit += times * registered;
        }
        if (spans == 0) {
            return OptionalDouble.of(limit);
        }
        if (!hasSpan(point)) {
            return OptionalDouble.empty();
        }
        double span = point.physicalHigh().getAsDouble() - point.physicalLow().getAsDouble();
        return OptionalDouble.of(limit + spans * span);
    }

    static boolean hasSpan(Point point) {
        return point.physicalLow().isPresent() && point.physicalHigh().isPresent();
    }
}
