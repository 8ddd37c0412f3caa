package city.lifeline.simulators.replay;

/** Numbers in recordings. */
final class Decimals {

    private static final int MAX_WHOLE_DIGITS = 18;

    private Decimals() {}

    /**
     * A finite number such as {@code -1.5} or {@code 1.2e3}, with the given decimal character and
     * without grouping.
     *
     * @throws IllegalArgumentException with what is wrong, as a clause after the text
     */
    static double parse(String text, char decimal) {
        int length = text.length();
        int at = 0;
        if (at < length && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
            at++;
        }
        int digits = 0;
        boolean hasDecimal = false;
        while (at < length) {
            char c = text.charAt(at);
            if (c >= '0' && c <= '9') {
                digits++;
            } else if (c == decimal && !hasDecimal) {
                hasDecimal = true;
            } else {
                break;
            }
            at++;
        }
        if (digits > 0 && at < length && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            int exponentDigits = 0;
            at++;
            if (at < length && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
                at++;
            }
            while (at < length && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                exponentDigits++;
                at++;
            }
            if (exponentDigits == 0) {
                throw notANumber(decimal);
            }
        }
        if (digits == 0 || at < length) {
            throw notANumber(decimal);
        }
        double value =
                Double.parseDouble(
                        hasDecimal && decimal != '.' ? text.replace(decimal, '.') : text);
        if (Double.isInfinite(value)) {
            throw new IllegalArgumentException("is too large for a number");
        }
        return value;
    }

    static boolean isWholeNumber(String text) {
        int start = text.startsWith("-") ? 1 : 0;
        if (text.length() == start || text.length() - start > MAX_WHOLE_DIGITS) {
            return false;
        }
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** Of what {@link #isWholeNumber}. */
    static long wholeNumber(String text) {
        return Long.parseLong(text);
    }

    private static IllegalArgumentException notANumber(char decimal) {
        return new IllegalArgumentException(
                "is not a number with a decimal %s and without unit or grouping"
                        .formatted(decimal == '.' ? "point" : "comma"));
    }
}
