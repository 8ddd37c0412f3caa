package city.lifeline.model.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** Settings as people look them up: a table of Markdown. */
public final class SettingsReference {

    private SettingsReference() {}

    /**
     * A table of settings by key.
     *
     * @param but told elsewhere, and left out here
     */
    public static List<String> table(List<Setting<?>> settings, List<Setting<?>> but) {
        List<String> told = but.stream().<String>map(Setting::key).toList();
        List<String> lines =
                new ArrayList<>(List.of("| Key | Default | Form | Meaning |", "|---|---|---|---|"));
        settings.stream()
                .filter(setting -> !told.contains(setting.key()))
                .sorted(Comparator.comparing(Setting::key))
                .map(SettingsReference::row)
                .distinct()
                .forEach(lines::add);
        return lines;
    }

    private static String row(Setting<?> setting) {
        return "| `%s` | %s | %s | %s |"
                .formatted(
                        setting.key(),
                        byDefault(setting),
                        setting.form(),
                        setting.description().replace("|", "\\|").replace("<", "&lt;"));
    }

    private static String byDefault(Setting<?> setting) {
        if (setting.defaultText() == null) {
            return "**required**";
        }
        String text = Objects.requireNonNull(setting.defaultText());
        return text.isEmpty() ? "" : "`" + text.replace("|", "\\|") + "`";
    }
}
