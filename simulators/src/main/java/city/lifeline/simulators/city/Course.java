package city.lifeline.simulators.city;

import org.jspecify.annotations.Nullable;

/**
 * A slow course, reckoned on a grid of times and straight between, so that thousands of points may
 * share it. What was reckoned is kept a while; the values do not depend on what was asked before.
 */
final class Course implements Signal {

    private static final int KEPT = 64;

    private final Signal exact;
    private final double stepS;
    private final @Nullable Knot[] kept = new @Nullable Knot[KEPT];

    private record Knot(long index, double value) {}

    Course(double stepS, Signal exact) {
        this.stepS = stepS;
        this.exact = exact;
    }

    @Override
    public double at(double t) {
        double position = t / stepS;
        long index = (long) Math.floor(position);
        double before = knot(index);
        return before + (knot(index + 1) - before) * (position - index);
    }

    /** The value that is not taken from the grid, for what reaches far back. */
    double exact(double t) {
        return exact.at(t);
    }

    // Racing threads at worst reckon the same twice.
    private double knot(long index) {
        int slot = (int) Math.floorMod(index, (long) KEPT);
        Knot found = kept[slot];
        if (found == null || found.index != index) {
            found = new Knot(index, exact.at(index * stepS));
            kept[slot] = found;
        }
        return found.value;
    }
}
