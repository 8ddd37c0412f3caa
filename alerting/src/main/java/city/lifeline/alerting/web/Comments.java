package city.lifeline.alerting.web;

import org.jspecify.annotations.Nullable;

/** Free texts that people write and others read. */
final class Comments {

    private static final int MAX_LENGTH = 1_000;

    private Comments() {}

    /**
     * The comment as it is kept: characters that one cannot see, or that turn the text around, are
     * spelled out.
     */
    static @Nullable String check(@Nullable String comment) {
        if (comment == null || comment.isBlank()) {
            return null;
        }
        if (comment.length() > MAX_LENGTH) {
            throw Refused.badRequest("comment: at most %d characters".formatted(MAX_LENGTH));
        }
        StringBuilder kept = new StringBuilder(comment.length());
        comment.codePoints()
                .forEach(
                        c -> {
                            if (Character.isISOControl(c) && c != '\n' && c != '\t') {
                                throw Refused.badRequest(
                                        "comment: control character U+%04X".formatted(c));
                            }
                            if (Character.getType(c) == Character.FORMAT
                                    || Character.getType(c) == Character.SURROGATE) {
                                kept.append("\\u%04X".formatted(c));
                            } else {
                                kept.appendCodePoint(c);
                            }
                        });
        return kept.toString();
    }
}
