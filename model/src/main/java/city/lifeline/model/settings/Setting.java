package city.lifeline.model.settings;

import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A key of the configuration file, declared once.
 *
 * @param key dotted and lower-case
 * @param defaultText used where the file has no such key; null: the key is required
 * @param description for people, one sentence
 * @param parser throws {@link IllegalArgumentException} with what is wrong, as a clause
 * @param form what its text looks like, such as {@code whole number from 1 to 65535}
 */
public record Setting<T>(
        String key,
        @Nullable String defaultText,
        String description,
        Function<String, T> parser,
        String form) {

    private static final String SECRET = "file, or `env:` and a variable";

    /** A setting whose text has a form that its description tells. */
    public Setting(
            String key,
            @Nullable String defaultText,
            String description,
            Function<String, T> parser) {
        this(key, defaultText, description, parser, "text");
    }

    public static Setting<String> text(
            String key, @Nullable String defaultText, String description) {
        return new Setting<>(key, defaultText, description, Function.identity());
    }

    /** Where a secret is. It is read elsewhere, so that no settings hold one. */
    public static Setting<String> secret(
            String key, @Nullable String defaultText, String description) {
        return new Setting<>(key, defaultText, description, Function.identity(), SECRET);
    }

    /** Whether this says where a secret is. */
    public boolean isSecret() {
        return form.equals(SECRET);
    }

    public static Setting<Integer> integer(
            String key, @Nullable String defaultText, int min, int max, String description) {
        return new Setting<>(
                key,
                defaultText,
                description,
                text -> {
                    int value;
                    try {
                        value = Integer.parseInt(text);
                    } catch (NumberFormatException e) {
                        throw new IllegalArgumentException("is not a whole number", e);
                    }
                    if (value < min || value > max) {
                        throw new IllegalArgumentException(
                                "must be from %d to %d".formatted(min, max));
                    }
                    return value;
                },
                max == Integer.MAX_VALUE
                        ? "whole number from %d".formatted(min)
                        : "whole number from %d to %d".formatted(min, max));
    }

    public static Setting<Double> number(
            String key, @Nullable String defaultText, double min, double max, String description) {
        return new Setting<>(
                key,
                defaultText,
                description,
                text -> {
                    double value;
                    try {
                        value = Double.parseDouble(text);
                    } catch (NumberFormatException e) {
                        throw new IllegalArgumentException("is not a number", e);
                    }
                    if (!(value >= min && value <= max)) {
                        throw new IllegalArgumentException(
                                "must be from %s to %s".formatted(min, max));
                    }
                    return value;
                },
                "number from %s to %s".formatted(min, max));
    }

    public static Setting<Duration> duration(
            String key, @Nullable String defaultText, String description) {
        return new Setting<>(
                key,
                defaultText,
                description,
                text -> {
                    Duration value;
                    try {
                        value = Duration.parse(text);
                    } catch (DateTimeParseException e) {
                        throw new IllegalArgumentException(
                                "is not an ISO-8601 duration such as PT5M", e);
                    }
                    if (value.isNegative()) {
                        throw new IllegalArgumentException("must not be negative");
                    }
                    return value;
                },
                "duration, ISO-8601");
    }

    public static Setting<URI> uri(String key, @Nullable String defaultText, String description) {
        return new Setting<>(
                key,
                defaultText,
                description,
                text -> {
                    URI value;
                    try {
                        value = URI.create(text);
                    } catch (IllegalArgumentException e) {
                        throw new IllegalArgumentException("is not an address", e);
                    }
                    if (value.getScheme() == null) {
                        throw new IllegalArgumentException(
                                "is not an address such as tcp://127.0.0.1:1883");
                    }
                    return value;
                },
                "address");
    }
}
