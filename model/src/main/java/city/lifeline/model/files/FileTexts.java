package city.lifeline.model.files;

import city.lifeline.model.Fault;
import java.util.List;

/** What holds for every text file: it must be UTF-8 and hold no NUL. */
public final class FileTexts {

    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final char REPLACEMENT = '\uFFFD';

    private FileTexts() {}

    /** Without the byte order mark that some editors write. */
    public static String withoutByteOrderMark(String text) {
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    /** Adds a fault and answers false if the text cannot have been UTF-8. */
    public static boolean isReadable(String file, String text, List<Fault> faults) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || c == REPLACEMENT) {
                int line = 1;
                int lineStart = 0;
                for (int j = 0; j < i; j++) {
                    if (text.charAt(j) == '\n') {
                        line++;
                        lineStart = j + 1;
                    }
                }
                faults.add(
                        new Fault(
                                file,
                                line,
                                i - lineStart + 1,
                                "",
                                c == 0
                                        ? "a NUL character: the file is UTF-16 or damaged; save it"
                                                + " as UTF-8"
                                        : "a character that is not UTF-8: save the file as UTF-8"
                                                + " (in a spreadsheet: \"CSV UTF-8\")"));
                return false;
            }
        }
        return true;
    }

    /**
     * Whether a name is fit to be shown: something visible, and no control or invisible formatting
     * characters that would change the text around it.
     */
    public static boolean isPresentable(String name) {
        return name.codePoints()
                        .noneMatch(
                                c ->
                                        Character.isISOControl(c)
                                                || Character.getType(c) == Character.FORMAT
                                                || Character.getType(c) == Character.SURROGATE)
                && !name.isBlank();
    }
}
