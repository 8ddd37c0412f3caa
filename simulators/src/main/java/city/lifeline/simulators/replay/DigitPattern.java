package city.lifeline.simulators.replay;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of digits and punctuation only, read without a formatter, which takes twenty times as
 * long.
 */
final class DigitPattern {

    private static final int NANO_DIGITS = 9;

    private final List<Field> fields;

    /**
     * A piece of the pattern.
     *
     * @param letter of the field; the character itself where {@code literal}
     * @param max digits
     */
    private record Field(char letter, boolean literal, int min, int max) {}

    private DigitPattern(List<Field> fields) {
        this.fields = fields;
    }

    /** Null if the pattern holds more than years, months, days, hours 0 to 23 and their parts. */
    static @Nullable DigitPattern compile(String pattern) {
        List<Field> fields = new ArrayList<>();
        StringBuilder seen = new StringBuilder();
        int i = 0;
        while (i < pattern.length()) {
            char c = pattern.charAt(i);
            int end = i;
            while (end < pattern.length() && pattern.charAt(end) == c) {
                end++;
            }
            int count = end - i;
            if (!Character.isLetter(c)) {
                if ("'[]{}#".indexOf(c) >= 0) {
                    return null;
                }
                for (int j = 0; j < count; j++) {
                    fields.add(new Field(c, true, 1, 1));
                }
            } else if ((c == 'y' || c == 'u') && count == 4) {
                fields.add(new Field('u', false, 4, 4));
                seen.append('u');
            } else if ("MdHms".indexOf(c) >= 0 && count <= 2) {
                fields.add(new Field(c, false, count, 2));
                seen.append(c);
            } else if (c == 'S' && count <= NANO_DIGITS) {
                fields.add(new Field(c, false, count, count));
                seen.append(c);
            } else {
                return null;
            }
            i = end;
        }
        String letters = seen.toString();
        boolean once = letters.chars().distinct().count() == letters.length();
        boolean complete =
                letters.indexOf('u') >= 0 && letters.indexOf('M') >= 0 && letters.indexOf('d') >= 0;
        boolean adjacent = false;
        for (int j = 1; j < fields.size(); j++) {
            Field before = fields.get(j - 1);
            adjacent |= !before.literal && before.min < before.max && !fields.get(j).literal;
        }
        return once && complete && !adjacent ? new DigitPattern(fields) : null;
    }

    /**
     * Reads a time.
     *
     * @return null if it is not of this form
     * @throws java.time.DateTimeException if it is no time of the calendar
     */
    @Nullable LocalDateTime parse(String text) {
        int[] parts = new int['u' + 1];
        int at = 0;
        for (Field field : fields) {
            if (field.literal) {
                if (at >= text.length() || text.charAt(at) != field.letter) {
                    return null;
                }
                at++;
                continue;
            }
            int digits = 0;
            int value = 0;
            while (digits < field.max && at < text.length() && isDigit(text.charAt(at))) {
                value = value * 10 + (text.charAt(at) - '0');
                at++;
                digits++;
            }
            if (digits < field.min) {
                return null;
            }
            if (field.letter == 'S') {
                for (; digits < NANO_DIGITS; digits++) {
                    value *= 10;
                }
            }
            parts[field.letter] = value;
        }
        if (at != text.length()) {
            return null;
        }
        return LocalDateTime.of(
                LocalDate.of(parts['u'], parts['M'], parts['d']),
                LocalTime.of(parts['H'], parts['m'], parts['s'], parts['S']));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
