package city.lifeline.runtime;

import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Setting;
import city.lifeline.model.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Passwords and tokens, of which the configuration names the files only. */
public final class SecretFile {

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
        String text;
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

    private static InvalidSettingsException fault(String sentence) {
        return new InvalidSettingsException(List.of(sentence));
    }
}
