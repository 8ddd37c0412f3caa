package city.lifeline.runtime;

import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Setting;
import city.lifeline.model.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Passwords and tokens, of which the configuration names the files only, or {@code env:} and the
 * environment variables.
 */
public final class SecretFile {

    private static final String VARIABLE = "env:";

    private SecretFile() {}

    /**
     * The secret in the file that a setting names; empty if it names none.
     *
     * @throws InvalidSettingsException as {@link #read}
     */
    public static String optional(Settings settings, Setting<String> fileSetting) {
        String file = settings.get(fileSetting);
        return file.isEmpty() ? "" : read(fileSetting.key(), Path.of(file));
    }

    /**
     * The secret that belongs to a user name.
     *
     * @throws InvalidSettingsException as {@link #read}, or if the setting names no file
     */
    public static String required(Settings settings, Setting<String> fileSetting) {
        String secret = optional(settings, fileSetting);
        if (secret.isEmpty()) {
            throw fault("%s is missing: a user name needs a password".formatted(fileSetting.key()));
        }
        return secret;
    }

    /**
     * The text of a file without the white space around it, such as the line break that editors
     * leave at its end.
     *
     * @param key what names the file, for the person who has to mend it
     * @throws InvalidSettingsException naming key and file, never what is in it
     */
    public static String read(String key, Path file) {
        return read(key, file, System::getenv);
    }

    static String read(String key, Path file, Environment environment) {
        String text;
        if (file.toString().startsWith(VARIABLE)) {
            String variable = file.toString().substring(VARIABLE.length());
            text = environment.get(variable);
            if (text == null || text.isBlank()) {
                throw fault(
                        "%s: the environment variable '%s' is %s"
                                .formatted(key, variable, text == null ? "not set" : "empty"));
            }
            return text.strip();
        }
        try {
            text = Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (NoSuchFileException e) {
            throw fault("%s: there is no file %s".formatted(key, file));
        } catch (IOException e) {
            throw fault("%s: cannot read %s (%s)".formatted(key, file, e));
        }
        if (text.isEmpty()) {
            throw fault("%s: %s is empty".formatted(key, file));
        }
        return text;
    }

    /** What is wrong with the environment variables that settings name, one sentence each. */
    static List<String> faults(
            Settings settings, List<Setting<?>> declared, Environment environment) {
        Set<String> faults = new LinkedHashSet<>();
        for (Setting<?> setting : declared) {
            if (setting.isSecret()
                    && settings.get(setting) instanceof String named
                    && named.startsWith(VARIABLE)) {
                try {
                    read(setting.key(), Path.of(named), environment);
                } catch (InvalidSettingsException e) {
                    faults.addAll(e.faults());
                }
            }
        }
        return List.copyOf(faults);
    }

    /** Where variables are looked up. */
    interface Environment {
        @Nullable String get(String variable);
    }

    private static InvalidSettingsException fault(String sentence) {
        return new InvalidSettingsException(List.of(sentence));
    }
}
