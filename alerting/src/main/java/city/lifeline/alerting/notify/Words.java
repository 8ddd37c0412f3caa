package city.lifeline.alerting.notify;

import java.util.regex.Pattern;

/**
 * Variables of a template: whatever somebody has called a thing, it stays a name and cannot pass
 * for a part of the message.
 */
final class Words {

    static final int MAX = 20;

    private static final Pattern URL =
            Pattern.compile("(?i)\\b[a-z][a-z0-9+.-]{1,20}://\\S*|\\bwww\\.\\S*");

    private Words() {}

    /** A name in quotation marks, of at most {@value #MAX} characters. */
    static String name(String text, String language) {
        String capped = capped(text);
        return language.equals("zh") ? "“" + capped + "”" : '"' + capped + '"';
    }

    /** As {@link #name}, without the quotation marks. */
    static String capped(String text) {
        String clean = clean(text);
        if (clean.codePointCount(0, clean.length()) <= MAX) {
            return clean;
        }
        return clean.substring(0, clean.offsetByCodePoints(0, MAX - 1)) + "…";
    }

    /** One line that holds nothing invisible, no address and no quotation mark. */
    static String clean(String text) {
        StringBuilder clean = new StringBuilder();
        URL.matcher(text)
                .replaceAll("")
                .codePoints()
                .forEach(
                        c -> {
                            int type = Character.getType(c);
                            if (Character.isWhitespace(c)) {
                                clean.append(' ');
                            } else if (type != Character.CONTROL
                                    && type != Character.FORMAT
                                    && type != Character.SURROGATE
                                    && type != Character.PRIVATE_USE
                                    && c != '"'
                                    && c != '“'
                                    && c != '”') {
                                clean.appendCodePoint(c);
                            }
                        });
        return clean.toString().replaceAll(" {2,}", " ").strip();
    }
}
