package city.lifeline.alerting.web;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Refused messages as people may look at them. They are whatever somebody sent, so nothing of them
 * reaches a screen that is not plainly visible.
 *
 * @param text null if it is not UTF-8; characters that one cannot see, or that turn the text
 *     around, are spelled out
 * @param truncated whether there is more of the text
 * @param hex the beginning, sixteen bytes a line with their place and what they are in ASCII
 */
record MessageText(@Nullable String text, boolean truncated, String hex) {

    private static final int MAX_CHARACTERS = 4_096;
    private static final int HEX_BYTES = 512;
    private static final int LINE = 16;

    static MessageText of(byte[] bytes) {
        String all = utf8(bytes);
        if (all == null) {
            return new MessageText(null, false, hex(bytes));
        }
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < all.length()) {
            int character = all.codePointAt(at);
            String shown = shown(character);
            if (text.length() + shown.length() > MAX_CHARACTERS) {
                return new MessageText(text.toString(), true, hex(bytes));
            }
            text.append(shown);
            at += Character.charCount(character);
        }
        return new MessageText(text.toString(), false, hex(bytes));
    }

    private static @Nullable String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** As {@link Comments} has it, but nothing is refused. */
    static String shown(int character) {
        if (character == '\n' || character == '\t') {
            return Character.toString(character);
        }
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    "\\u%04X".formatted(character);
            default -> Character.toString(character);
        };
    }

    /** A short text of unknown origin in one line. */
    static String line(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints()
                .forEach(
                        c ->
                                shown.append(
                                        c == '\n' || c == '\t'
                                                ? "\\u%04X".formatted(c)
                                                : shown(c)));
        return shown.toString();
    }

    private static String hex(byte[] bytes) {
        StringBuilder lines = new StringBuilder();
        int end = Math.min(bytes.length, HEX_BYTES);
        for (int from = 0; from < end; from += LINE) {
            StringBuilder hex = new StringBuilder();
            StringBuilder ascii = new StringBuilder();
            for (int i = from; i < Math.min(end, from + LINE); i++) {
                int value = bytes[i] & 0xff;
                hex.append("%02x ".formatted(value));
                ascii.append(value >= 0x20 && value < 0x7f ? (char) value : '.');
            }
            lines.append(
                    String.format(Locale.ROOT, "%08x  %-48s %s%n", from, hex, ascii)
                            .replace("\r", ""));
        }
        return lines.toString().stripTrailing();
    }
}
