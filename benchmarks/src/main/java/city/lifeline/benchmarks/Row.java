package city.lifeline.benchmarks;

import org.jspecify.annotations.Nullable;

/**
 * One figure of a benchmark.
 *
 * @param bare the machine's own limit for the same thing, measured in the same run; null if there
 *     is none to compare with
 */
public record Row(String name, double value, String unit, @Nullable Double bare) {

    /** How many times the bare figure it is; null without one. */
    public @Nullable Double ratio() {
        return bare == null || bare == 0 ? null : value / bare;
    }
}
