package city.lifeline.model.files;

import java.util.regex.Pattern;

/** Numbers as people write them in files: with a decimal point, without grouping. */
public final class Numbers {

    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,3})?");
    private static final Pattern DECIMAL_COMMA = Pattern.compile("[+-]?\\d+,\\d+");

    private Numbers() {}

    /**
     * A finite number.
     *
     * @throws IllegalArgumentException with what is wrong, as a clause after the text
     */
    public static double parse(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    DECIMAL_COMMA.matcher(text).matches()
                            ? "is not a number: write the decimal point as a dot"
                            : "is not a number: write digits with a decimal point, without unit or"
                                    + " grouping");
        }
        double value = Double.parseDouble(text);
        if (Double.isInfinite(value)) {
            throw new IllegalArgumentException("is too large for a number");
        }
        return value;
    }
}
