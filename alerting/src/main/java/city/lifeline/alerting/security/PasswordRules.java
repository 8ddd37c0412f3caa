package city.lifeline.alerting.security;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a password has to be. Long is better than odd, so no classes of characters are asked for.
 */
final class PasswordRules {

    static final int SHORTEST = 12;

    private static final int FEWEST_DIFFERENT = 5;

    private PasswordRules() {}

    /** Why a password is none; null: it is one. */
    static @Nullable String fault(String user, String password) {
        if (password.codePointCount(0, password.length()) < SHORTEST) {
            return "A password has at least %d characters".formatted(SHORTEST);
        }
        if (password.getBytes(StandardCharsets.UTF_8).length > LoginService.MAX_BYTES) {
            return "A password has at most %d bytes in UTF-8".formatted(LoginService.MAX_BYTES);
        }
        if (password.codePoints().distinct().count() < FEWEST_DIFFERENT) {
            return "A password has at least %d different characters".formatted(FEWEST_DIFFERENT);
        }
        if (password.toLowerCase(Locale.ROOT).contains(user.toLowerCase(Locale.ROOT))) {
            return "A password does not contain the user's name";
        }
        if (password.indexOf('\0') >= 0) {
            return "A password does not contain NUL";
        }
        return null;
    }
}
