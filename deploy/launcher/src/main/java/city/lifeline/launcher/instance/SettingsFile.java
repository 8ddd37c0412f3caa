package city.lifeline.launcher.instance;

import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.runtime.ConfigurationFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Configuration files as all our processes read them. */
public final class SettingsFile {

    private SettingsFile() {}

    /**
     * All keys of a file; none if there is no file.
     *
     * @throws InvalidSettingsException if it cannot be read
     */
    public static Map<String, String> read(Path file) {
        return Files.exists(file) ? ConfigurationFile.texts(file) : Map.of();
    }

    /** Text of a file that reads back as the same keys. */
    public static String text(String heading, Map<String, String> texts) {
        StringBuilder text = new StringBuilder();
        heading.lines().forEach(line -> text.append("# ").append(line).append('\n'));
        new TreeMap<>(texts)
                .forEach(
                        (key, value) ->
                                text.append(key).append('=').append(escaped(value)).append('\n'));
        return text.toString();
    }

    public static void write(Path file, String heading, Map<String, String> texts)
            throws IOException {
        DataDirectory.writePrivate(file, text(heading, texts));
    }

    private static String escaped(String value) {
        String escaped = value.replace("\\", "\\\\").replace("\n", "\\n");
        return escaped.startsWith(" ") ? "\\" + escaped : escaped;
    }
}
