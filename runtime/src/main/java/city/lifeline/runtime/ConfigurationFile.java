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
        return Settings.of(texts(file)).checked(declared);
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
