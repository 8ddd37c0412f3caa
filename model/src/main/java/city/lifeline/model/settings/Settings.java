package city.lifeline.model.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The configuration a process was given, read through {@link Setting}s.
 *
 * <p>Keys that nobody here declares are left alone: one file serves all processes.
 */
public final class Settings {

    private final Map<String, String> texts;

    private Settings(Map<String, String> texts) {
        this.texts = Map.copyOf(texts);
    }

    public static Settings of(Map<String, String> texts) {
        return new Settings(texts);
    }

    /**
     * Checks all settings of a process at once.
     *
     * @throws InvalidSettingsException naming every fault
     */
    public Settings checked(List<Setting<?>> declared) {
        List<String> faults = new ArrayList<>();
        for (Setting<?> setting : declared) {
            try {
                get(setting);
            } catch (InvalidSettingsException e) {
                faults.addAll(e.faults());
            }
        }
        if (!faults.isEmpty()) {
            throw new InvalidSettingsException(faults);
        }
        return this;
    }

    /**
     * The value of one setting, or its default.
     *
     * @throws InvalidSettingsException if a required key is missing or the text is not of the type
     */
    public <T> T get(Setting<T> setting) {
        String text = texts.get(setting.key());
        if (text == null || text.isBlank()) {
            text = setting.defaultText();
        }
        if (text == null) {
            throw new InvalidSettingsException(
                    List.of("%s is missing: %s".formatted(setting.key(), setting.description())));
        }
        try {
            return setting.parser().apply(text.strip());
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException(
                    List.of(
                            "%s: '%s' %s (%s)"
                                    .formatted(
                                            setting.key(),
                                            text.strip(),
                                            e.getMessage(),
                                            setting.description())));
        }
    }
}
