package city.lifeline.detection.rules;

import city.lifeline.model.registry.Point;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A limit as a rule gives it: a number, or {@code times × registered value + plus}.
 *
 * @param of name of the point's registered value; null for a plain number, which is {@code plus}
 */
public record Limit(@Nullable String of, double times, double plus) {

    public static Limit number(double value) {
        return new Limit(null, 0, value);
    }

    /** The limit at a point; empty where the point has no such registered value. */
    public OptionalDouble at(Point point) {
        if (of == null) {
            return OptionalDouble.of(plus);
        }
        Double registered = point.limits().get(of);
        return registered == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(times * registered + plus);
    }
}
