package city.lifeline.alerting.people;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Cells of a CSV file that people open in a spreadsheet. */
public final class Cells {

    /**
     * What a spreadsheet would take for a formula, in full-width signs too; numbers and telephone
     * numbers with their sign are none, but what merely begins as one may call a program.
     */
    private static final Pattern FORMULA =
            Pattern.compile("[=@\\t\\r\\n＝＠＋－]|[+-](?![0-9][0-9 .,()eE-]*$)", Pattern.DOTALL);

    private Cells() {}

    public static String row(List<String> cells) {
        return cells.stream().map(Cells::cell).collect(Collectors.joining(",", "", "\n"));
    }

    private static String cell(String text) {
        String safe = isFormula(text) ? "'" + text : text;
        return safe.matches("(?s).*[\",\\r\\n].*") ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }

    /** A text as it was before {@link #row} made it safe. */
    static String unescaped(String text) {
        return text.startsWith("'") && isFormula(text.substring(1)) ? text.substring(1) : text;
    }

    private static boolean isFormula(String text) {
        return FORMULA.matcher(text).lookingAt();
    }
}
