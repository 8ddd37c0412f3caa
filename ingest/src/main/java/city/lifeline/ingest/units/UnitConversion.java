package city.lifeline.ingest.units;

import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/**
 * What a value in one unit is in another: {@code (value − zero) × factor}, or why it is nothing.
 *
 * @param problem for people; null if values can be converted
 * @param otherQuantity whether the problem is that the two measure different things
 * @param zero what is 0 in the other unit
 * @param divides whether {@code factor} is to be divided by, which keeps 101.325 kPa 0.101325 MPa
 */
public record UnitConversion(
        @Nullable String problem,
        boolean otherQuantity,
        double zero,
        double factor,
        boolean divides) {

    /** Of a unit to itself. */
    static final UnitConversion NONE = new UnitConversion(null, false, 0, 1, false);

    private static final MathContext WRITTEN = new MathContext(12);
    private static final double SLACK = 1e-12;

    static UnitConversion impossible(String problem) {
        return new UnitConversion(problem, false, 0, 1, false);
    }

    static UnitConversion otherQuantity(String problem) {
        return new UnitConversion(problem, true, 0, 1, false);
    }

    /** From what 0 and 1 are in the other unit, within the noise of floating point. */
    static UnitConversion linear(double slope, double offset) {
        double factor = written(slope);
        double divisor = written(1 / slope);
        double zero = offset == 0 ? 0 : written(-offset / slope);
        boolean divides =
                isWhole(divisor) || (!isWhole(factor) && length(divisor) < length(factor));
        return new UnitConversion(null, false, zero, divides ? divisor : factor, divides);
    }

    public double apply(double value) {
        double fromZero = value - zero;
        return divides ? fromZero / factor : fromZero * factor;
    }

    /** The short number that was meant by 0.5555555555555571, if there is one. */
    private static double written(double value) {
        double rounded = new BigDecimal(value).round(WRITTEN).doubleValue();
        return Math.abs(rounded - value) <= SLACK * Math.abs(value) ? rounded : value;
    }

    private static boolean isWhole(double value) {
        return Math.abs(value) >= 1 && value == Math.rint(value);
    }

    private static int length(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().precision();
    }
}
