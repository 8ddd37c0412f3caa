package city.lifeline.simulators.city;

/**
 * Something that acts on a point's value, or on what drives a model, from one moment to another.
 *
 * <pre>
 *        ______________
 *       /              \
 *   ___/                \___
 *  start  rise       fall  end
 * </pre>
 *
 * @param startUs µs since the epoch
 * @param endUs µs since the epoch
 * @param riseUs until it is at its full strength
 * @param fallUs from its full strength to nothing, before the end
 */
record Influence(
        Mode mode, double amount, long startUs, long endUs, long riseUs, long fallUs, Form form) {

    /** What becomes of a value. */
    enum Mode {
        /** The amount more. */
        ADD,
        /** The amount times as much. */
        TIMES,
        /** The amount instead. */
        TO,
        /** The amount, if it is more. */
        AT_LEAST,
        /** The sensor reads what it read when it began. */
        HOLD,
        /** The sensor says nothing. */
        LOSE,
        /** One sample in twenty is off by the amount. */
        SPIKE,
        /** The sensor scatters, with the amount as standard deviation. */
        NOISE,
        /** The sensor says the amount for "no value", whatever its range. */
        SENTINEL
    }

    /** How it rises and falls. */
    enum Form {
        LINEAR,
        SMOOTH,
        /** 95 % after the rise, as what fills or drains. */
        EXPONENTIAL
    }

    private static final double NEARLY_ALL = 3;

    boolean isActive(long us) {
        return us >= startUs && us < endUs;
    }

    boolean overlaps(long fromUs, long toUs) {
        return startUs <= toUs && endUs > fromUs;
    }

    /** From 0 to 1. */
    double strength(double t) {
        double us = t * 1e6;
        if (us < startUs || us >= endUs) {
            return 0;
        }
        return part(us - startUs, riseUs) * part(endUs - us, fallUs);
    }

    private double part(double sinceUs, long wholeUs) {
        if (wholeUs <= 0) {
            return 1;
        }
        double s = sinceUs / wholeUs;
        return switch (form) {
            case LINEAR -> Math.min(1, s);
            case SMOOTH -> s >= 1 ? 1 : s * s * (3 - 2 * s);
            case EXPONENTIAL -> 1 - Math.exp(-NEARLY_ALL * s);
        };
    }

    /** The value under it, where it acts on the value and not on the sensor. */
    double on(double value, double t) {
        double w = strength(t);
        return switch (mode) {
            case ADD -> value + amount * w;
            case TIMES -> value * (1 + (amount - 1) * w);
            case TO -> value + (amount - value) * w;
            case AT_LEAST -> w > 0 ? Math.max(value, amount * w) : value;
            case HOLD, LOSE, SPIKE, NOISE, SENTINEL -> value;
        };
    }

    boolean isOfSensor() {
        return switch (mode) {
            case HOLD, LOSE, SPIKE, NOISE, SENTINEL -> true;
            case ADD, TIMES, TO, AT_LEAST -> false;
        };
    }
}
