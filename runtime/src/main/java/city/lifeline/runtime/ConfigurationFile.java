package city.lifeline.runtime;

import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Setting;
import city.lifeline.model.settings.Settings;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** The configuration file that all processes of a city read: Java properties in UTF-8. */
public final class ConfigurationFile {

    private ConfigurationFile() {}

    /**
     * The settings of a process, all of them checked.
     *
     * @param declared what this process reads; other keys are left alone
     * @throws InvalidSettingsException naming every fault, or why the file cannot be read
     */
    public static Settings read(Path file, List<Setting<?>> declared) {
        return checked(Settings.of(texts(file)), declared);
    }

    /**
     * Checks all settings of a process at once, and that the environment variables that they name
     * are there.
     *
     * @throws InvalidSettingsException naming every fault
     */
    public static Settings checked(Settings settings, List<Setting<?>> declared) {
        return checked(settings, declared, System::getenv);
    }

    static Settings checked(
            Settings settings, List<Setting<?>> declared, SecretFile.Environment environment) {
        List<String> faults = new ArrayList<>();
        List<Setting<?>> sound = new ArrayList<>();
        for (Setting<?> setting : declared) {
            try {
                settings.checked(List.of(setting));
                sound.add(setting);
            } catch (InvalidSettingsException e) {
                faults.addAll(e.faults());
            }
        }
        faults.addAll(SecretFile.faults(settings, sound, environment));
        if (!faults.isEmpty()) {
            throw new InvalidSettingsException(faults);
        }
        return settings;
    }

    /**
     * Every key of a file with its text, stripped.
     *
     * @throws InvalidSettingsException if the file cannot be read
     */
    public static Map<String, String> texts(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            throw fault("there is no configuration file %s".formatted(file));
        } catch (IOException | IllegalArgumentException e) {
            throw fault("%s cannot be read as properties: %s".formatted(file, e.getMessage()));
        }
        Map<String, String> texts = new TreeMap<>();
        for (String key : properties.stringPropertyNames()) {
            texts.put(key, properties.getProperty(key).strip());
        }
        return texts;
    }

    private static InvalidSettingsException fault(String sentence) {
        return new InvalidSettingsException(List.of(sentence));
    }
}
